// Makes tests/vectors/attestations/*.json but for posts.json: keys, pairings, records, sealed posts and
// evidence, valid and invalid, with what must come out. All randomness is SHAKE256 of a name, so that a
// second run gives the same bytes. Run: node tests/unit/crypto/foreign/make_attestations.mjs [FOLDER]

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join as path } from "node:path";
import * as ais from "./attestations.mjs";
import { hex, keccak, sha256 } from "./envelope.mjs";
import { address, compressed, multiply, number, sign, N } from "./secp256k1.mjs";

const { ox } = ais;
const random = (name, size = 32) =>
  createHash("shake256", { outputLength: size }).update(`ais attestations 1 ${name}`).digest();
const whole = (value) => `0x${value.toString(16).padStart(64, "0")}`;
const CHAIN = { chainId: 31337, keyDirectory: random("directory", 20), attestations: random("contract", 20) };
const MADE = "tests/unit/crypto/foreign/make_attestations.mjs (Node, js-sha3, @hpke/core, own secp256k1)";

// ---- keys

function member(name, organisation, index = 1) {
  const root = random(`root of ${name}`);
  const [s, seed, operator] = [ais.attestationKey(root, index), ais.agreementSeed(root, index), number(random(`operator of ${name}`)) % N];
  const frame = { ...CHAIN, organisation, index, operator };
  const S = multiply(s);
  const agreement = ais.bundle({ ...frame, purpose: 1, suite: 2, publicKey: ais.x25519Public(seed) });
  const attestation = ais.bundle({ ...frame, purpose: 2, suite: 3, publicKey: compressed(S), possession: s });
  return { name, organisation, index, root, s, S, seed, operator, agreement, attestation };
}
const [ALICE, BOB, CAROL] = [member("alice", 7), member("bob", 9), member("carol", 11, 2)];

const keys = [ALICE, BOB, CAROL].map((each) => ({
  name: each.name,
  organisation: each.organisation,
  number: each.index,
  root: ox(each.root),
  attestationSecret: whole(each.s),
  attestationPublic: ox(compressed(each.S)),
  attestationAddress: ox(address(each.S)),
  groupSecret: whole(ais.groupSecret(each.root, each.index)),
  agreementPublic: ox(ais.x25519Public(each.seed)),
  operatorSecret: whole(each.operator),
  operator: ox(address(multiply(each.operator))),
  agreementBundle: ox(each.agreement),
  attestationBundle: ox(each.attestation),
}));

const flipped = (bytes, at, mask = 1) => {
  const out = Buffer.from(bytes);
  out[at < 0 ? out.length + at : at] ^= mask;
  return out;
};
const frame = { ...CHAIN, organisation: 7, index: 1, operator: ALICE.operator, purpose: 2, suite: 3 };
const withKey = (publicKey, possession) => ais.bundle({ ...frame, publicKey, possession });
const badBundles = [
  ["another's S announced as one's own, signed by the announcer twice", withKey(compressed(BOB.S), ALICE.s), "bundle-possession"],
  ["an altered possession", flipped(ALICE.attestation, 150), "bundle-possession"],
  ["an altered operator's signature", flipped(ALICE.attestation, 80), "bundle-signer"],
  ["an x that is on no curve point", withKey(Buffer.concat([Buffer.from([2]), Buffer.alloc(31), Buffer.from([5])]), ALICE.s), "key-refused"],
  ["an uncompressed prefix", withKey(flipped(compressed(ALICE.S), 0, 6), ALICE.s), "key-refused"],
  ["suite 2", ais.bundle({ ...frame, suite: 2, publicKey: compressed(ALICE.S), possession: ALICE.s }), "suite-unsupported"],
  ["an agreement bundle", ALICE.agreement, "bundle-malformed"],
  ["a byte too many", Buffer.concat([ALICE.attestation, Buffer.alloc(1)]), "bundle-malformed"],
  ["version 2", flipped(ALICE.attestation, 0, 3), "version-unsupported"],
  ["another organisation's", BOB.attestation, "bundle-foreign"],
].map(([about, bundle, code]) => ({ about, bundle: ox(bundle), code }));

// ---- pairing

const headOf = (side, direction, expiresAt) => ({
  type: "ais-pairing",
  version: 1,
  chainId: CHAIN.chainId,
  keyDirectory: ox(CHAIN.keyDirectory),
  ...direction,
  sender: side.organisation,
  keyNumber: side.index,
  keyDigest: ox(keccak(side.agreement)),
  expiresAt,
});

function threeFiles(inviter, answerer, direction, name) {
  const [one, two] = [random(`${name} one`), random(`${name} two`)];
  const open = { ...headOf(inviter, direction, 2_000_000_000), kind: "invitation" };
  const invitation = ais.signedFile({ ...open, commitment: ox(ais.commitmentTo(open, one)) }, inviter.operator);
  const reply = { ...headOf(answerer, direction, 2_000_000_000), kind: "answer" };
  const answer = ais.signedFile({ ...reply, invitation: ox(ais.fileDigest(invitation)), value: ox(two) }, answerer.operator);
  const last = { ...headOf(inviter, direction, 2_000_000_000), kind: "confirmation" };
  const bound = { invitation: ox(ais.fileDigest(invitation)), answer: ox(ais.fileDigest(answer)) };
  const confirmation = ais.signedFile({ ...last, ...bound, value: ox(one), firstEpoch: 5 }, inviter.operator);
  const transcript = ais.transcriptOf(invitation, answer);
  const secret = ais.pairwiseSecret(Buffer.concat([one, two]), transcript);
  const agreed = ais.x25519(inviter.seed, ais.x25519Public(answerer.seed));
  return {
    name,
    inviter: inviter.name,
    answerer: answerer.name,
    firstValue: ox(one),
    secondValue: ox(two),
    files: { invitation, answer, confirmation },
    code: ais.shortCode(secret, transcript),
    rootKey: ox(ais.rootKey(agreed, secret, { ...CHAIN, ...direction })),
  };
}

async function oneFile(sender, taker, direction, name) {
  const value = random(`${name} value`);
  const open = { ...headOf(sender, direction, 2_000_000_000), kind: "single", firstEpoch: 5 };
  const to = { partnerKeyNumber: taker.index, partnerKeyDigest: ox(keccak(taker.agreement)) };
  const sealed = await ais.sealSingle({ ...open, ...to }, ais.x25519Public(taker.seed), value, random(`${name} ekm`));
  const file = ais.signedFile({ ...open, ...to, sealed: ox(sealed) }, sender.operator);
  const transcript = ais.transcriptOf(file);
  const secret = ais.pairwiseSecret(value, transcript);
  const agreed = ais.x25519(sender.seed, ais.x25519Public(taker.seed));
  const rootKey = ox(ais.rootKey(agreed, secret, { ...CHAIN, ...direction }));
  return { name, sender: sender.name, taker: taker.name, file, code: ais.longCode(secret, transcript), rootKey };
}

const AB = { supplier: 7, customer: 9 };
const pairings = [
  threeFiles(ALICE, BOB, AB, "the supplier invites"),
  threeFiles(BOB, ALICE, AB, "the customer invites"),
  threeFiles(CAROL, ALICE, { supplier: 11, customer: 7 }, "another pair"),
];
const singles = [
  await oneFile(ALICE, BOB, AB, "the supplier sends one file"),
  await oneFile(BOB, ALICE, AB, "the customer sends one file"),
];

// ---- records

const ED = ais.scannerSignature("ed25519", random("scanner"), random("report"));
const K1 = ais.scannerSignature("secp256k1", random("scanner"), random("report"));
const base = {
  status: "compliant", score: 110, met: 110, notMet: 0, notAssessed: 0,
  scannedAt: 1_760_000_000, evaluatedAt: 1_760_003_600, dueAt: 0,
  policyDigest: hex(sha256("policy")), reportDigest: hex(random("report")), salt: hex(random("salt")),
  scope: "Werk Süd, line 3", tool: "OpenSCAP", toolVersion: "1.3.7", scanner: null, location: "",
};
const fieldsOf = {
  plain: base,
  "lowest score": { ...base, status: "non-compliant", score: -203, met: 0, notMet: 110 },
  "without score": { ...base, score: null, met: 0 },
  "score zero": { ...base, status: "non-compliant", score: 0, met: 50, notMet: 60 },
  conditional: { ...base, status: "conditional", score: 88, met: 90, notMet: 20, dueAt: 1_775_000_000 },
  "stale without a time": { ...base, status: "stale", scannedAt: 0 },
  "not assessed": { ...base, status: "not-assessed", score: null, met: 0, notAssessed: 110 },
  "signed by Ed25519": { ...base, scanner: ED },
  "signed by secp256k1": { ...base, scanner: K1 },
  "all labels full": {
    ...base, scope: "ä".repeat(24), tool: "t".repeat(32), toolVersion: "v".repeat(16), location: "https://" + "l".repeat(88),
  },
  "largest numbers": {
    ...base, score: 32767, met: 65535, notMet: 65535, notAssessed: 65535,
    scannedAt: 253402300799, evaluatedAt: 253402300799, dueAt: 253402300799,
  },
  "quotes and a slash": { ...base, scope: 'a "b" \\ /c 漢字 \u{1f600}', location: "file:///tmp/r e" },
};
const records = Object.entries(fieldsOf).map(([name, fields]) => ({
  name,
  fields,
  record: hex(ais.record(fields)),
  statement: ais.canonical(ais.statement(fields)),
  resultDigest: hex(ais.resultDigest(fields)),
  envelope: ais.envelope(fields, ALICE.s, keccak(ALICE.attestation)),
}));

const PLAIN = ais.record(base);
const at = (offset, ...bytes) => {
  const out = Buffer.from(PLAIN);
  Buffer.from(bytes).copy(out, offset);
  return out;
};
const badRecords = [
  ["a byte short", PLAIN.subarray(0, 511), "length"],
  ["a byte long", Buffer.concat([PLAIN, Buffer.alloc(1)]), "length"],
  ["version 2", at(0, 2), "version"],
  ["version 0", at(0, 0), "version"],
  ["status 0", at(1, 0), "status"],
  ["status 6", at(1, 6), "status"],
  ["scored 2", at(2, 2), "scored"],
  ["a score marked as none", at(2, 0), "score"],
  ["compliant without a scan", at(11, 0, 0, 0, 0, 0), "scannedAt"],
  ["a scan after the year 9999", at(11, 0xff), "scannedAt"],
  ["never evaluated", at(16, 0, 0, 0, 0, 0), "evaluatedAt"],
  ["evaluated after the year 9999", at(16, 0xff), "evaluatedAt"],
  ["conditional without a due date", at(1, 3), "dueAt"],
  ["due after the year 9999", at(21, 0xff), "dueAt"],
  ["no scope", at(122, ...Buffer.alloc(48)), "scope"],
  ["a zero inside the scope", at(124, 0), "scope"],
  ["a line feed in the scope", at(122, 10), "scope"],
  ["a text that turns around", at(122, 0xe2, 0x80, 0xae), "scope"],
  ["half a character", at(122, 0xc3, 0x28), "scope"],
  ["an overlong zero", at(122, 0xc0, 0x80), "scope"],
  ["a surrogate", at(122, 0xed, 0xa0, 0x80), "scope"],
  ["no tool", at(170, ...Buffer.alloc(32)), "tool"],
  ["a control character in the version", at(202, 0x1b), "toolVersion"],
  ["a delete in the location", at(316, 0x7f), "location"],
  ["a byte-order mark in the location", at(316, 0xef, 0xbb, 0xbf), "location"],
  ["an unknown scanner", at(218, 3), "scannerKind"],
  ["a scanner's key of kind 0", at(219, 1), "scannerKind"],
  ["a scanner's signature of kind 0", at(252, 1), "scannerKind"],
  ["an Ed25519 key of 33 bytes", at(218, 1, ...Buffer.alloc(32, 1), 1), "scannerKey"],
  ["a scanner's key that is no point", at(218, 2, 2, ...Buffer.alloc(31), 5), "scannerKey"],
  ["a byte in the padding", at(412, 1), "padding"],
  ["the last byte", at(511, 1), "padding"],
].map(([about, raw, field]) => ({ about, record: hex(raw), field }));

// ---- posts

const ROOT = Buffer.from(pairings[0].rootKey.slice(2), "hex");
const chain = [ROOT];
for (let i = 1; i < 6; i += 1) chain.push(ais.ratchet(chain[i - 1]));
const ctxAt = (epoch, policy = sha256("policy")) => ({ ...CHAIN, policy, epoch });

/** A post of alice to bob in epoch 5 + `after`; any part can be given otherwise. */
function sealedPost(name, after, fields, change = {}) {
  const [ctx, next, last] = [0, 1, 2].map((more) => ctxAt(5 + after + more));
  const t = ais.tweak(chain[after], AB, ctx);
  const tau = ais.tauOf(ALICE.S, t);
  const key = ais.contentKey(chain[after], AB, ctx, tau);
  const allowed = change.conditionalAllowed ?? false;
  const says = fields.status === "compliant" || (fields.status === "conditional" && allowed);
  const flag = change.flag ?? says;
  const nullifier = number(random(`${name} nullifier`)) >> 8n;
  const [nextTau, lastTau] = [next, last].map((each, i) => ais.tauOf(ALICE.S, ais.tweak(chain[after + 1 + i], AB, each)));
  const [c, lastC] = [next, last].map((each, i) => ais.claimKey(chain[after + 1 + i], AB, each));
  const claimNext = ais.attestationNext(lastTau, address(multiply(lastC)));
  const parts = {
    commit: ais.attestationCommit(tau, change.commitFlag ?? says, ais.resultDigest(fields), Buffer.from(fields.salt, "hex")),
    next: change.next ?? ais.attestationNext(nextTau, address(multiply(c))),
    ciphertext: ais.sealRecord(key, random(`${name} nonce`, 12), change.raw ?? ais.record(fields), ctx, nullifier, flag),
  };
  const digest = ais.postDigest(ctx, flag, tau, nullifier, parts.commit, parts.next, parts.ciphertext);
  return {
    name,
    epoch: ctx.epoch,
    policy: ox(ctx.policy),
    conditionalAllowed: allowed,
    compliant: flag,
    t: whole(t),
    tau: ox(tau),
    contentKey: ox(key),
    nullifier: whole(nullifier),
    nonce: ox(random(`${name} nonce`, 12)),
    ...Object.fromEntries(Object.entries(parts).map(([part, value]) => [part, ox(value)])),
    nextTau: ox(nextTau),
    claimKey: whole(c),
    claimer: ox(address(multiply(c))),
    claimNext: ox(claimNext),
    claims: [1, 2, 3].map((silence) => ox(sign(c, ais.claimDigest(next, nextTau, claimNext, silence)))),
    digest: ox(digest),
    signature: ox(sign((ALICE.s + t) % N, digest)),
    record: hex(change.raw ?? ais.record(fields)),
  };
}

const posts = [
  sealedPost("first epoch", 0, base),
  sealedPost("second epoch", 1, base),
  sealedPost("fourth epoch", 3, base),
  sealedPost("not compliant", 0, fieldsOf["lowest score"]),
  sealedPost("conditional, allowed", 0, fieldsOf.conditional, { conditionalAllowed: true }),
  sealedPost("conditional, not allowed", 0, fieldsOf.conditional),
  sealedPost("signed by a scanner", 2, fieldsOf["signed by secp256k1"]),
];
const bad = fieldsOf["lowest score"];
const otherPolicy = { ...base, policyDigest: hex(sha256("other policy")) };
const unsealed = (name, at_) => {
  const post = sealedPost(name, 0, base);
  const raw = flipped(Buffer.from(post.ciphertext.slice(2), "hex"), at_);
  return { ...post, ciphertext: ox(raw) };
};
const badPosts = [
  [{ ...sealedPost("a public flag that lies", 0, bad, { flag: true }) }, "post-flag-mismatch", true],
  [{ ...sealedPost("a record that is worse than its commit", 0, bad, { flag: true, commitFlag: true }) }, "post-commit-mismatch", false],
  [{ ...sealedPost("a commit that is worse than its record", 0, base, { commitFlag: false }) }, "post-commit-mismatch", true],
  [{ ...sealedPost("a flag turned after sealing", 0, base), compliant: false }, "post-tampered", false],
  [{ ...sealedPost("another nullifier", 0, base), nullifier: whole(7n) }, "post-tampered", false],
  [unsealed("an altered nonce", 0), "post-tampered", false],
  [unsealed("an altered tag", -1), "post-tampered", false],
  [{ ...sealedPost("a short ciphertext", 0, base), ciphertext: "0x00" }, "post-tampered", false],
  [{ ...sealedPost("another commit", 0, base), commit: ox(random("c")) }, "post-commit-mismatch", false],
  [sealedPost("a next that leads nowhere", 0, base, { next: random("n") }), "post-next-mismatch", false],
  [sealedPost("a record of another policy", 0, otherPolicy), "post-foreign", false],
  [sealedPost("a record of version 2", 0, base, { raw: at(0, 2) }), "record-malformed", false],
  [{ ...sealedPost("somebody else's tau", 0, base), tau: ox(random("tau", 20)) }, "post-foreign", false],
].map(([post, code, contestable]) => ({ ...post, code, contestable }));

// ---- evidence

const place = { blockHash: ox(random("block")), transaction: ox(random("transaction")), logIndex: 3 };
const packs = posts.map((post) => ({
  post: post.name,
  pack: {
    type: "ais-evidence", version: 1, chainId: CHAIN.chainId, attestations: ox(CHAIN.attestations), ...place,
    organisation: 7, keyBundle: ox(ALICE.attestation), t: post.t, contentKey: post.contentKey, record: `0x${post.record}`,
  },
}));

// ---- files

const folder = process.argv[2] ?? path(dirname(process.argv[1]), "../../../vectors/attestations");
mkdirSync(folder, { recursive: true });
const write = (name, about, content) => {
  const verified = "ais.crypto.attestations, in tests/unit/crypto/attestations/";
  const page = { about, made_by: MADE, verified_by: verified, ...content };
  writeFileSync(path(folder, name), `${JSON.stringify(page, null, 1)}\n`);
};
const placed = { chainId: CHAIN.chainId, keyDirectory: ox(CHAIN.keyDirectory), attestations: ox(CHAIN.attestations) };
write("keys.json", "Keys of attestation and their bundles, valid and invalid.", { chain: placed, keys, invalid: badBundles });
write("pairing.json", "Pairings of three files and of one, with codes and K0.", { pairings, singles });
write("records.json", "Records with the statements that follow from them, and bytes that are no record.", { records, invalid: badRecords });
write("sealed_posts.json", "Pairwise keys by epoch, and posts from alice to bob; those that must be refused, and why.", {
  firstEpoch: 5, supplier: 7, customer: 9, chain: chain.map(ox), posts, invalid: badPosts,
});
write("evidence.json", "An evidence pack for each of the sealed posts.", { packs });
