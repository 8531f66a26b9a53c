// Container and slots in JavaScript, written from docs/protocol.md alone; it shares no code with ais.
// HPKE is @hpke/core with @hpke/hybridkem-x-wing, Keccak js-sha3, the rest Node's own crypto.
// It opens what ais makes, and makes what ais must open or refuse (make_kit.mjs).

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
} from "node:crypto";
import { createRequire } from "node:module";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

const { keccak256 } = createRequire(import.meta.url)("js-sha3");

const CONTAINER_HEADER = 167;
const SLOTS_HEADER = 38;
const ITEM = 80;
const TAG = 16;
const SLOT = { 1: 1168, 2: 80 };
const ENC = { 1: 1120, 2: 32 };

export class Refused extends Error {
  constructor(code, field) {
    super(field ? `${code} (${field})` : code);
    this.code = code;
    this.field = field;
  }
}

// ---- words and hashes

export const hex = (bytes) => Buffer.from(bytes).toString("hex");
export const unhex = (text) => Buffer.from(text.replace(/^0x/, ""), "hex");
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
export const keccak = (bytes) => Buffer.from(keccak256.arrayBuffer(bytes));
export const uint = (value, size) => unhex(BigInt(value).toString(16).padStart(2 * size, "0"));
export const word = (value) =>
  typeof value === "number" || typeof value === "bigint"
    ? uint(value, 32)
    : Buffer.concat([Buffer.alloc(32 - value.length), value]);

const hmac = (key, ...parts) => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

export function expand(key, info, length = 32) {
  const blocks = [];
  let block = Buffer.alloc(0);
  for (let i = 1; blocks.length * 32 < length; i += 1) {
    block = hmac(key, block, info, Buffer.from([i]));
    blocks.push(block);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

export const hkdf = (key, info, length = 32, salt = Buffer.alloc(32)) =>
  expand(hmac(salt, key), Buffer.from(info), length);

export function gcmSeal(key, nonce, plaintext, aad) {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export function gcmOpen(key, nonce, sealed, aad) {
  const cipher = createDecipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(aad);
  cipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, -TAG)), cipher.final()]);
  } catch {
    return null;
  }
}

export const leafHash = (salt, digest) => keccak(Buffer.concat([Buffer.from([0]), salt, digest]));
export const nodeHash = (left, right) => keccak(Buffer.concat([Buffer.from([1]), left, right]));

export function merkleRoot(leaves) {
  let level = leaves;
  while (level.length > 1) {
    const above = [];
    for (let i = 0; i + 1 < level.length; i += 2) above.push(nodeHash(level[i], level[i + 1]));
    if (level.length % 2) above.push(level.at(-1));
    level = above;
  }
  return level[0];
}

export const commitment = (place, leafCount, root) =>
  keccak(
    Buffer.concat([
      keccak("ais/v1/commitment"),
      word(place.chainId),
      word(place.indicators),
      word(place.organisation),
      word(leafCount),
      root,
    ]),
  );

export const submissionId = (place, item, policy) =>
  keccak(
    Buffer.concat([
      keccak("ais/v1/submission"),
      word(place.chainId),
      word(place.indicators),
      word(place.organisation),
      item.commitment,
      item.keyCommit,
      item.ciphertextDigest,
      word(policy),
    ]),
  );

export const keyCommit = (dataKey) => hkdf(dataKey, "ais/v1/key-commit");
export const payloadKey = (dataKey, committed) => {
  const okm = hkdf(dataKey, Buffer.concat([Buffer.from("ais/v1/payload"), committed]), 44);
  return [okm.subarray(0, 32), okm.subarray(32)];
};

// ---- container

/** Manifest and objects without padding; `leaves` and `marks` may say what they like. */
export function payloadContent({ tlp, leaves, marks, objects, leafCount, markCount }) {
  const parts = [uint(tlp, 1), uint(leafCount ?? leaves.length, 4), uint(markCount ?? marks.length, 4)];
  for (const { salt, digest, length } of leaves) parts.push(salt, digest, uint(length, 4));
  for (const { leaf, text } of marks) parts.push(uint(leaf, 4), uint(text.length, 2), text);
  return Buffer.concat([...parts, ...objects]);
}

export function padded(content, sizeLog2) {
  let log2 = 12;
  while (1 << log2 < content.length) log2 += 1;
  return Buffer.concat([content, Buffer.alloc((1 << (sizeLog2 ?? log2)) - content.length)]);
}

export function containerHeader(place, head, dataKey, selfKey, ownSeed, sizeLog2) {
  const bound = Buffer.concat([
    Buffer.from(head.magic ?? "AISC"),
    uint(head.version ?? 1, 1),
    uint(head.cipher ?? 1, 1),
    uint(place.chainId, 8),
    place.indicators,
    uint(place.organisation, 4),
    head.commitment,
    head.keyCommit,
  ]);
  const own = ownKey(selfKey, head.commitment, ownSeed);
  const ownCopy = gcmSeal(own.subarray(0, 32), own.subarray(32), head.ownKey ?? dataKey, bound);
  return Buffer.concat([bound, ownSeed, ownCopy, uint(sizeLog2, 1)]);
}

const ownKey = (selfKey, committed, seed) =>
  hkdf(selfKey, Buffer.concat([Buffer.from("ais/v1/own-copy"), committed]), 44, seed);

export function sealPayload(header, dataKey, payload) {
  const [key, nonce] = payloadKey(dataKey, header.subarray(38, 70));
  return Buffer.concat([header, gcmSeal(key, nonce, payload, header)]);
}

function parseContainer(blob) {
  if (blob.length < CONTAINER_HEADER) throw new Refused("container-malformed", "header");
  if (blob.toString("latin1", 0, 4) !== "AISC") throw new Refused("container-malformed", "magic");
  if (blob[4] !== 1) throw new Refused("version-unsupported");
  if (blob[5] !== 1) throw new Refused("suite-unsupported");
  const sizeLog2 = blob[166];
  if (sizeLog2 < 12 || sizeLog2 > 26) throw new Refused("container-malformed", "sizeLog2");
  if (blob.length !== CONTAINER_HEADER + 2 ** sizeLog2 + TAG) {
    throw new Refused("container-malformed", "length");
  }
}

export function openContainer(blob, dataKey, chain) {
  if (!sha256(blob).equals(chain.ciphertextDigest)) {
    throw new Refused("container-foreign", "ciphertextDigest"); // 1
  }
  parseContainer(blob); // 2
  const fields = [
    ["chainId", blob.subarray(6, 14), uint(chain.chainId, 8)],
    ["indicators", blob.subarray(14, 34), chain.indicators],
    ["organisation", blob.subarray(34, 38), uint(chain.organisation, 4)],
    ["commitment", blob.subarray(38, 70), chain.commitment],
    ["keyCommit", blob.subarray(70, 102), chain.keyCommit],
  ];
  for (const [field, found, expected] of fields) {
    if (!found.equals(expected)) throw new Refused("container-foreign", field); // 3
  }
  if (!keyCommit(dataKey).equals(chain.keyCommit)) throw new Refused("data-key-mismatch"); // 4
  const [key, nonce] = payloadKey(dataKey, chain.commitment);
  const header = blob.subarray(0, CONTAINER_HEADER);
  const payload = gcmOpen(key, nonce, blob.subarray(CONTAINER_HEADER), header); // 5
  if (payload === null) throw new Refused("container-tampered");
  const opened = readPayload(payload); // 6, 7
  const root = merkleRoot(opened.leaves.map(({ salt, digest }) => leafHash(salt, digest)));
  if (!commitment(chain, opened.leaves.length, root).equals(chain.commitment)) {
    throw new Refused("commitment-mismatch"); // 8
  }
  return opened;
}

function readPayload(payload) {
  const bad = (field) => new Refused("payload-malformed", field);
  const tlp = payload[0];
  const leafCount = payload.readUInt32BE(1);
  const markCount = payload.readUInt32BE(5);
  let at = 9;
  if (leafCount < 1 || leafCount > 65536 || leafCount * 68 > payload.length - 9) throw bad("leafCount");
  if (markCount * 6 > payload.length - 9) throw bad("markCount");
  const leaves = [];
  for (let i = 0; i < leafCount; i += 1, at += 68) {
    const entry = payload.subarray(at, at + 68);
    leaves.push({ salt: entry.subarray(0, 32), digest: entry.subarray(32, 64), length: entry.readUInt32BE(64) });
  }
  const marks = [];
  for (let i = 0; i < markCount; i += 1) {
    if (at + 6 > payload.length) throw bad(`mark ${i}`);
    const end = at + 6 + payload.readUInt16BE(at + 4);
    if (end > payload.length) throw bad(`mark ${i}`);
    const raw = payload.subarray(at + 6, end);
    try {
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    } catch {
      throw bad(`mark ${i}`);
    }
    marks.push({ leaf: payload.readUInt32BE(at), text: raw });
    at = end;
  }
  checkManifest(tlp, leaves, marks, bad);
  const objects = leaves.map(({ digest, length }, i) => {
    const object = payload.subarray(at, at + length);
    if (object.length !== length) throw bad(`object ${i}`);
    if (!sha256(object).equals(digest)) throw new Refused("manifest-mismatch");
    at += length;
    return object;
  });
  if (padded(payload.subarray(0, at)).length !== payload.length) throw bad("padding");
  if (payload.subarray(at).some((byte) => byte !== 0)) throw bad("padding");
  return { tlp, leaves, marks, objects };
}

function checkManifest(tlp, leaves, marks, bad) {
  if (tlp > 5) throw bad("strictestTlp");
  if (leaves.some(({ length }) => length === 0)) throw bad("length");
  if (new Set(leaves.map(({ salt }) => hex(salt))).size !== leaves.length) throw bad("salt");
  if (new Set(leaves.map(({ digest }) => hex(digest))).size !== leaves.length) throw bad("objectDigest");
  marks.forEach(({ leaf, text }, i) => {
    if (leaf >= leaves.length && leaf !== 0xffffffff) throw bad(`mark ${i}`);
    if (text.length < 1 || text.length > 1024) throw bad(`mark ${i}`);
  });
  for (let i = 1; i < marks.length; i += 1) {
    const [a, b] = [marks[i - 1], marks[i]];
    if ((a.leaf - b.leaf || Buffer.compare(a.text, b.text)) >= 0) throw bad("marks");
  }
}

export function openOwnCopy(blob, selfKey, chain) {
  parseContainer(blob);
  const own = ownKey(selfKey, blob.subarray(38, 70), blob.subarray(102, 118));
  const [key, nonce] = [own.subarray(0, 32), own.subarray(32)];
  const dataKey = gcmOpen(key, nonce, blob.subarray(118, 166), blob.subarray(0, 102));
  if (dataKey === null) throw new Refused("self-copy-refused");
  if (!keyCommit(dataKey).equals(blob.subarray(70, 102))) throw new Refused("data-key-mismatch");
  return { dataKey, ...openContainer(blob, dataKey, chain) };
}

// ---- slots

/** A copy of its own: the library takes the buffer that lies below, and Node pools buffers. */
const own = (bytes) => Uint8Array.from(bytes);

const hpke = (suite) => ({
  kem: suite === 1 ? new XWing() : new DhkemX25519HkdfSha256(),
  suite: new CipherSuite({
    kem: suite === 1 ? new XWing() : new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  }),
});

export const slotInfo = (suite, place, ids, keyDigest) =>
  Buffer.concat([
    Buffer.from("ais/v1/slot"),
    uint(suite, 1),
    uint(place.chainId, 8),
    place.indicators,
    sha256(Buffer.concat(ids)),
    keyDigest,
  ]);

/** Public key, raw, of a 32-byte private seed. */
export async function publicKey(suite, seed) {
  if (suite === 1) {
    const kem = new XWing();
    const pair = await kem.generateKeyPairDerand(own(seed));
    return Buffer.from(await kem.serializePublicKey(pair.publicKey));
  }
  const der = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), seed]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return Buffer.from(createPublicKey(secret).export({ format: "jwk" }).x, "base64url");
}

export async function sealSlot(suite, rawPublic, info, plaintext, ekm) {
  const made = hpke(suite);
  const recipientPublicKey = await made.kem.importKey("raw", own(rawPublic), true);
  const randomness = suite === 1 ? own(ekm) : await made.kem.deriveKeyPair(own(ekm));
  const sender = await made.suite.createSenderContext({
    recipientPublicKey,
    info: own(info),
    ekm: randomness,
  });
  const sealed = await sender.seal(own(plaintext));
  return Buffer.concat([Buffer.from(sender.enc), Buffer.from(sealed)]);
}

async function openSlot(suite, seed, info, slot) {
  const made = hpke(suite);
  const recipientKey = await made.kem.importKey("raw", own(seed), false);
  try {
    const enc = own(slot.subarray(0, ENC[suite]));
    const recipient = await made.suite.createRecipientContext({ recipientKey, enc, info: own(info) });
    return Buffer.from(await recipient.open(own(slot.subarray(ENC[suite]))));
  } catch {
    return null;
  }
}

export const slotsHead = ({ magic, version, suite, place, itemCount, slotCount }) =>
  Buffer.concat([
    Buffer.from(magic ?? "AISK"),
    uint(version ?? 1, 1),
    uint(suite, 1),
    uint(place.chainId, 8),
    place.indicators,
    uint(itemCount, 2),
    uint(slotCount, 2),
  ]);

export function slotsBlob(head, releaseKey, ids, dataKeys, slots) {
  const key = expand(releaseKey, Buffer.from("ais/v1/item-key"));
  const rows = ids.map((id, i) =>
    Buffer.concat([id, gcmSeal(key, uint(i, 12), dataKeys[i], Buffer.concat([head, id]))]),
  );
  return Buffer.concat([head, ...rows, ...slots]);
}

function parseSlots(blob) {
  if (blob.length < SLOTS_HEADER) throw new Refused("slots-malformed", "header");
  if (blob.toString("latin1", 0, 4) !== "AISK") throw new Refused("slots-malformed", "magic");
  if (blob[4] !== 1) throw new Refused("version-unsupported");
  const suite = blob[5];
  if (suite !== 1 && suite !== 2) throw new Refused("suite-unsupported");
  const itemCount = blob.readUInt16BE(34);
  const slotCount = blob.readUInt16BE(36);
  if (itemCount < 1 || itemCount > 1024) throw new Refused("slots-malformed", "itemCount");
  if (slotCount > 4096) throw new Refused("slots-malformed", "slotCount");
  const slotsAt = SLOTS_HEADER + ITEM * itemCount;
  if (blob.length !== slotsAt + SLOT[suite] * slotCount) throw new Refused("slots-malformed", "length");
  const ids = Array.from({ length: itemCount }, (_, i) =>
    blob.subarray(SLOTS_HEADER + ITEM * i, SLOTS_HEADER + ITEM * i + 32),
  );
  if (new Set(ids.map(hex)).size !== itemCount) throw new Refused("slots-malformed", "submissionIds");
  return { suite, slotCount, slotsAt, ids };
}

/** Steps 1 to 6 of "Opening slots"; gives the data key and the position that opened. */
export async function openSlots(blob, keys, chain) {
  if (!sha256(blob).equals(chain.slotsDigest)) throw new Refused("slots-foreign", "slotsDigest"); // 1
  const { suite, slotCount, slotsAt, ids } = parseSlots(blob); // 2
  if (suite !== chain.suite) throw new Refused("suite-unsupported"); // 3
  const foreign = (field) => new Refused("slots-foreign", field);
  if (!blob.subarray(6, 14).equals(uint(chain.chainId, 8))) throw foreign("chainId");
  if (!blob.subarray(14, 34).equals(chain.indicators)) throw foreign("indicators");
  if (ids.map(hex).join() !== chain.submissionIds.map(hex).join()) throw foreign("submissionIds");
  if (chain.slotCount !== null && chain.slotCount !== slotCount) throw foreign("slotCount");

  const tried = chain.position === null ? [...Array(slotCount).keys()] : [chain.position];
  for (const position of tried.filter((p) => p < slotCount)) {
    const slot = blob.subarray(slotsAt + position * SLOT[suite], slotsAt + (position + 1) * SLOT[suite]);
    for (const { seed, keyDigest } of keys) {
      const releaseKey = await openSlot(suite, seed, slotInfo(suite, chain, ids, keyDigest), slot); // 4
      if (releaseKey !== null) return { position, dataKey: itemKey(blob, releaseKey, ids, chain) };
    }
  }
  throw new Refused("slot-not-ours");
}

function itemKey(blob, releaseKey, ids, chain) {
  const i = ids.findIndex((id) => id.equals(chain.submissionId));
  if (i < 0) throw new Refused("slots-foreign", "submissionIds");
  const key = expand(releaseKey, Buffer.from("ais/v1/item-key"));
  const at = SLOTS_HEADER + ITEM * i;
  const aad = Buffer.concat([blob.subarray(0, SLOTS_HEADER), chain.submissionId]);
  const dataKey = gcmOpen(key, uint(i, 12), blob.subarray(at + 32, at + ITEM), aad); // 5
  if (dataKey === null) throw new Refused("slots-tampered");
  if (!keyCommit(dataKey).equals(chain.keyCommit)) throw new Refused("data-key-mismatch"); // 6
  return dataKey;
}
