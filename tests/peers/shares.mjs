// Goal: shares of npm shamir-secret-sharing are combined here, and ours there:
// each subset of 2 of 3 and of 3 of 5, and random splits.
import { spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { combine, split } from "shamir-secret-sharing";

const tool = spawn(join(process.env.VALISE_BUILD, "tests/tools/share-peer"));
const lines = createInterface({ input: tool.stdout })[Symbol.asyncIterator]();
const hex = (b) => Buffer.from(b).toString("hex");
const bytes = (h) => new Uint8Array(Buffer.from(h, "hex"));
const ask = async (...words) => {
  tool.stdin.write(words.join(" ") + "\n");
  return (await lines.next()).value.split(" ");
};

let n_subsets = 0;
// Each subset of at least two, as fewer are no split for either.
const each = async (shares, k, secret, open) => {
  for (let which = 1; which < 1 << shares.length; which++) {
    const some = shares.filter((_, i) => (which >> i) & 1);
    if (some.length < 2) continue;
    const gives = (await open(some)) === hex(secret);
    if (gives !== some.length >= k) throw new Error(`subset ${which}, ${k}`);
    n_subsets++;
  }
};
const here = async (some) => (await ask("combine", ...some.map(hex)))[0];
const there = async (some) => hex(await combine(some));

const kinds = [[2, 3], [3, 5]];
for (let i = 0; i < 20; i++) kinds.push([randomInt(2, 5), randomInt(5, 7)]);
for (const [k, n] of kinds) {
  const secret = randomBytes(32);
  await each(await split(new Uint8Array(secret), n, k), k, secret, here);
  const ours = (await ask("split", k, n, hex(secret))).map(bytes);
  if (ours.length !== n) throw new Error("their number");
  await each(ours, k, secret, there);
}
tool.stdin.end();
console.log(`shares: ${n_subsets} subsets agree both ways`);
