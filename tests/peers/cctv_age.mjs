// Goal: every CCTV age vector that our envelope covers gives the result, the
// class of failure and the released bytes that the suite asks for.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import * as cctv from "cctv-age";

const age = join(process.env.VALISE_BUILD, "tests/tools/valise-age");
const dir = mkdtempSync(join(tmpdir(), "cctv-"));
const counts = { passed: 0, failed: 0, armored: 0 };

function run(vector) {
  const args = ["decrypt"];
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
  return spawnSync(age, args, { input: vector.body, stdio,
    maxBuffer: 1 << 26 });
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

for (const [name, bytes] of Object.entries(cctv)) {
  const vector = parse(name, bytes);
  if (vector.meta.armored) {
    counts.armored++; // armor comes with the issue after the first bag
    continue;
  }
  const got = run(vector);
  const kind = got.status === 0 ? "success"
    : got.stderr.toString().split("\n")[0];
  const sum = createHash("sha256").update(got.stdout).digest("hex");
  const wanted = vector.meta.payload?.[0];
  const expected = vector.meta.expect[0];
  const ok = kind === expected && (!wanted || sum === wanted);
  counts[ok ? "passed" : "failed"]++;
  if (!ok)
    console.log(`FAILED ${vector.name}: wanted ${expected}, ` +
      `got ${kind}${wanted && sum !== wanted ? ", other bytes" : ""}`);
}
rmSync(dir, { recursive: true });
console.log(`CCTV age: ${counts.passed} passed, ${counts.failed} failed, ` +
  `${counts.armored} armored ones not run`);
process.exit(counts.failed > 0 || counts.passed < 100 ? 1 : 0);
