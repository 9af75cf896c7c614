// tus.mjs URL INTAKE FILE PART: npm tus-js-client uploads FILE in parts, is
// broken off after the first, resumes by itself, and fetches the receipt.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as tus from "tus-js-client";

const [url, intake, file, part] = process.argv.slice(2);
const data = readFileSync(file);
const day = new Date().toISOString().slice(0, 10);
const nonce = execFileSync(join(process.env.VALISE_BUILD,
  "tests/tools/work-peer"), [intake, createHash("sha256").update(data)
  .digest("hex"), String(data.length), day, "12"]);

// tus-js-client encodes metadata as text: these values are bytes.
const metadata = Object.entries({
  sha256: createHash("sha256").update(data).digest(),
  nonce: Buffer.from(nonce.toString().trim(), "hex"),
  day: Buffer.from(day),
}).map(([k, v]) => `${k} ${v.toString("base64")}`).join(",");

const options = {
  endpoint: `${url}/v1/intakes/${intake}/envelopes`,
  headers: { "Upload-Metadata": metadata },
  chunkSize: Number(part),
  retryDelays: [0, 100, 500],
  storeFingerprintForResuming: false,
};
const run = (more) => new Promise((resolve, reject) => {
  const upload = new tus.Upload(data, { ...options, ...more,
    onError: reject, onSuccess: () => resolve(upload) });
  if (more.onChunkComplete)
    upload.options.onChunkComplete = () => upload.abort().then(() =>
      resolve(upload));
  upload.start();
});

const first = await run({ onChunkComplete: true });
const second = await run({ uploadUrl: first.url });
const answer = await fetch(`${second.url}/receipt`);
const receipt = await answer.text();
if (answer.status !== 200 || !receipt.startsWith("c2sp.org/tlog-proof@v1\n"))
  throw new Error(`receipt: ${answer.status} ${receipt}`);
process.stdout.write(receipt);
