// courier.mjs URL INTAKE SEED-FILE KEYID [wrong]: npm http-message-signatures
// signs a courier's request; prints the relay's list.  "wrong" signs another
// path, and must be refused.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { createSigner, httpbis } from "http-message-signatures";

const [url, intake, seedFile, keyid, wrong] = process.argv.slice(2);
const seed = Buffer.from(readFileSync(seedFile, "utf8").trim(), "hex");
const der = Buffer.concat([
  Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
const where = `${url}/v1/intakes/${intake}/envelopes`;
const signed = await httpbis.signMessage({
  key: createSigner(key, "ed25519", keyid),
  name: "sig1",
  fields: ["@method", "@authority", "@path", "@query"],
  params: ["created", "keyid", "alg", "nonce"],
  paramValues: { nonce: randomBytes(12).toString("hex"), created: new Date() },
}, { method: "GET", url: wrong ? `${where}x` : where, headers: {} });
const answer = await fetch(where, { headers: signed.headers });
if (wrong) {
  if (answer.status !== 404) throw new Error(`taken: ${answer.status}`);
  console.log("a signature over another path: 404");
} else {
  const again = await fetch(where, { headers: signed.headers });
  if (answer.status !== 200 || again.status !== 404)
    throw new Error(`${answer.status}, the same again ${again.status}`);
  process.stdout.write(await answer.text());
  console.log("signed once: 200; the same nonce again: 404");
}
