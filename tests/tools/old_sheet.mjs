// An authority that handed over: a directory signed by the new one, with the
// change that both signed (docs/DIRECTORY.md 3.2).
//
// old_sheet.mjs describe DESCRIPTION: it, for the new authority, with the link
// old_sheet.mjs old                : the old authority's vkey
// old_sheet.mjs sign PROPOSAL      : that text, signed by the new one
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const [what, path] = process.argv.slice(2);
const sha256 = (...parts) => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return hash.digest();
};
// RFC 8410: an Ed25519 key of a seed, and the last 32 bytes of its public one.
function member(name, byte) {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  const key = createPrivateKey({ key: Buffer.concat([head, Buffer.alloc(32, byte)]),
    format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const typed = Buffer.concat([Buffer.of(1), spki.subarray(-32)]);
  const id = sha256(name, "\n", typed).subarray(0, 4);
  return { name, key, id,
    vkey: `${name}+${id.toString("hex")}+${typed.toString("base64")}` };
}
function signed(text, members) {
  const line = (m) => `\u2014 ${m.name} ` + Buffer.concat([m.id,
    sign(null, Buffer.from(text), m.key)]).toString("base64") + "\n";
  return `${text}\n${members.map(line).join("")}`;
}
const before = member("authority.example/before", 1);
const now = member("authority.example/now", 2);

if (what === "old") {
  console.log(before.vkey);
} else if (what === "describe") {
  const description = JSON.parse(readFileSync(path, "utf8"));
  description.authority = { threshold: 1, keys: [now.vkey] };
  description.links = [signed("valise-authority-change/1\n" +
    `old 1\n${before.vkey}\nnew 1\n${now.vkey}\n`, [before, now])];
  console.log(JSON.stringify(description));
} else {
  process.stdout.write(signed(readFileSync(path, "utf8"), [now]));
}
