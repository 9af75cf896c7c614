// Goal: 1,000 random cases of ML-KEM-768 agree with @noble/post-quantum, both
// ways: keys, our ciphertexts opened there, its ciphertexts opened here.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";

const tool = spawn(join(process.env.VALISE_BUILD, "tests/tools/kem-peer"));
const lines = createInterface({ input: tool.stdout })[Symbol.asyncIterator]();
const hex = (b) => Buffer.from(b).toString("hex");
const ask = async (...words) => {
  tool.stdin.write(words.map((w) => (typeof w === "string" ? w : hex(w)))
    .join(" ") + "\n");
  return (await lines.next()).value.split(" ");
};

const cases = 1000;
for (let i = 0; i < cases; i++) {
  const seed = randomBytes(64), m = randomBytes(32);
  const theirs = ml_kem768.keygen(seed);
  const [ek, dk] = await ask("keygen", seed);
  if (ek !== hex(theirs.publicKey) || dk !== hex(theirs.secretKey))
    throw new Error(`keygen ${i}`);
  const [c, k] = await ask("encaps", theirs.publicKey, m);
  const e = ml_kem768.encapsulate(theirs.publicKey, m);
  if (c !== hex(e.cipherText) || k !== hex(e.sharedSecret))
    throw new Error(`encaps ${i}`);
  if (hex(ml_kem768.decapsulate(Buffer.from(c, "hex"), theirs.secretKey)) !== k)
    throw new Error(`our ciphertext there ${i}`);
  const fresh = ml_kem768.encapsulate(theirs.publicKey);
  const [opened] = await ask("decaps", theirs.secretKey, fresh.cipherText);
  if (opened !== hex(fresh.sharedSecret))
    throw new Error(`its ciphertext here ${i}`);
  // Implicit rejection of a random ciphertext.
  const bad = randomBytes(1088);
  const [rejected] = await ask("decaps", theirs.secretKey, bad);
  if (rejected !== hex(ml_kem768.decapsulate(bad, theirs.secretKey)))
    throw new Error(`rejection ${i}`);
}
tool.stdin.end();
console.log(`ML-KEM-768: ${cases} random cases agree both ways`);
