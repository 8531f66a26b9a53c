// Makes tests/vectors/attestations/posts.json: real proofs of membership for the contracts' tests, by
// snarkjs, js-sha3 and Node; it shares no code with ais or with Solidity.
// Chain, addresses, secrets and epochs are fixed; Groth16 is blinded, so each run gives other proofs.
// Run: node tests/contracts/foreign/make_posts.mjs ARTEFACTS [SHALLOW]
//   ARTEFACTS  folder with semaphore-16.wasm and .zkey (set-up: <environment>/share/ais/semaphore)
//   SHALLOW    folder with semaphore-10.wasm and .zkey, of the same npm package; without it the proof
//              of the wrong depth is kept from the file as it stands

import { createECDH } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildBn128 } from "ffjavascript";
import sha3 from "js-sha3";
import * as snarkjs from "snarkjs";
import { path, poseidon } from "./poseidon.mjs";

const SUBGROUP = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;
const DEPTH = 16;
const SIDE = 2n;
const CHAIN = 31337n;
const GROUP = 0xa15_0001n;
const ATTESTATIONS = 0xa15_0002n;
const [, , artefacts, shallow] = process.argv;
const target = join(dirname(import.meta.filename), "../../vectors/attestations/posts.json");

const bytes = (value, size = 32) => Buffer.from(value.toString(16).padStart(2 * size, "0"), "hex");
const keccak = (...parts) => {
  const words = parts.map((part) => (typeof part === "bigint" ? bytes(part) : part));
  return BigInt(`0x${sha3.keccak256(Buffer.concat(words.map((w) => Buffer.from(w))))}`);
};
const tag = (name) => keccak(`ais/v1/${name}`);
const word = (value, size = 32) => `0x${bytes(BigInt(value), size).toString("hex")}`;

// ---- members ------------------------------------------------------------------------------------

const secret = (number) => keccak(`ais test secret ${number}`) % SUBGROUP;
const inputs = (number, way, message, scope) => ({
  secret: secret(number),
  merkleProofLength: way.length,
  merkleProofIndex: way.index,
  merkleProofSiblings: [...way.siblings, ...Array(DEPTH).fill(0n)].slice(0, way.depth ?? DEPTH),
  message,
  scope,
});
const here = { length: 0, index: 0, siblings: [] };

async function prove(number, way, message, scope, folder = artefacts, depth = DEPTH) {
  const files = ["wasm", "zkey"].map((end) => join(folder, `semaphore-${depth}.${end}`));
  const made = await snarkjs.groth16.fullProve(inputs(number, { ...way, depth }, message, scope), ...files);
  const { pi_a: a, pi_b: b, pi_c: c } = made.proof;
  const proof = [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]].map((x) => word(x));
  return { root: BigInt(made.publicSignals[0]), nullifier: BigInt(made.publicSignals[1]), proof };
}

/** The circuit itself says what a secret's leaf is: the root of a tree of one. */
async function leafOf(number) {
  const made = { type: "mem" };
  await snarkjs.wtns.calculate(inputs(number, here, 0n, 0n), join(artefacts, "semaphore-16.wasm"), made);
  const values = await snarkjs.wtns.exportJson(made);
  return BigInt(values[1]);
}

const leaves = [0n];
for (let number = 1; number <= 14; number++) leaves.push(await leafOf(number));
const nine = leaves.slice(1, 10);
const evicted = nine.with(4, 0n);
const ten = leaves.slice(1, 11);

// ---- proofs of possession -----------------------------------------------------------------------

const full = (first) => ({ length: DEPTH, index: 0, siblings: [...first, ...Array(DEPTH).fill(SIDE)].slice(0, DEPTH) });
const joins = {};
async function join_(name, organisation, number, leaf, way) {
  const message = keccak(tag("leaf-message"), CHAIN, GROUP, BigInt(organisation)) >> 8n;
  const made = await prove(number, way, message, keccak(tag("leaf-scope"), CHAIN, GROUP) >> 8n);
  joins[name] = { leaf: word(leaf), root: word(made.root), nullifier: word(made.nullifier), proof: made.proof };
}
for (let number = 1; number <= 10; number++) await join_(`m${number}`, number, number, leaves[number], full([]));
await join_("rotation", 1, 11, leaves[11], full([]));
await join_("bare", 11, 12, leaves[12], here);
const subtree = poseidon(leaves[13], leaves[14]);
await join_("subtree", 11, 13, subtree, { length: 1, index: 0, siblings: [leaves[14]] });
await join_("subtreeFull", 11, 13, subtree, full([leaves[14]]));

// ---- posts --------------------------------------------------------------------------------------

const POLICY = keccak("policy A");
const [RESULT, SALT, CLAIMER_KEY] = ["result", "salt", "claimer"].map((name) => keccak(name));
function addressOf(key) {
  const pair = createECDH("secp256k1");
  pair.setPrivateKey(bytes(key));
  return keccak(pair.getPublicKey().subarray(1)) & ((1n << 160n) - 1n);
}
const tauKey = (number) => keccak(`tau ${number}`);
const tauOf = (number) => addressOf(tauKey(number));

const posts = {};
/** `way` of the member's leaf; `said` to the customer; `tau` and `next` by number. */
async function post(name, fields, folder, depth) {
  const { member, way, epoch = 2n, slot = 0n, compliant = true, tau, attestations = ATTESTATIONS } = fields;
  const said = fields.said ?? compliant;
  const commit = keccak(tag("attestation-commit"), tauOf(tau), BigInt(said), RESULT, SALT);
  const next = keccak(tag("attestation-next"), tauOf(fields.next), addressOf(CLAIMER_KEY));
  const scope = keccak(tag("attestation-scope"), CHAIN, attestations, POLICY, epoch, slot) >> 8n;
  const nullifier = poseidon(scope, secret(member));
  const ciphertext = keccak(Buffer.alloc(540, 0x5a));
  const content = [epoch, BigInt(compliant), tauOf(tau), nullifier, commit, next, ciphertext];
  const message = keccak(tag("attestation"), CHAIN, attestations, POLICY, ...content) >> 8n;
  const made = await prove(member, way, message, scope, folder, depth);
  if (made.nullifier !== nullifier) throw new Error(`${name}: the circuit has another nullifier`);
  posts[name] = {
    epoch: word(epoch),
    slot: word(slot),
    compliant: word(BigInt(compliant)),
    said: word(BigInt(said)),
    tauKey: word(tauKey(tau)),
    tau: word(tauOf(tau), 20),
    nextTau: word(tauOf(fields.next), 20),
    root: word(made.root),
    nullifier: word(nullifier),
    commit: word(commit),
    next: word(next),
    proof: made.proof,
  };
}

const inNine = (member) => path(nine, member - 1);
const first = { member: 1, way: inNine(1), tau: 1, next: 7 };
await post("first", first);
await post("hidden", { member: 1, way: inNine(1), slot: 1n, said: false, tau: 2, next: 8 });
await post("failing", { member: 2, way: inNine(2), compliant: false, said: true, tau: 3, next: 9 });
await post("sameSlot", { member: 1, way: inNine(1), tau: 4, next: 8 });
await post("sameTau", { member: 1, way: inNine(1), slot: 1n, tau: 1, next: 8 });
await post("squatter", { member: 3, way: inNine(3), tau: 1, next: 8 });
await post("evicted", { member: 5, way: inNine(5), tau: 5, next: 8 });
await post("afterEviction", { ...first, way: path(evicted, 0) });
await post("outsider", { member: 12, way: here, tau: 6, next: 8 });
await post("zeroRoot", { member: 3, way: { ...here, length: DEPTH + 1 }, tau: 6, next: 8 });
await post("oldRoot", { member: 1, way: inNine(1), epoch: 3n, tau: 7, next: 10 });
await post("second", { member: 1, way: path(ten, 0), epoch: 3n, tau: 7, next: 10 });
if (shallow) await post("shallow", first, shallow, 10);
else if (existsSync(target)) posts.shallow = JSON.parse(readFileSync(target, "utf8")).posts.shallow;

/** The same statement, proved by another proof that nobody needs a secret for. */
async function malleate(proof) {
  const curve = await buildBn128();
  const [x, r] = [proof.map((value) => BigInt(value)), curve.Fr.e(7n)];
  const a = curve.G1.fromObject([x[0], x[1], 1n]);
  const b = curve.G2.fromObject([[x[3], x[2]], [x[5], x[4]], [1n, 0n]]);
  const [a1, b1] = [curve.G1.timesFr(a, r), curve.G2.timesFr(b, curve.Fr.inv(r))];
  const [p, q] = [curve.G1.toObject(curve.G1.toAffine(a1)), curve.G2.toObject(curve.G2.toAffine(b1))];
  const made = [p[0], p[1], q[0][1], q[0][0], q[1][1], q[1][0], x[6], x[7]].map((value) => word(value));
  await curve.terminate();
  return made;
}
posts.malleated = { ...posts.first, proof: await malleate(posts.first.proof) };

// Groups for measuring: member 1 first, then leaves that nobody has a secret for.
const crowd = (size) => [leaves[1], ...Array.from({ length: size - 1 }, (_, i) => keccak(BigInt(i + 2)) >> 8n)];
for (const size of [16, 256, 4096]) await post(`of${size}`, { ...first, way: path(crowd(size), 0) });
await post("again", { ...first, way: path(crowd(4096), 0), slot: 1n, tau: 2 });

const document = {
  made_by: "tests/contracts/foreign/make_posts.mjs: snarkjs, Semaphore's circuit for 16 levels, js-sha3, Node",
  verified_by: "contracts/attestations (EVM of Forge) with Semaphore's own verifier",
  policy: word(POLICY),
  resultDigest: word(RESULT),
  salt: word(SALT),
  claimerKey: word(CLAIMER_KEY),
  secondRoot: word(path(ten, 0).root),
  evictedRoot: word(path(evicted, 0).root),
  joins,
  posts,
};
writeFileSync(target, `${JSON.stringify(document, null, 1)}\n`);
process.stdout.write(`${Object.keys(joins).length} joins, ${Object.keys(posts).length} posts\n`);
process.exit(0); // snarkjs keeps its workers
