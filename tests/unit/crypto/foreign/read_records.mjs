// An independent reader of records, written from docs/protocol.md, section "Record". Reads a JSON list
// of records in hex from standard input; writes for each its fields, or the field for which it is refused.

import { readFileSync } from "node:fs";
import { hex, unhex } from "./envelope.mjs";

const STATUS = { 1: "compliant", 2: "non-compliant", 3: "conditional", 4: "stale", 5: "not-assessed" };
const KINDS = { 1: "ed25519", 2: "secp256k1" };
const P = 2n ** 256n - 2n ** 32n - 977n;
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

class Refused extends Error {}
const demand = (holds, field) => {
  if (!holds) throw new Refused(field);
};

function label(raw, field, mayBeEmpty) {
  let end = raw.length;
  while (end > 0 && raw[end - 1] === 0) end -= 1;
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw.subarray(0, end));
  } catch {
    throw new Refused(field);
  }
  demand((mayBeEmpty || text) && !HIDDEN.test(text), field);
  return text;
}

function isPoint(raw) {
  const x = BigInt(`0x${hex(raw.subarray(1))}`);
  if (![2, 3].includes(raw[0]) || x >= P) return false;
  let [base, exponent, root] = [(x ** 3n + 7n) % P, (P + 1n) / 4n, 1n];
  const square = base;
  for (; exponent; exponent >>= 1n) {
    if (exponent & 1n) root = (root * base) % P;
    base = (base * base) % P;
  }
  return (root * root) % P === square;
}

function scannerOf(raw) {
  const [kind, key, value] = [raw[218], raw.subarray(219, 252), raw.subarray(252, 316)];
  demand(kind <= 2, "scannerKind");
  if (kind === 0) {
    demand(![...key, ...value].some(Boolean), "scannerKind");
    return null;
  }
  demand(kind === 1 ? key[32] === 0 : isPoint(key), "scannerKey");
  return { kind: KINDS[kind], key: hex(kind === 1 ? key.subarray(0, 32) : key), value: hex(value) };
}

export function readRecord(raw) {
  demand(raw.length === 512, "length");
  demand(raw[0] === 1, "version");
  demand(STATUS[raw[1]], "status");
  demand(raw[2] <= 1, "scored");
  demand(raw[2] || !raw.readInt16BE(3), "score");
  demand(!raw.subarray(412).some(Boolean), "padding");
  const found = {
    status: STATUS[raw[1]],
    score: raw[2] ? raw.readInt16BE(3) : null,
    met: raw.readUInt16BE(5),
    notMet: raw.readUInt16BE(7),
    notAssessed: raw.readUInt16BE(9),
    scannedAt: raw.readUIntBE(11, 5),
    evaluatedAt: raw.readUIntBE(16, 5),
    dueAt: raw.readUIntBE(21, 5),
    policyDigest: hex(raw.subarray(26, 58)),
    reportDigest: hex(raw.subarray(58, 90)),
    salt: hex(raw.subarray(90, 122)),
    scope: label(raw.subarray(122, 170), "scope", false),
    tool: label(raw.subarray(170, 202), "tool", false),
    toolVersion: label(raw.subarray(202, 218), "toolVersion", true),
    location: label(raw.subarray(316, 412), "location", true),
    scanner: scannerOf(raw),
  };
  const last = 253402300799;
  demand(found.scannedAt <= last, "scannedAt");
  demand(found.evaluatedAt > 0 && found.evaluatedAt <= last, "evaluatedAt");
  demand(found.dueAt <= last, "dueAt");
  demand(found.scannedAt || ![1, 3].includes(raw[1]), "scannedAt");
  demand(found.dueAt || raw[1] !== 3, "dueAt");
  return found;
}

const answer = (text) => {
  try {
    return readRecord(unhex(text));
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
};

if (process.argv[1]?.endsWith("read_records.mjs")) {
  process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
}
