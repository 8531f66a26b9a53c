// A container whose ciphertext AES-GCM opens under two data keys ("invisible salamander": Dodis,
// Grubbs, Ristenpart, Woodage 2018). The tag is linear in each ciphertext block, so one free block
// makes both tags equal. The free block is the text of a mark: nothing else depends on it. It must
// be text under the first key, hence the search over a second block.

import { createCipheriv } from "node:crypto";
import { payloadKey } from "./envelope.mjs";

const MARK = 48; // length of the mark's text: it holds two whole blocks
const R = 0xe1n << 120n;

const toInt = (block) => BigInt(`0x${Buffer.from(block).toString("hex")}`);
const toBlock = (value) => Buffer.from(value.toString(16).padStart(32, "0"), "hex");

/** Product in the field of GHASH (SP 800-38D, 6.3). */
function times(x, y) {
  let z = 0n;
  let v = y;
  for (let i = 127n; i >= 0n; i -= 1n) {
    if ((x >> i) & 1n) z ^= v;
    v = v & 1n ? (v >> 1n) ^ R : v >> 1n;
  }
  return z;
}

function power(x, n) {
  let result = 1n << 127n;
  for (let base = x; n > 0; n >>= 1, base = times(base, base)) if (n & 1) result = times(result, base);
  return result;
}

const inverse = (x) => {
  let result = 1n << 127n;
  let base = times(x, x);
  for (let i = 1; i < 128; i += 1, base = times(base, base)) result = times(result, base);
  return result;
};

const ecb = (key, block) => {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return cipher.update(block);
};

/** What GCM does with a key: the hash key, the mask of the tag, the key stream. */
function gcm([key, nonce], size) {
  const counter = (n) => Buffer.concat([nonce, Buffer.from([n >>> 24, n >>> 16, n >>> 8, n])]);
  const stream = [];
  for (let i = 0; i < size / 16; i += 1) stream.push(ecb(key, counter(i + 2)));
  return { h: toInt(ecb(key, Buffer.alloc(16))), mask: toInt(ecb(key, counter(1))), stream: Buffer.concat(stream) };
}

function ghash(h, aad, ciphertext) {
  const length = Buffer.alloc(16);
  length.writeUInt32BE(aad.length * 8, 4);
  length.writeUInt32BE(ciphertext.length * 8, 12);
  const whole = (bytes) => Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);
  const input = Buffer.concat([whole(aad), whole(ciphertext), length]);
  let y = 0n;
  for (let at = 0; at < input.length; at += 16) y = times(y ^ toInt(input.subarray(at, at + 16)), h);
  return y;
}

const xor = (a, b) => Buffer.from(a.map((byte, i) => byte ^ b[i]));

export function salamander(envelope, manifestOf, random, objects) {
  const secondKey = random("salamander second key");
  const mark = { leaf: 0, text: Buffer.alloc(MARK, "x") };
  const manifest = { ...manifestOf("salamander", objects), marks: [mark] };
  const draft = envelope("salamander", { manifest });
  const { header, dataKey, payload } = draft;

  const [first, second] = [dataKey, secondKey].map((key) =>
    gcm(payloadKey(key, header.subarray(38, 70)), payload.length),
  );
  const textAt = payload.indexOf(mark.text);
  const freeAt = Math.ceil(textAt / 16) * 16; // two whole blocks within the text
  const powerOf = (at) => (payload.length - at) / 16 + 1; // exponent of the hash key for that block
  const gap = (exponent) => power(first.h, exponent) ^ power(second.h, exponent);
  const solve = inverse(gap(powerOf(freeAt)));
  const drift = gap(powerOf(freeAt + 16));

  const ciphertext = xor(payload, first.stream);
  ciphertext.fill(0, freeAt, freeAt + 32);
  const tag = (key) => ghash(key.h, header, ciphertext) ^ key.mask;
  const base = tag(first) ^ tag(second);
  for (let attempt = 0; ; attempt += 1) {
    const trial = Buffer.from(`try ${attempt}`.padEnd(16, "."));
    const trialBlock = xor(trial, first.stream.subarray(freeAt + 16, freeAt + 32));
    const free = toBlock(times(base ^ times(toInt(trialBlock), drift), solve));
    const text = xor(free, first.stream.subarray(freeAt, freeAt + 16));
    if (text.some((byte) => byte >= 0x80)) continue;
    free.copy(ciphertext, freeAt);
    trialBlock.copy(ciphertext, freeAt + 16);
    break;
  }
  const container = Buffer.concat([header, ciphertext, toBlock(tag(first))]);
  if (tag(first) !== tag(second)) throw new Error("the two tags differ");

  const opened = xor(ciphertext, first.stream);
  const marks = [{ leaf: 0, text: opened.subarray(textAt, textAt + MARK) }];
  return { sealed: envelope("salamander", { manifest: { ...manifest, marks }, container }), secondKey };
}
