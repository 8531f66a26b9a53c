// Makes tests/vectors/anonymity/group.json: hashes, leaves, nullifiers and tree roots. Hashes and leaves
// are the outputs of circomlib's circuits, compiled by circom2 and run by circom_runtime; the tree is
// kept as the contract keeps it (one side node a level), not level by level as the client does. It
// shares no code with ais.
// Run: node tests/unit/crypto/anonymity/foreign/make_vectors.mjs [FILE]

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { WitnessCalculatorBuilder } from "circom_runtime";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../../../..");
const SCALAR = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const SUBGROUP = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

const random = (name, below) =>
  BigInt(
    `0x${createHash("shake256", { outputLength: 64 }).update(`ais anonymity 1 ${name}`).digest("hex")}`,
  ) % below;

async function circuit(name, text) {
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".build/vectors-")); // the compiler sees its own folder's parents
  const source = join(folder, `${name}.circom`);
  writeFileSync(source, text);
  const words = [source, "--wasm", "-o", folder, "-l", join(ROOT, "node_modules/circomlib/circuits")];
  execFileSync(process.execPath, [join(ROOT, "node_modules/circom2/cli.js"), ...words], { cwd: ROOT });
  const code = readFileSync(join(folder, `${name}_js/${name}.wasm`));
  rmSync(folder, { recursive: true });
  const calculator = await WitnessCalculatorBuilder(code, { memorySize: 0x400 });
  return async (inputs) => (await calculator.calculateWitness(inputs, true))[1];
}

const hash = await circuit(
  "hash",
  `pragma circom 2.1.5;
include "poseidon.circom";
template Hash() { signal input a; signal input b; signal output out; out <== Poseidon(2)([a, b]); }
component main = Hash();`,
);
const leafOf = await circuit(
  "leaf",
  `pragma circom 2.1.5;
include "poseidon.circom";
include "babyjub.circom";
template Leaf() {
  signal input z; signal output out; var x; var y;
  (x, y) = BabyPbk()(z);
  out <== Poseidon(2)([x, y]);
}
component main = Leaf();`,
);
const poseidon = (a, b) => hash({ a, b });

/** The group as the contract keeps it; siblings come from a plain recomputation. */
class Tree {
  size = 0;
  depth = 0;
  side = [];
  leaves = [];

  async insert(leaf) {
    const index = this.size++;
    if (2 ** this.depth < this.size) this.depth++;
    let node = leaf;
    for (let level = 0; level < this.depth; level++) {
      if ((index >> level) & 1) node = await poseidon(this.side[level], node);
      else this.side[level] = node;
    }
    this.side[this.depth] = node;
    this.leaves.push(leaf);
    return [];
  }

  async update(index, leaf) {
    const siblings = await this.siblings(index);
    const last = this.size - 1;
    let [node, old, used] = [leaf, this.leaves[index], 0];
    for (let level = 0; level < this.depth; level++) {
      if ((index >> level) & 1) {
        const beside = siblings[used++];
        [node, old] = [await poseidon(beside, node), await poseidon(beside, old)];
      } else if (index >> level !== last >> level) {
        const beside = siblings[used++];
        if (this.side[level] === old) this.side[level] = node;
        [node, old] = [await poseidon(node, beside), await poseidon(old, beside)];
      } else this.side[level] = node;
    }
    if (old !== this.root) throw new Error("the siblings do not lead to the root");
    this.side[this.depth] = node;
    this.leaves[index] = leaf;
    return siblings;
  }

  async siblings(index) {
    const found = [];
    let level = this.leaves;
    for (let place = index; level.length > 1; place >>= 1) {
      if ((place ^ 1) < level.length) found.push(level[place ^ 1]);
      const above = [];
      for (let i = 0; i < level.length; i += 2)
        above.push(i + 1 < level.length ? await poseidon(level[i], level[i + 1]) : level[i]);
      level = above;
    }
    return found;
  }

  get root() {
    return this.side[this.depth];
  }
}

const text = (value) => `0x${value.toString(16)}`;

async function hashes() {
  const pairs = [
    [0n, 0n],
    [1n, 2n],
    [SCALAR - 1n, SCALAR - 1n],
    [0n, SCALAR - 1n],
    [1n << 64n, (1n << 64n) - 1n], // some libraries cut here
    ...["a", "b", "c"].map((name) => [random(`left ${name}`, SCALAR), random(`right ${name}`, SCALAR)]),
  ];
  const digest = [];
  for (const [left, right] of pairs) digest.push(text(await poseidon(left, right)));
  return { left: pairs.map(([left]) => text(left)), right: pairs.map(([, right]) => text(right)), digest };
}

async function members() {
  const secret = [1n, 2n, SUBGROUP - 1n, ...["a", "b", "c"].map((name) => random(`secret ${name}`, SUBGROUP))];
  const scope = secret.map((_, place) => (place ? random(`scope ${place}`, SCALAR) : 0n));
  const [leaf, nullifier] = [[], []];
  for (const [place, z] of secret.entries()) {
    leaf.push(text(await leafOf({ z })));
    nullifier.push(text(await poseidon(scope[place], z)));
  }
  return { secret: secret.map(text), scope: scope.map(text), leaf, nullifier };
}

/** Steps of one tree; a leaf of 0 removes. Siblings stand in one list, `siblings` tells how many a step. */
async function tree() {
  const steps = [];
  for (let i = 0; i < 7; i++) steps.push(["insert", i]);
  for (const place of [6, 0, 3]) steps.push(["remove", place]); // the last one, the first one, one between
  for (let i = 7; i < 12; i++) steps.push(["insert", i]);
  steps.push(["update", 5], ["update", 11], ["remove", 11], ["remove", 10], ["insert", 12]);
  for (let i = 13; i < 18; i++) steps.push(["insert", i]); // the 17th adds a level
  steps.push(["remove", 16], ["update", 17], ["remove", 8], ["remove", 9]);
  const grown = new Tree();
  const out = { kind: [], index: [], leaf: [], siblingCount: [], sibling: [], root: [] };
  for (const [number, [kind, index]] of steps.entries()) {
    const leaf = kind === "remove" ? 0n : random(`leaf ${number}`, SCALAR);
    const siblings = kind === "insert" ? await grown.insert(leaf) : await grown.update(index, leaf);
    out.kind.push(["insert", "update", "remove"].indexOf(kind));
    out.index.push(index);
    out.leaf.push(text(leaf));
    out.siblingCount.push(siblings.length);
    out.sibling.push(...siblings.map(text));
    out.root.push(text(grown.root));
  }
  return out;
}

const made = { hash: await hashes(), member: await members(), tree: await tree() };
const target = process.argv[2] ?? join(ROOT, "tests/vectors/anonymity/group.json");
writeFileSync(target, JSON.stringify(made, null, 1) + "\n");
console.log(relative(process.cwd(), target));
process.exit(0);
