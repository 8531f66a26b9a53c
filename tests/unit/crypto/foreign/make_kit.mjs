// Makes tests/vectors/envelope/*.json: envelopes with what the chain says of them, the keys of one
// reader, and what must come out. All randomness is SHAKE256 of a name, so that a second run gives
// the same bytes. Run: node tests/unit/crypto/foreign/make_kit.mjs [FOLDER]

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  commitment,
  containerHeader,
  hex,
  keyCommit,
  leafHash,
  merkleRoot,
  padded,
  payloadContent,
  publicKey,
  sealPayload,
  sealSlot,
  sha256,
  slotInfo,
  slotsBlob,
  slotsHead,
  submissionId,
  uint,
} from "./envelope.mjs";
import { answer } from "./open.mjs";
import { salamander } from "./salamander.mjs";

export const random = (name, size = 32) =>
  createHash("shake256", { outputLength: size }).update(`ais kit 1 ${name}`).digest();

const PLACE = {
  chainId: 31337,
  indicators: random("indicators", 20),
  organisation: 7,
};
const POLICY = 0x6a00000000n << 208n | 3n << 92n | 1n << 88n | 0x1ffn << 32n | 7n;
const SELF_KEY = random("self key");
const OBJECTS = [
  '{"id":"indicator--1","pattern":"[domain-name:value = \'evil.example\']","type":"indicator"}',
  '{"id":"indicator--2","pattern":"[ipv4-addr:value = \'192.0.2.7\']","type":"indicator"}',
  '{"id":"malware--1","name":"wahr\u00e4","type":"malware"}',
].map((text) => Buffer.from(text));
const MARKS = [
  { leaf: 0, text: Buffer.from("created_by_ref") },
  { leaf: 0xffffffff, text: Buffer.from("identity") },
];

// ---- building blocks

export function manifestOf(name, objects, change = {}) {
  const leaves = objects.map((object, i) => ({
    salt: random(`${name} salt ${i}`),
    digest: sha256(object),
    length: object.length,
  }));
  return { tlp: 3, leaves, marks: MARKS, objects, ...change };
}

/** A container and what the chain says of it; every part can be given otherwise. */
export function envelope(name, change = {}) {
  const place = { ...PLACE, ...change.place };
  const dataKey = change.dataKey ?? random(`${name} data key`);
  const manifest = change.manifest ?? manifestOf(name, change.objects ?? OBJECTS);
  const payload = change.payload ?? padded(payloadContent(manifest), change.sizeLog2);
  const root = merkleRoot(manifest.leaves.map(({ salt, digest }) => leafHash(salt, digest)));
  const head = {
    commitment: commitment(place, manifest.leaves.length, root),
    keyCommit: keyCommit(dataKey),
    ...change.head,
  };
  const log2 = change.headLog2 ?? Math.log2(payload.length);
  const header = containerHeader(place, head, dataKey, SELF_KEY, random(`${name} own seed`, 16), log2);
  const container = change.container ?? sealPayload(header, dataKey, payload);
  return { place, dataKey, manifest, payload, header, container, ...itemOf(place, head, container) };
}

function itemOf(place, head, container) {
  const item = { commitment: head.commitment, keyCommit: head.keyCommit, ciphertextDigest: sha256(container) };
  return { ...item, submissionId: submissionId(place, item, POLICY) };
}

/** Slots of a release: readers 0, 1, 2; reader 1 is a dummy; ours is reader 2. */
async function release(name, suite, envelopes, change = {}) {
  const place = { ...PLACE, ...change.place };
  const ids = change.ids ?? envelopes.map(({ submissionId: id }) => id);
  const releaseKey = random(`${name} release key`);
  const slots = [];
  for (const reader of change.readers ?? [0, 1, 2]) {
    const isDummy = reader === 1;
    const seed = random(`reader ${reader} of suite ${suite}${isDummy ? ` ${name}` : ""}`);
    const digest = change.keyDigest ?? keyDigest(reader);
    const info = slotInfo(change.infoSuite ?? suite, change.infoPlace ?? place, change.infoIds ?? ids, digest);
    const plaintext = isDummy ? random(`${name} nothing`) : releaseKey;
    const ekm = random(`${name} ekm ${reader}`, suite === 1 ? 64 : 32);
    slots.push(await sealSlot(suite, await publicKey(suite, seed), info, plaintext, ekm));
  }
  const head = slotsHead({ suite, place, itemCount: ids.length, slotCount: slots.length, ...change.head });
  const dataKeys = change.dataKeys ?? envelopes.map(({ dataKey }) => dataKey);
  return slotsBlob(head, releaseKey, ids, dataKeys, change.slots ? change.slots(slots) : slots);
}

const keyDigest = (reader) => random(`key digest ${reader}`);
const ownKeys = (suite) => [{ seed: hex(random(`reader 2 of suite ${suite}`)), keyDigest: hex(keyDigest(2)) }];
const flipped = (bytes, at, bit = 1) => {
  const copy = Buffer.from(bytes);
  copy[at] ^= bit;
  return copy;
};

function chainOf(sealed, suite, blob, change = {}) {
  return {
    suite,
    chainId: PLACE.chainId,
    indicators: hex(PLACE.indicators),
    organisation: PLACE.organisation,
    submissionId: hex(sealed.submissionId),
    commitment: hex(sealed.commitment),
    keyCommit: hex(sealed.keyCommit),
    ciphertextDigest: hex(sha256(change.container ?? sealed.container)),
    submissionIds: [hex(sealed.submissionId)],
    ...(blob ? { slotsDigest: hex(sha256(blob)), slotCount: 3, position: 2 } : {}),
    ...change.chain,
  };
}

// ---- the cases

const cases = [];

function put(name, about, given, expected) {
  cases.push({ name, about, given, expected });
}

function expectedOf(sealed, position = null) {
  return {
    dataKey: hex(sealed.dataKey),
    position,
    strictestTlp: sealed.manifest.tlp,
    withheld: sealed.manifest.marks.map(({ leaf, text }) => [leaf, text.toString("utf8")]),
    objects: sealed.manifest.objects.map((object) => object.toString("utf8")),
  };
}

/** A case in which the data key is given: what is wrong, or right, is the container. */
function byKey(name, about, sealed, expected, change = {}) {
  const container = change.container ?? sealed.container;
  put(
    name,
    about,
    {
      chain: chainOf(sealed, 1, null, { container, ...change }),
      container: container.toString("base64"),
      dataKey: hex(change.dataKey ?? sealed.dataKey),
    },
    expected ?? expectedOf(sealed),
  );
}

/** A case through slots, of the network's suite 1 unless told otherwise. */
function bySlots(name, about, sealed, blob, expected, change = {}) {
  const suite = change.suite ?? 1;
  put(
    name,
    about,
    {
      chain: chainOf(sealed, suite, blob, change),
      container: sealed.container.toString("base64"),
      slots: blob.toString("base64"),
      keys: change.keys ?? ownKeys(suite),
    },
    expected,
  );
}

const bad = (error, field) => (field === undefined ? { error } : { error, field });

async function validCases() {
  const plain = envelope("plain");
  byKey("valid-container", "A container opens under its data key.", plain);
  const long = envelope("long", { objects: [Buffer.from(`{"x":"${"0123456789".repeat(500)}"}`)] });
  byKey("valid-padded-8k", "A payload of more than 4 KiB is padded to 8 KiB; one leaf is its own root.", long);
  put(
    "valid-own-copy",
    "The submitter reads its own through the own copy of the data key.",
    { chain: chainOf(plain, 1, null), container: plain.container.toString("base64"), selfKey: hex(SELF_KEY) },
    expectedOf(plain),
  );
  for (const suite of [1, 2]) {
    const label = suite === 1 ? "hybrid" : "x25519";
    const blob = await release(`valid ${label}`, suite, [plain]);
    bySlots(`valid-slots-${label}`, "The slot at our own place opens.", plain, blob, expectedOf(plain, 2), { suite });
    bySlots(`valid-trial-${label}`, "Without a place every slot is tried.", plain, blob, expectedOf(plain, 2), {
      suite,
      chain: { position: null, slotCount: null },
    });
  }
  const two = [envelope("batch 0"), envelope("batch 1", { objects: OBJECTS.slice(1) })];
  const batch = await release("valid batch", 2, two);
  bySlots("valid-batch-second", "Second item of a batch, under the one release key.", two[1], batch, expectedOf(two[1], 2), {
    suite: 2,
    chain: { submissionIds: two.map(({ submissionId: id }) => hex(id)) },
  });
}

async function containerCases() {
  const s = envelope("plain");
  const at = (name, about, offset, error, field) =>
    byKey(name, about, s, bad(error, field), { container: flipped(s.container, offset) });
  at("flip-magic", "A flipped bit in the magic.", 0, "container-malformed", "magic");
  at("flip-version", "A version that is not known.", 4, "version-unsupported");
  at("flip-cipher", "A cipher that is not known.", 5, "suite-unsupported");
  at("flip-chain-id", "A container of another chain.", 13, "container-foreign", "chainId");
  at("flip-indicators", "A container of another contract.", 20, "container-foreign", "indicators");
  at("flip-organisation", "A container of another organisation.", 37, "container-foreign", "organisation");
  at("flip-commitment", "A container with another commitment.", 40, "container-foreign", "commitment");
  at("flip-key-commit", "A container with another key commitment.", 90, "container-foreign", "keyCommit");
  at("flip-own-seed", "The own seed is additional data of the payload.", 105, "container-tampered");
  at("flip-own-copy", "The own copy is additional data of the payload.", 140, "container-tampered");
  at("flip-size", "The length does not fit the size.", 166, "container-malformed", "length");
  at("flip-payload", "A flipped bit in the payload.", 1000, "container-tampered");
  at("flip-tag", "A flipped bit in the tag.", s.container.length - 1, "container-tampered");
  byKey("size-too-small", "A size below 4 KiB.", s, bad("container-malformed", "sizeLog2"), {
    container: flipped(s.container, 166, 4),
  });
  byKey("truncated", "The last byte is missing.", s, bad("container-malformed", "length"), {
    container: s.container.subarray(0, -1),
  });
  byKey("truncated-header", "Not even a header.", s, bad("container-malformed", "header"), {
    container: s.container.subarray(0, 100),
  });
  byKey("wrong-digest", "Not the blob that the chain names.", s, bad("container-foreign", "ciphertextDigest"), {
    chain: { ciphertextDigest: hex(random("other digest")) },
  });
  byKey("wrong-data-key", "A data key that the submission does not commit to.", s, bad("data-key-mismatch"), {
    dataKey: random("other data key"),
  });
  const other = random("other self key");
  put(
    "own-copy-other-root",
    "The own copy under another member's self key.",
    { chain: chainOf(s, 1, null), container: s.container.toString("base64"), selfKey: hex(other) },
    bad("self-copy-refused"),
  );
  const lie = envelope("own lie", { head: { ownKey: random("another data key") } });
  put(
    "own-copy-other-key",
    "An own copy that holds another data key.",
    { chain: chainOf(lie, 1, null), container: lie.container.toString("base64"), selfKey: hex(SELF_KEY) },
    bad("data-key-mismatch"),
  );
}

function payloadCases() {
  const wrong = (name, about, change, error, field) =>
    byKey(name, about, envelope(name, change(name)), bad(error, field));
  const manifest = (edit) => (name) => {
    const made = manifestOf(name, OBJECTS);
    return { manifest: { ...made, ...edit(made) } };
  };
  const swapped = manifestOf("swapped", OBJECTS.slice().reverse());
  wrong("swapped-manifest", "Manifest and objects of another submission, under this commitment.", (name) => ({
    manifest: manifestOf(name, OBJECTS),
    payload: padded(payloadContent(swapped)),
  }), "commitment-mismatch");
  wrong("swapped-objects", "Objects in another order than the manifest's.", manifest((m) => ({
    objects: [m.objects[0], m.objects[2], m.objects[1]],
    leaves: [m.leaves[0], { ...m.leaves[1], length: m.leaves[2].length }, { ...m.leaves[2], length: m.leaves[1].length }],
  })), "manifest-mismatch");
  wrong("fewer-leaves", "A manifest without the last leaf of the commitment.", (name) => ({
    manifest: manifestOf(name, OBJECTS),
    payload: padded(payloadContent(manifestOf(name, OBJECTS.slice(0, 2)))),
  }), "commitment-mismatch");
  wrong("duplicate-object", "The same object twice.", (name) => ({ objects: [OBJECTS[0], OBJECTS[0]] }), "payload-malformed", "objectDigest");
  wrong("duplicate-salt", "The same salt twice.", manifest((m) => ({
    leaves: m.leaves.map((leaf) => ({ ...leaf, salt: m.leaves[0].salt })),
  })), "payload-malformed", "salt");
  wrong("empty-object", "An object of length 0.", (name) => ({ objects: [OBJECTS[0], Buffer.alloc(0)] }), "payload-malformed", "length");
  wrong("tlp-unknown", "A marking that TLP does not have.", manifest(() => ({ tlp: 6 })), "payload-malformed", "strictestTlp");
  wrong("leaf-count-zero", "No leaf at all.", (name) => ({
    payload: padded(payloadContent({ ...manifestOf(name, []), marks: [] })),
    manifest: manifestOf(name, OBJECTS),
  }), "payload-malformed", "leafCount");
  wrong("leaf-count-huge", "More leaves than the payload has room for.", manifest(() => ({ leafCount: 65536 })), "payload-malformed", "leafCount");
  wrong("mark-count-huge", "More marks than the payload has room for.", manifest(() => ({ markCount: 0xffffffff })), "payload-malformed", "markCount");
  wrong("object-overruns", "An object that would end after the payload.", manifest((m) => ({
    leaves: [...m.leaves.slice(0, 2), { ...m.leaves[2], length: 1 << 20 }],
  })), "payload-malformed", "object 2");
  wrong("mark-no-leaf", "A mark for a leaf that is not there.", manifest(() => ({
    marks: [{ leaf: 3, text: Buffer.from("x") }],
  })), "payload-malformed", "mark 0");
  wrong("mark-not-utf8", "A mark that is not UTF-8.", manifest(() => ({
    marks: [{ leaf: 0, text: Buffer.from([0xc0, 0xaf]) }],
  })), "payload-malformed", "mark 0");
  wrong("marks-unordered", "Marks that do not ascend: a second form of the same manifest.", manifest(() => ({
    marks: MARKS.slice().reverse(),
  })), "payload-malformed", "marks");
  wrong("padding-not-zero", "A byte hidden in the padding.", (name) => ({
    manifest: manifestOf(name, OBJECTS),
    payload: flipped(padded(payloadContent(manifestOf(name, OBJECTS))), 4095),
  }), "payload-malformed", "padding");
  wrong("padding-too-long", "Padded to 8 KiB where 4 KiB hold it.", () => ({ sizeLog2: 13 }), "payload-malformed", "padding");
}

async function slotsCases() {
  const s = envelope("plain");
  const t = envelope("another");
  const x = { suite: 2 };
  const blob = await release("slots", 2, [s]);
  const wrong = (name, about, bytes, error, field, change = {}) =>
    bySlots(name, about, s, bytes, bad(error, field), { ...x, ...change });
  const at = (name, about, offset, error, field) => wrong(name, about, flipped(blob, offset), error, field);

  at("slots-flip-magic", "A flipped bit in the magic.", 3, "slots-malformed", "magic");
  at("slots-flip-version", "A version that is not known.", 4, "version-unsupported");
  wrong("slots-unknown-suite", "A suite that is not known.", flipped(blob, 5, 8), "suite-unsupported");
  at("slots-flip-chain-id", "Slots of another chain.", 13, "slots-foreign", "chainId");
  at("slots-flip-indicators", "Slots of another contract.", 14, "slots-foreign", "indicators");
  at("slots-flip-item-count", "No item.", 35, "slots-malformed", "itemCount");
  at("slots-flip-slot-count", "A count that the length belies.", 37, "slots-malformed", "length");
  at("slots-flip-id", "Slots of another submission.", 40, "slots-foreign", "submissionIds");
  at("slots-flip-sealed-key", "A flipped bit in the sealed data key.", 75, "slots-tampered");
  at("slots-flip-enc", "A flipped bit in the encapsulated key of our slot.", 38 + 80 + 160, "slot-not-ours");
  at("slots-flip-ciphertext", "A flipped bit in the ciphertext of our slot.", blob.length - 20, "slot-not-ours");
  wrong("slots-truncated", "The last byte is missing.", blob.subarray(0, -1), "slots-malformed", "length");
  wrong("slots-truncated-header", "Not even a header.", blob.subarray(0, 30), "slots-malformed", "header");
  wrong("slots-wrong-digest", "Not the blob that the chain names.", blob, "slots-foreign", "slotsDigest", {
    chain: { slotsDigest: hex(random("other digest")) },
  });
  wrong("slots-wrong-count", "One slot fewer than eligible organisations.", blob, "slots-foreign", "slotCount", {
    chain: { slotCount: 4 },
  });
  wrong("slots-wrong-order", "Our slot stands at another's place.", await release("order", 2, [s], { readers: [2, 1, 0] }), "slot-not-ours");
  wrong("slots-dummy-for-us", "A dummy at our place, and none of ours elsewhere.", await release("dummy", 2, [s], { readers: [0, 1, 1] }), "slot-not-ours", undefined, {
    chain: { position: null },
  });
  wrong("slots-position-outside", "A place that the blob does not have.", blob, "slot-not-ours", undefined, { chain: { position: 3 } });
  wrong("slots-other-submission", "A slot made for another submission, moved here.", await release("moved", 2, [s], { infoIds: [t.submissionId] }), "slot-not-ours");
  wrong("slots-other-key", "Sealed to our public key, bound to another bundle.", await release("bundle", 2, [s], { keyDigest: keyDigest(9) }), "slot-not-ours");
  wrong("slots-downgrade", "X25519 slots on a network of the hybrid.", blob, "suite-unsupported", undefined, { suite: 1 });
  wrong("slots-wrong-data-key", "The sealed data key is another submission's.", await release("swap", 2, [s], { dataKeys: [t.dataKey] }), "data-key-mismatch");
  wrong("slots-duplicate-id", "One submission twice in the table.", await release("twice", 2, [s, s]), "slots-malformed", "submissionIds", {
    chain: { submissionIds: [hex(s.submissionId), hex(s.submissionId)] },
  });
  wrong("slots-low-order-point", "The encapsulated key is a point of low order.", await release("low", 2, [s], {
    slots: (slots) => [...slots.slice(0, 2), Buffer.concat([Buffer.alloc(32), slots[2].subarray(32)])],
  }), "slot-not-ours");
  const hybrid = await release("hybrid slots", 1, [s]);
  const inHybrid = (name, about, offset) =>
    bySlots(name, about, s, flipped(hybrid, 38 + 80 + 2 * 1168 + offset), bad("slot-not-ours"));
  inHybrid("hybrid-flip-lattice", "A flipped bit in the ML-KEM half of our slot.", 500);
  inHybrid("hybrid-flip-curve", "A flipped bit in the X25519 half of our slot.", 1088 + 3);
  bySlots("hybrid-suite-in-info", "A hybrid slot bound to the other suite's number.", s, await release("confused", 1, [s], { infoSuite: 2 }), bad("slot-not-ours"));
}

function keyCommitmentCases() {
  const twoKeys = salamander(envelope, manifestOf, random, OBJECTS);
  byKey("two-keys-first", "AES-GCM opens this container under two keys; this one is committed to.", twoKeys.sealed);
  byKey("two-keys-second", "The other key also passes AES-GCM; the commitment refuses it before decryption.", twoKeys.sealed, bad("data-key-mismatch"), {
    dataKey: twoKeys.secondKey,
  });
}

// ---- writing

await validCases();
await containerCases();
payloadCases();
await slotsCases();
keyCommitmentCases();

const folder = process.argv[2] ?? join(dirname(import.meta.filename), "../../../vectors/envelope");
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) if (old.endsWith(".json")) rmSync(join(folder, old));
for (const { name, about, given, expected } of cases) {
  const found = await answer(given);
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
  const header = {
    about,
    made_by: "tests/unit/crypto/foreign/make_kit.mjs: Node, @hpke/core, @hpke/hybridkem-x-wing, js-sha3",
    verified_by:
      given.chain.suite === 1 && given.slots
        ? "ais on cryptography (OpenSSL)"
        : "ais on cryptography (OpenSSL); tests/unit/crypto/foreign/opener.py on pyhpke and pycryptodome",
  };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...header, ...given, expected }, null, 1)}\n`);
}
process.stdout.write(`${cases.length} files\n`);
