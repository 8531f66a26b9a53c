// Opens envelopes from standard input (a JSON list of cases of tests/vectors/envelope) and answers
// with a JSON list: what was inside, or the code of the error.

import { readFileSync, writeSync } from "node:fs";
import { Refused, hex, openContainer, openOwnCopy, openSlots } from "./envelope.mjs";

const b64 = (text) => Buffer.from(text, "base64");
const bytes = (text) => Buffer.from(text, "hex");

export function readCase(given) {
  const { chain } = given;
  return {
    container: b64(given.container),
    slots: given.slots === undefined ? null : b64(given.slots),
    dataKey: given.dataKey === undefined ? null : bytes(given.dataKey),
    selfKey: given.selfKey === undefined ? null : bytes(given.selfKey),
    keys: (given.keys ?? []).map(({ seed, keyDigest }) => ({ seed: bytes(seed), keyDigest: bytes(keyDigest) })),
    chain: {
      ...chain,
      indicators: bytes(chain.indicators),
      submissionIds: (chain.submissionIds ?? []).map(bytes),
      submissionId: bytes(chain.submissionId),
      slotsDigest: chain.slotsDigest === undefined ? null : bytes(chain.slotsDigest),
      commitment: bytes(chain.commitment),
      keyCommit: bytes(chain.keyCommit),
      ciphertextDigest: bytes(chain.ciphertextDigest),
    },
  };
}

async function open(given) {
  const { container, slots, dataKey, selfKey, keys, chain } = readCase(given);
  if (selfKey !== null) return openOwnCopy(container, selfKey, chain);
  let key = dataKey;
  let position = null;
  if (slots !== null) ({ dataKey: key, position } = await openSlots(slots, keys, chain));
  return { dataKey: key, position, ...openContainer(container, key, chain) };
}

export async function answer(given) {
  try {
    const { dataKey, position = null, tlp, marks, objects } = await open(given);
    return {
      dataKey: hex(dataKey),
      position,
      strictestTlp: tlp,
      withheld: marks.map(({ leaf, text }) => [leaf, text.toString("utf8")]),
      objects: objects.map((object) => object.toString("utf8")),
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { error: error.code, ...(error.field ? { field: error.field } : {}) };
  }
}

if (process.argv[1] === import.meta.filename) {
  const cases = JSON.parse(readFileSync(0, "utf8"));
  const answers = [];
  for (const given of cases) answers.push(await answer(given));
  let text = Buffer.from(JSON.stringify(answers));
  while (text.length) text = text.subarray(writeSync(1, text));
}
