// Goal: the canonical form of JSON (RFC 8785) is that of npm's canonicalize,
// both ways: what it writes we write, what we write it writes again; and what
// we hold to have none is refused.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import canonicalize from "canonicalize";

const tool = spawn(join(process.env.VALISE_BUILD, "tests/tools/json-peer"));
const lines = createInterface({ input: tool.stdout })[Symbol.asyncIterator]();
const ask = async (text) => {
  tool.stdin.write(text + "\n");
  return (await lines.next()).value;
};

// A generator with a seed, so that a failure comes again.
let state = 20261129;
const below = (n) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % n;
};
// Of each kind that is sorted, escaped or put in pairs in its own way.
const points = [0x01, 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1f, 0x22, 0x2f, 0x5c,
  0x41, 0x7a, 0x7f, 0x80, 0xf6, 0x20ac, 0x2028, 0xd7ff, 0xe000, 0xfb33, 0xffff,
  0x10000, 0x1f600, 0x1f601, 0x10ffff, 0x628, 0x4e2d];
const text = () => String.fromCodePoint(
  ...Array.from({ length: below(5) }, () => points[below(points.length)]));
const number = () => {
  const n = below(2) ? below(1 << 24) * (1 << 29) + below(1 << 24) : below(100);
  return Math.min(n, Number.MAX_SAFE_INTEGER) * (below(2) && n ? -1 : 1);
};
const value = (depth) => {
  const kind = below(depth > 4 ? 5 : 7);
  if (kind < 2) return text();
  if (kind === 2) return number();
  if (kind < 5) return [true, false, null][below(3)];
  const n = below(6);
  if (kind === 5) return Array.from({ length: n }, () => value(depth + 1));
  return Object.fromEntries(
    Array.from({ length: n }, () => [text(), value(depth + 1)]));
};

const cases = 5000;
for (let i = 0; i < cases; i++) {
  const it = value(0), theirs = canonicalize(it);
  const ours = await ask(JSON.stringify(it));
  if (ours !== theirs) throw new Error(`${i}: ${ours}, not ${theirs}`);
  if (canonicalize(JSON.parse(ours)) !== ours || (await ask(ours)) !== ours)
    throw new Error(`${i}: not the same again: ${ours}`);
}
for (const none of ["0.5", "1e3", "9007199254740993", "-0", '"\\ud800"',
  '{"a":1,"a":2}', '"\\udc00\\ud800"'])
  if ((await ask(`[${none}]`)) !== "refused")
    throw new Error(`${none} was not refused`);
tool.stdin.end();
console.log(`canonical JSON: ${cases} random values agree both ways`);
