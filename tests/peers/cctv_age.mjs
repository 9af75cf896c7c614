// Goal: every one of the 143 CCTV age vectors gives the result, the class of
// failure and the released bytes that the suite asks for; and what is refused
// leaves no file.  Each prints a line of its own.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync,
  rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import * as cctv from "cctv-age";

const age = join(process.env.VALISE_BUILD, "tests/tools/valise-age");
const dir = mkdtempSync(join(tmpdir(), "cctv-"));
const counts = { passed: 0, failed: 0, partly: 0 };
const corpus = process.argv[2]; // where the files go for the fuzz targets

function run(vector, ...more) {
  const args = ["decrypt", ...more];
  if (vector.meta.armored) args.push("--armor");
  const stdio = ["pipe", "pipe", "pipe"];
  const { identity, passphrase } = vector.meta;
  if (identity) {
    const file = join(dir, "identity");
    writeFileSync(file, identity.join("\n") + "\n");
    args.push("-i", file);
  }
  if (passphrase) {
    const file = join(dir, "passphrase");
    writeFileSync(file, passphrase[0]);
    args.push("--passphrase-fd", "3");
    stdio.push(openSync(file, "r"));
  }
  if (!identity && !passphrase) {
    const file = join(dir, "identity");
    writeFileSync(file, spawnSync(age, ["keygen"]).stdout);
    args.push("-i", file);
  }
  const ran = spawnSync(age, args, { input: vector.body, stdio,
    maxBuffer: 1 << 26 });
  if (stdio.length > 3) closeSync(stdio[3]);
  return ran;
}

// "key: value" lines, an empty line, then the file, perhaps compressed.
function parse(name, bytes) {
  const file = Buffer.from(bytes);
  const end = file.indexOf("\n\n");
  const meta = {};
  for (const line of file.subarray(0, end).toString().split("\n")) {
    const [, key, value] = line.match(/^([^:]+): ?(.*)$/);
    (meta[key] ??= []).push(value);
  }
  let body = file.subarray(end + 2);
  if (meta.compressed) body = zlib.inflateSync(body);
  return { name, meta, body };
}

function judge(vector) {
  const got = run(vector);
  const kind = got.status === 0 ? "success"
    : got.stderr.toString().split("\n")[0];
  const sum = createHash("sha256").update(got.stdout).digest("hex");
  const wanted = vector.meta.payload?.[0];
  const expected = vector.meta.expect[0];
  if (kind !== expected) return `wanted ${expected}, got ${kind}`;
  if (wanted && sum !== wanted) return `${kind}, but other bytes came out`;
  if (expected !== "success" && wanted)
    counts.partly++;
  const out = join(dir, "out");
  const again = run(vector, "-o", out);
  const there = existsSync(out);
  if (there !== (expected === "success"))
    return `-o ${there ? "left a file" : "made no file"}`;
  if (again.stdout.length > 0) return "-o wrote to standard output";
  if (there && !readFileSync(out).equals(got.stdout))
    return "-o wrote other bytes";
  rmSync(out, { force: true });
  return null;
}

if (corpus) mkdirSync(corpus, { recursive: true });
for (const [name, bytes] of Object.entries(cctv)) {
  const vector = parse(name, bytes);
  if (corpus && vector.body.length < 1 << 17)
    writeFileSync(join(corpus, name), vector.body);
  const wrong = judge(vector);
  counts[wrong ? "failed" : "passed"]++;
  console.log(wrong ? `FAILED  ${name}: ${wrong}`
    : `ok      ${name}: ${vector.meta.expect[0]}`);
}
rmSync(dir, { recursive: true });
console.log(`CCTV age: ${counts.passed} passed, ${counts.failed} failed; ` +
  `${counts.partly} of the refused ones with the hash of what may come out`);
process.exit(counts.failed > 0 || counts.passed !== 143 ? 1 : 0);
