// snarkjs as prover and verifier. Standard input: {"files", "prove": [inputs], "verify": [{proof, signals}],
// "repeat"}; standard output: {"made": [{proof, signals}], "holds": [bool], "seconds": [[witness, prove]]}.
// A proof is eight numbers in the order of the Solidity verifier. `repeat` proves each input so often.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as snarkjs from "snarkjs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const file = (ending) => new Uint8Array(readFileSync(join(asked.files, `semaphore-16.${ending}`)));
const [program, key] = [file("wasm"), file("zkey")];
const verifying = JSON.parse(readFileSync(join(asked.files, "semaphore-16.json"), "utf8"));

const flat = ({ pi_a: a, pi_b: b, pi_c: c }) => [
  ...[a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]],
];
const nested = ([a0, a1, b1, b0, b3, b2, c0, c1]) => ({
  pi_a: [a0, a1, "1"],
  pi_b: [[b0, b1], [b2, b3], ["1", "0"]],
  pi_c: [c0, c1, "1"],
  protocol: "groth16",
  curve: "bn128",
});

const out = { made: [], holds: [], seconds: [] };
for (const inputs of asked.prove ?? [])
  for (let turn = 0; turn < (asked.repeat ?? 1); turn++) {
    const witness = { type: "mem" };
    const began = performance.now();
    await snarkjs.wtns.calculate(inputs, program, witness);
    const calculated = performance.now();
    const { proof, publicSignals } = await snarkjs.groth16.prove(key, witness);
    out.seconds.push([(calculated - began) / 1000, (performance.now() - calculated) / 1000]);
    out.made.push({ proof: flat(proof), signals: publicSignals });
  }
for (const { proof, signals } of asked.verify ?? [])
  out.holds.push(await snarkjs.groth16.verify(verifying, signals, nested(proof)));
console.log(JSON.stringify(out));
process.exit(0);
