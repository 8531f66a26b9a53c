// secp256k1 with whole numbers, for vectors: slow, not constant in time, and shares no code with ais.
// Signing is deterministic (RFC 6979 with SHA-256), s is low, v is 27 or 28.

import { createHmac } from "node:crypto";
import { hex, keccak, uint } from "./envelope.mjs";

const P = 2n ** 256n - 2n ** 32n - 977n;
export const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const G = [
  0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
];

const mod = (value, by = P) => ((value % by) + by) % by;

function inverse(value, by = P) {
  let [r0, r1, s0, s1] = [mod(value, by), by, 1n, 0n];
  while (r1) {
    const q = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
  }
  return mod(s0, by);
}

export function add(a, b) {
  if (!a) return b;
  if (!b) return a;
  if (a[0] === b[0] && a[1] !== b[1]) return null;
  const slope = a[0] === b[0] ? 3n * a[0] * a[0] * inverse(2n * a[1]) : (b[1] - a[1]) * inverse(b[0] - a[0]);
  const x = mod(slope * slope - a[0] - b[0]);
  return [x, mod(slope * (a[0] - x) - a[1])];
}

export function multiply(scalar, point = G) {
  let [left, sum, power] = [scalar, null, point];
  for (; left; left >>= 1n) {
    if (left & 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
}

export const number = (bytes) => BigInt(`0x${hex(bytes)}`);
export const compressed = ([x, y]) => Buffer.concat([Buffer.from([2 + Number(y & 1n)]), uint(x, 32)]);
export const address = ([x, y]) => keccak(Buffer.concat([uint(x, 32), uint(y, 32)])).subarray(12);

export function sign(secret, digest) {
  const z = mod(number(digest), N);
  const mac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();
  const seed = Buffer.concat([uint(secret, 32), uint(z, 32)]);
  let [K, V] = [Buffer.alloc(32), Buffer.alloc(32, 1)];
  K = mac(K, V, Buffer.from([0]), seed);
  V = mac(K, V);
  K = mac(K, V, Buffer.from([1]), seed);
  V = mac(K, V);
  for (;;) {
    V = mac(K, V);
    const k = number(V);
    if (k > 0n && k < N) {
      const [x, y] = multiply(k);
      const r = mod(x, N);
      let s = mod(inverse(k, N) * (z + r * secret), N);
      let odd = Number(y & 1n);
      if (s > N / 2n) [s, odd] = [N - s, 1 - odd];
      return Buffer.concat([uint(r, 32), uint(s, 32), Buffer.from([27 + odd])]);
    }
    K = mac(K, V, Buffer.from([0]));
    V = mac(K, V);
  }
}
