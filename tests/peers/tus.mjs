// tus.mjs URL INTAKE FILE PART TROUBLE [FILE-OF-MINE]: npm tus-js-client uploads
// FILE in parts, in spite of the TROUBLE, and prints the receipt.
//
//   abort    broken off after the first part, resumed by its address
//   creation the first part comes with the creation
//   broken   a proxy cuts three connections in the middle of their bytes
//   offset   a part with a wrong offset, once
//   restart  says in FILE-OF-MINE that it began; the relay is killed meanwhile
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import * as tus from "tus-js-client";

const [url, intake, file, part, trouble, mine] = process.argv.slice(2);
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

let base = url, cuts = 0, retries = 0, lied = false;
if (trouble === "broken") {
  const relay = new URL(url);
  const proxy = createServer((near) => {
    const far = connect(Number(relay.port), relay.hostname);
    let seen = 0;
    near.on("data", (bytes) => {
      seen += bytes.length;
      // Not before a whole part went through, so that there is progress.
      if (seen > 1.5 * Number(part) && cuts < 3) {
        cuts++;
        far.write(bytes.subarray(0, bytes.length / 2), () => {
          near.destroy();
          far.destroy();
        });
      } else
        far.write(bytes);
    });
    far.on("data", (bytes) => near.write(bytes));
    for (const [one, other] of [[near, far], [far, near]]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
  proxy.unref();
  base = `http://127.0.0.1:${proxy.address().port}`;
}

const options = {
  endpoint: `${base}/v1/intakes/${intake}/envelopes`,
  headers: { "Upload-Metadata": metadata },
  chunkSize: Number(part),
  retryDelays: [0, 100, 500, 1000, 2000, 4000, 8000],
  storeFingerprintForResuming: false,
  uploadDataDuringCreation: trouble === "creation",
  onShouldRetry: () => {
    retries++;
    return true;
  },
  onBeforeRequest: (request) => {
    if (trouble === "offset" && !lied && request.getMethod() === "PATCH" &&
        request.getHeader("Upload-Offset") !== "0") {
      lied = true;
      request.setHeader("Upload-Offset", "1");
    }
  },
};
const run = (more) => new Promise((resolve, reject) => {
  const upload = new tus.Upload(data, { ...options, ...more,
    onError: reject, onSuccess: () => resolve(upload) });
  if (more.onChunkComplete)
    upload.options.onChunkComplete = () => more.onChunkComplete(upload,
      resolve);
  upload.start();
});

let last;
if (trouble === "abort") {
  const first = await run({ onChunkComplete: (upload, resolve) =>
    upload.abort().then(() => resolve(upload)) });
  last = await run({ uploadUrl: first.url });
} else if (trouble === "restart") {
  last = await run({ onChunkComplete: () => writeFileSync(mine, "begun\n") });
} else
  last = await run({});
if (trouble === "broken" && cuts !== 3) throw new Error("nothing was cut");
if (["broken", "offset", "restart"].includes(trouble) && retries === 0)
  throw new Error("there was no trouble");
const answer = await fetch(last.url.replace(base, url) + "/receipt");
const receipt = await answer.text();
if (answer.status !== 200 || !receipt.startsWith("c2sp.org/tlog-proof@v1\n"))
  throw new Error(`receipt: ${answer.status} ${receipt}`);
console.error(`${trouble}: whole, ${retries} retries`);
process.stdout.write(receipt);
