// Keys of attestation, pairing, pairwise keys, records, statements, posts and evidence in JavaScript,
// written from docs/protocol.md alone; it shares no code with ais.

import { createCipheriv, createPrivateKey, createPublicKey, diffieHellman, sign as signWith } from "node:crypto";
import { hex, hkdf, keccak, sealSlot, sha256, uint, unhex, word } from "./envelope.mjs";
import { N, add, address, compressed, multiply, number, sign } from "./secp256k1.mjs";

const L = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;
const join = (...parts) => Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
export const ox = (bytes) => `0x${hex(bytes)}`;

/** RFC 8785 for what stands in these documents: text, whole numbers, lists and objects. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inside = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${inside.join(",")}}`;
}

// ---- keys

const derived = (root, use, suite, index, size, order) =>
  (number(hkdf(root, join(`ais/v1/key/${use}`, uint(suite, 1), uint(index, 4)), size)) % (order - 1n)) + 1n;
export const attestationKey = (root, index) => derived(root, "attestation", 3, index, 48, N);
export const groupSecret = (root, index) => derived(root, "group-leaf", 4, index, 64, L);
export const agreementSeed = (root, index) => hkdf(root, join("ais/v1/key/agreement", uint(2, 1), uint(index, 4)));

const DOMAIN = keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
const eip712 = (name, chainId, contract, struct) =>
  keccak(
    join(
      unhex("1901"),
      keccak(join(DOMAIN, keccak(name), keccak("1"), word(chainId), word(contract))),
      keccak(struct),
    ),
  );
const ANNOUNCEMENT = "KeyAnnouncement(uint8 purpose,uint8 suite,uint32 organisation,uint32 number,bytes publicKey)";

/** A bundle of any purpose; `possession`: the secret of S, where S is what is announced. */
export function bundle({ purpose, suite, chainId, keyDirectory, organisation, index, publicKey, operator, possession }) {
  const digest = eip712(
    "AIS KeyDirectory",
    chainId,
    keyDirectory,
    join(keccak(ANNOUNCEMENT), ...[purpose, suite, organisation, index].map(word), keccak(publicKey)),
  );
  const head = [uint(1, 1), uint(purpose, 1), uint(suite, 1), uint(chainId, 8), keyDirectory];
  const shown = possession ? sign(possession, digest) : Buffer.alloc(0);
  return join(...head, uint(organisation, 4), uint(index, 4), publicKey, sign(operator, digest), shown);
}

// ---- X25519

const PRIVATE = unhex("302e020100300506032b656e04220420");
const privateKey = (seed) => createPrivateKey({ key: join(PRIVATE, seed), format: "der", type: "pkcs8" });
export const x25519Public = (seed) =>
  createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" }).subarray(-32);
export const x25519 = (seed, raw) =>
  diffieHellman({
    privateKey: privateKey(seed),
    publicKey: createPublicKey({ key: join(unhex("302a300506032b656e032100"), raw), format: "der", type: "spki" }),
  });

// ---- pairing

export const without = (file, ...names) =>
  sha256(canonical(Object.fromEntries(Object.entries(file).filter(([name]) => !names.includes(name)))));
export const fileDigest = (file) => without(file);

export function signedFile(file, operator) {
  const struct = join(keccak("PairingFile(bytes32 digest)"), without(file, "signature"));
  const digest = eip712("AIS Pairing", file.chainId, unhex(file.keyDirectory), struct);
  return { ...file, signature: ox(sign(operator, digest)) };
}

export const commitmentTo = (file, value) =>
  sha256(join("ais/v1/pair/commit", without(file, "commitment", "signature"), value));
export const transcriptOf = (...files) => sha256(join("ais/v1/pair/transcript", ...files.map(fileDigest)));
export const pairwiseSecret = (values, transcript) => hkdf(values, join("ais/v1/pair/secret", transcript));

export function shortCode(secret, transcript) {
  const raw = number(hkdf(secret, join("ais/v1/pair/sas", transcript), 8)) % 10n ** 7n;
  const digits = raw.toString().padStart(7, "0");
  return `${digits.slice(0, 3)}-${digits.slice(3)}`;
}

export function longCode(secret, transcript) {
  let bits = number(hkdf(secret, join("ais/v1/pair/sas", transcript), 10));
  let text = "";
  for (let i = 0; i < 16; i += 1, bits >>= 5n) text = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number(bits & 31n)] + text;
  return text.match(/.{4}/g).join("-");
}

export const sealSingle = (file, recipient, value, ekm) =>
  sealSlot(2, recipient, join("ais/v1/pair/single", without(file, "sealed", "signature")), value, ekm);

export const rootKey = (agreed, pairwise, { chainId, keyDirectory, supplier, customer }) =>
  hkdf(
    join(agreed, pairwise),
    join("ais/v1/pair/root", uint(chainId, 8), keyDirectory, uint(supplier, 4), uint(customer, 4)),
  );

// ---- pairwise keys

export const ratchet = (key) => hkdf(key, "ais/v1/pair/ratchet");
const dirOf = ({ supplier, customer }) => join(uint(supplier, 4), uint(customer, 4));
export const ctxOf = ({ chainId, attestations, policy, epoch }) =>
  join(uint(chainId, 8), attestations, policy, uint(epoch, 4));

export const tweak = (key, dir, ctx) =>
  number(hkdf(key, join("ais/v1/pair/tau", dirOf(dir), ctxOf(ctx)), 48)) % N;
export const tauOf = (point, t) => address(add(point, multiply(t)));
export const contentKey = (key, dir, ctx, tau) => hkdf(key, join("ais/v1/pair/ct", dirOf(dir), ctxOf(ctx), tau));
export const claimKey = (key, dir, ctx) =>
  number(hkdf(key, join("ais/v1/pair/next", dirOf(dir), ctxOf(ctx)), 48)) % N;
export const attestationNext = (tau, claimer) =>
  keccak(join(keccak("ais/v1/attestation-next"), word(tau), word(claimer)));
export const attestationCommit = (tau, flag, resultDigest, salt) =>
  keccak(join(keccak("ais/v1/attestation-commit"), word(tau), word(flag ? 1 : 0), resultDigest, salt));

export const claimDigest = (ctx, tau, next, silence) =>
  keccak(
    join(
      keccak("ais/v1/attestation-claim"),
      ...[ctx.chainId, ctx.attestations, ctx.policy, ctx.epoch, tau, next, silence].map(word),
    ),
  );

// ---- record

const KINDS = { ed25519: 1, secp256k1: 2 };
const STATUS = ["compliant", "non-compliant", "conditional", "stale", "not-assessed"];
const filled = (bytes, size) => {
  const out = Buffer.alloc(size);
  Buffer.from(bytes).copy(out);
  return out;
};

export function record(fields) {
  const scored = fields.score !== null;
  const score = Buffer.alloc(2);
  score.writeInt16BE(fields.score ?? 0);
  const { scanner } = fields;
  return join(
    uint(1, 1),
    uint(STATUS.indexOf(fields.status) + 1, 1),
    uint(scored ? 1 : 0, 1),
    score,
    ...[fields.met, fields.notMet, fields.notAssessed].map((count) => uint(count, 2)),
    ...[fields.scannedAt, fields.evaluatedAt, fields.dueAt].map((time) => uint(time, 5)),
    ...[fields.policyDigest, fields.reportDigest, fields.salt].map(unhex),
    filled(fields.scope, 48),
    filled(fields.tool, 32),
    filled(fields.toolVersion, 16),
    uint(scanner ? KINDS[scanner.kind] : 0, 1),
    filled(scanner ? unhex(scanner.key) : "", 33),
    filled(scanner ? unhex(scanner.value) : "", 64),
    filled(fields.location, 96),
    Buffer.alloc(100),
  );
}

export function scannerSignature(kind, seed, reportDigest) {
  const message = join("ais/v1/report", reportDigest);
  if (kind === "secp256k1") {
    const key = compressed(multiply(number(seed)));
    return { kind, key: hex(key), value: hex(sign(number(seed), sha256(message)).subarray(0, 64)) };
  }
  const key = createPrivateKey({ key: join(unhex("302e020100300506032b657004220420"), seed), format: "der", type: "pkcs8" });
  const shown = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return { kind, key: hex(shown), value: hex(signWith(null, message, key)) };
}

// ---- statement

const time = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

export function statement(fields) {
  const report = { digest: { sha256: fields.reportDigest } };
  const predicate = {
    verifier: { id: "urn:ais:self-evaluation" },
    timeVerified: time(fields.evaluatedAt),
    policy: { digest: { sha256: fields.policyDigest } },
    inputAttestations: [fields.location ? { ...report, uri: fields.location } : report],
    verificationResult: fields.status === "compliant" ? "PASSED" : "FAILED",
    status: fields.status,
    requirements: { met: fields.met, notMet: fields.notMet, notAssessed: fields.notAssessed },
    scanner: { tool: fields.tool, version: fields.toolVersion },
  };
  if (fields.scanner) predicate.scanner.signature = fields.scanner;
  if (fields.score !== null) predicate.score = fields.score;
  if (fields.scannedAt) predicate.scannedAt = time(fields.scannedAt);
  if (fields.dueAt) predicate.dueAt = time(fields.dueAt);
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: fields.scope, digest: { sha256: fields.reportDigest } }],
    predicateType: "urn:ais:attestation:v1",
    predicate,
  };
}
export const resultDigest = (fields) => sha256(canonical(statement(fields)));

export function envelope(fields, secret, keyDigest) {
  const payload = Buffer.from(canonical(statement(fields)));
  const pae = join(`DSSEv1 28 application/vnd.in-toto+json ${payload.length} `, payload);
  const sig = sign(secret, sha256(pae)).subarray(0, 64).toString("base64");
  const payloadType = "application/vnd.in-toto+json";
  return { payloadType, payload: payload.toString("base64"), signatures: [{ keyid: hex(keyDigest), sig }] };
}

// ---- post

export function sealRecord(key, nonce, raw, ctx, nullifier, flag) {
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  cipher.setAAD(join(ctxOf(ctx), uint(nullifier, 32), uint(flag ? 1 : 0, 1)), { plaintextLength: raw.length });
  return join(nonce, cipher.update(raw), cipher.final(), cipher.getAuthTag());
}

export const postDigest = (ctx, flag, tau, nullifier, commit, next, ciphertext) =>
  keccak(
    join(
      keccak("ais/v1/attestation"),
      ...[ctx.chainId, ctx.attestations, ctx.policy, ctx.epoch, flag ? 1 : 0, tau, nullifier].map(word),
      commit,
      next,
      keccak(ciphertext),
    ),
  );
