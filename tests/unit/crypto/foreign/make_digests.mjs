// Makes tests/vectors/digests.json: inputs and outputs of every recipe of docs/protocol.md, section
// "Hashes", with js-sha3 and Node's HMAC; it shares no code with ais or with Solidity. Each recipe is
// a table by column, because that is what Forge's JSON cheat codes read.
// Run: node tests/unit/crypto/foreign/make_digests.mjs [FILE]

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  commitment,
  hex,
  keccak,
  keyCommit,
  leafHash,
  merkleRoot,
  nodeHash,
  submissionId,
  uint,
  word,
} from "./envelope.mjs";

const random = (name, size = 32) =>
  createHash("shake256", { outputLength: size }).update(`ais digests 1 ${name}`).digest();
const number = (name, size) => BigInt(`0x${hex(random(name, size))}`);
const top = (bits) => (1n << BigInt(bits)) - 1n;

/** Six rows: all zero, all ones, four at random. */
const ROWS = ["zero", "ones", "a", "b", "c", "d"];
const bytesOf = (name, row, size = 32) =>
  row === "zero" ? Buffer.alloc(size) : row === "ones" ? Buffer.alloc(size, 0xff) : random(`${name} ${row}`, size);
const numberOf = (name, row, bits) =>
  row === "zero" ? 0n : row === "ones" ? top(bits) : number(`${name} ${row}`, bits / 8);

function table(recipe, columns, digest) {
  const out = Object.fromEntries(Object.keys(columns).map((name) => [name, []]));
  out.digest = [];
  for (const row of ROWS) {
    const values = {};
    for (const [name, bits] of Object.entries(columns)) {
      if (bits === "bytes32") values[name] = bytesOf(`${recipe} ${name}`, row);
      else if (bits === "address") values[name] = bytesOf(`${recipe} ${name}`, row, 20);
      else values[name] = numberOf(`${recipe} ${name}`, row, bits);
      if (name === "compliant") values[name] &= 1n;
      out[name].push(text(values[name]));
    }
    out.digest.push(text(digest(values)));
  }
  return out;
}

// Numbers as hex text too: JSON numbers end at 2^53.
const text = (value) => (typeof value === "bigint" ? `0x${value.toString(16)}` : `0x${hex(value)}`);

const ballotCommit = (v) =>
  keccak(
    Buffer.concat([
      keccak("ais/v1/ballot"),
      ...[v.chainId, v.valuation, v.submissionId, v.round, v.panelist, v.verdict, v.sector].map(word),
      ...[v.severityBps, v.scopeBps, v.priorId, v.salt].map(word),
    ]),
  );

const seed = (v) =>
  keccak(Buffer.concat([keccak("ais/v1/seed"), ...[v.blockHash, v.submissionId, v.round].map(word)]));

function keyAnnouncement(v) {
  const domain = keccak(
    Buffer.concat([
      keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
      keccak("AIS KeyDirectory"),
      keccak("1"),
      word(v.chainId),
      word(v.keyDirectory),
    ]),
  );
  const announcement = keccak(
    Buffer.concat([
      keccak("KeyAnnouncement(uint8 purpose,uint8 suite,uint32 organisation,uint32 number,bytes publicKey)"),
      ...[v.purpose, v.suite, v.organisation, v.number, keccak(v.publicKey)].map(word),
    ]),
  );
  return keccak(Buffer.concat([Buffer.from([0x19, 0x01]), domain, announcement]));
}

/** A recipe of attestations: its tag, then its columns in order. */
const tagged = (name, columns) => (v) =>
  keccak(Buffer.concat([keccak(`ais/v1/${name}`), ...columns.map((column) => word(v[column]))]));
const of = (name, columns) => tagged(name, Object.keys(columns));

const LEAF_SCOPE = { chainId: 56, group: "address" };
const LEAF_MESSAGE = { ...LEAF_SCOPE, organisation: 32 };
const PLACE = { chainId: 56, attestations: "address", policy: "bytes32", epoch: 32 };
const ATTESTATION = {
  ...PLACE,
  compliant: 8,
  tau: "address",
  nullifier: 256,
  commit: "bytes32",
  next: "bytes32",
  ciphertextDigest: "bytes32",
};
const ATTESTATION_SCOPE = { ...PLACE, slot: 8 };
const ATTESTATION_COMMIT = { tau: "address", compliant: 8, resultDigest: "bytes32", salt: "bytes32" };
const ATTESTATION_NEXT = { tau: "address", claimer: "address" };
const ATTESTATION_CLAIM = { ...PLACE, tau: "address", next: "bytes32", silence: 8 };

/** The policy word from its fields, by the table of the document. */
function policyTable() {
  const layout = {
    organisation: [0, 32],
    readerSectors: [32, 48],
    affectedSector: [80, 8],
    minimumTier: [88, 4],
    tlp: [92, 4],
    state: [96, 8],
    flags: [104, 8],
    termsVersion: [112, 16],
    submittedAt: [128, 40],
    notBefore: [168, 40],
    expiresAt: [208, 40],
  };
  const out = Object.fromEntries([...Object.keys(layout), "word"].map((name) => [name, []]));
  for (const row of ROWS) {
    let packed = 0n;
    for (const [name, [shift, bits]] of Object.entries(layout)) {
      const value = row === "zero" ? 0n : row === "ones" ? top(bits) : number(`policy ${name} ${row}`, 8) & top(bits);
      packed |= value << BigInt(shift);
      out[name].push(text(value));
    }
    out.word.push(text(packed));
  }
  return out;
}

const roots = [1, 2, 3, 4, 5, 7, 8, 11, 16, 33].map((count) => {
  const leaves = Array.from({ length: count }, (_, i) => random(`root ${count} ${i}`));
  return { leaves: leaves.map(text), root: text(merkleRoot(leaves)) };
});

const document = {
  made_by: "tests/unit/crypto/foreign/make_digests.mjs: Node with js-sha3",
  verified_by: "ais/digests (pycryptodome) and contracts/libraries/Digests.sol (EVM of Forge)",
  leaf: table("leaf", { salt: "bytes32", objectDigest: "bytes32" }, (v) => leafHash(v.salt, v.objectDigest)),
  node: table("node", { left: "bytes32", right: "bytes32" }, (v) => nodeHash(v.left, v.right)),
  commitment: table(
    "commitment",
    { chainId: 56, indicators: "address", organisation: 32, leafCount: 32, root: "bytes32" },
    (v) => commitment(v, v.leafCount, v.root),
  ),
  submissionId: table(
    "submissionId",
    {
      chainId: 56,
      indicators: "address",
      organisation: 32,
      commitment: "bytes32",
      keyCommit: "bytes32",
      ciphertextDigest: "bytes32",
      policy: 256,
    },
    (v) => submissionId(v, v, v.policy),
  ),
  ballotCommit: table(
    "ballotCommit",
    {
      chainId: 56,
      valuation: "address",
      submissionId: "bytes32",
      round: 8,
      panelist: 32,
      verdict: 8,
      sector: 8,
      severityBps: 16,
      scopeBps: 16,
      priorId: "bytes32",
      salt: "bytes32",
    },
    ballotCommit,
  ),
  seed: table("seed", { blockHash: "bytes32", submissionId: "bytes32", round: 8 }, seed),
  keyAnnouncement: table(
    "keyAnnouncement",
    { chainId: 56, keyDirectory: "address", purpose: 8, suite: 8, organisation: 32, number: 32, publicKey: "bytes32" },
    keyAnnouncement,
  ),
  keyCommit: table("keyCommit", { dataKey: "bytes32" }, (v) => keyCommit(v.dataKey)),
  leafMessage: table("leafMessage", LEAF_MESSAGE, of("leaf-message", LEAF_MESSAGE)),
  leafScope: table("leafScope", LEAF_SCOPE, of("leaf-scope", LEAF_SCOPE)),
  attestationDigest: table("attestationDigest", ATTESTATION, of("attestation", ATTESTATION)),
  attestationScope: table("attestationScope", ATTESTATION_SCOPE, of("attestation-scope", ATTESTATION_SCOPE)),
  attestationCommit: table("attestationCommit", ATTESTATION_COMMIT, of("attestation-commit", ATTESTATION_COMMIT)),
  attestationNext: table("attestationNext", ATTESTATION_NEXT, of("attestation-next", ATTESTATION_NEXT)),
  attestationClaim: table("attestationClaim", ATTESTATION_CLAIM, of("attestation-claim", ATTESTATION_CLAIM)),
  fieldElement: table("fieldElement", { hashed: "bytes32" }, (v) =>
    word(BigInt(`0x${hex(v.hashed)}`) >> 8n),
  ),
  policy: policyTable(),
  root: roots,
};

const path = process.argv[2] ?? join(dirname(import.meta.filename), "../../../vectors/digests.json");
writeFileSync(path, `${JSON.stringify(document, null, 1)}\n`);
process.stdout.write(`${uint(Object.keys(document).length - 2, 1)[0]} recipes\n`);
