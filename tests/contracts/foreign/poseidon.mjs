// Poseidon of two elements of BN254's scalar field, round by round as its authors describe it, with
// the constants that circomlib ships for the plain (not the optimised) form; and the lean tree over it.

import { readFileSync } from "node:fs";

export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const FULL = 8;
const PARTIAL = 57;

const text = readFileSync(
  new URL("../../../node_modules/circomlib/circuits/poseidon_constants_old.circom", import.meta.url),
  "utf8",
);
const section = (name) => {
  const body = text.slice(text.indexOf(`function ${name}`));
  const from = body.indexOf("t == 3");
  return (body.slice(from, body.indexOf("];", from)).match(/0x[0-9a-f]+|\b\d{20,}\b/gi) ?? []).map(BigInt);
};
const ROUND = section("POSEIDON_C");
const MIX = section("POSEIDON_M");
if (ROUND.length !== 3 * (FULL + PARTIAL) || MIX.length !== 9) throw new Error("not the constants of t = 3");

const fifth = (x) => {
  const square = (x * x) % FIELD;
  return (((square * square) % FIELD) * x) % FIELD;
};

/** Poseidon(left, right). */
export function poseidon(left, right) {
  let state = [0n, left, right];
  for (let round = 0; round < FULL + PARTIAL; round++) {
    state = state.map((x, i) => (x + ROUND[3 * round + i]) % FIELD);
    const full = round < FULL / 2 || round >= FULL / 2 + PARTIAL;
    state = state.map((x, i) => (full || i === 0 ? fifth(x) : x));
    state = [0, 1, 2].map((i) => state.reduce((sum, x, j) => sum + MIX[3 * i + j] * x, 0n) % FIELD);
  }
  return state[0];
}

/** The tree's root, and the path of one leaf as the circuit takes it: { root, length, index, siblings }. */
export function path(leaves, place) {
  const siblings = [];
  let [level, at, turns] = [leaves, place, 0];
  while (level.length > 1) {
    const beside = at ^ 1;
    if (beside < level.length) {
      turns |= (at & 1) << siblings.length;
      siblings.push(level[beside]);
    }
    const above = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(i + 1 < level.length ? poseidon(level[i], level[i + 1]) : level[i]);
    }
    [level, at] = [above, at >> 1];
  }
  return { root: level[0], length: siblings.length, index: turns, siblings };
}
