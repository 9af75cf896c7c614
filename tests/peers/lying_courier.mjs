// lying_courier.mjs STICK INTAKE RELAY SEED-FILE KEYID LIE: a courier whose key is
// real and whose word is not.  Changes the list and the files of a stick that
// valise-courier wrote, and signs the list again.  RELAY: its folder's name.
//
// plain    no lie: the list as it was, signed once more
// drop     leaves the first envelope out, list and file
// leave    lists the first, and its file is not there
// sizes    each is five bytes long
// swap     the bytes of two files, exchanged
// flip     a bit of the first file
// invent   lists one that never was
// nonce    another nonce of the first
// later    the first belongs to the last publication
// padding  a leaf less of padding than there is
// seed     another seed of the padding
// forget   leaves the last publication out
// early    lists the first publication alone, and no entry
// aged     says that the last publication was of a second after the first
// double   a line twice
// other    names another relay
// abroad   names another intake
// stranger signs with a key that nobody listed
// idle     says of the first that no work was done
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync,
  randomBytes, sign } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

const [stick, intake, relay, seedFile, keyid, lie] = process.argv.slice(2);
const folder = `${stick}/valise/${intake}/in`;
const path = `${folder}/${relay}/manifest.note`;
const sha256 = (...parts) =>
  parts.reduce((h, p) => h.update(p), createHash("sha256")).digest();

const seed = Buffer.from(readFileSync(seedFile, "utf8").trim(), "hex");
const der = Buffer.from("302e020100300506032b657004220420", "hex");
const key = lie === "stranger" ? generateKeyPairSync("ed25519").privateKey
  : createPrivateKey({ key: Buffer.concat([der, seed]), format: "der",
    type: "pkcs8" });

const note = readFileSync(path, "utf8");
const lines = note.slice(0, note.indexOf("\n\n")).split("\n");
const head = lines.slice(0, 3);
let made = lines.filter((l) => l.startsWith("publication "))
  .map((l) => l.split(" "));
let entries = lines.slice(3 + made.length).map((l) => l.split(" "));
const first = entries[0];
const file = (e) => `${folder}/${e[0]}.age`;
const spoil = (name) => {
  const bytes = readFileSync(name);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(name, bytes);
};

const lies = {
  plain() {},
  drop() {
    entries = entries.filter((e) => e[0] !== first[0]);
    rmSync(file(first));
  },
  leave() { rmSync(file(first)); },
  sizes() { for (const e of entries) e[1] = "5"; },
  swap() {
    const second = entries.find((e) => e[0] !== first[0]);
    renameSync(file(first), `${folder}/x`);
    renameSync(file(second), file(first));
    renameSync(`${folder}/x`, file(second));
  },
  flip() { spoil(file(first)); },
  invent() {
    entries.push([randomBytes(32).toString("hex"), "2000", first[2],
      randomBytes(32).toString("hex"), first[4]]);
  },
  nonce() { first[3] = randomBytes(32).toString("hex"); },
  later() { first[2] = made[made.length - 1][1]; },
  padding() {
    const p = made.find((m) => m[1] === first[2]);
    p[3] = String(p[3] - 1);
  },
  seed() { made.find((m) => m[1] === first[2])[4] = "00".repeat(32); },
  forget() { made.pop(); },
  early() { made = made.slice(0, 1); entries = []; },
  aged() {
    const name = `${made[0][1].slice(0, 10)}T000001Z`;
    made = [made[0], [...made[made.length - 1]]];
    made[1][1] = name;
    entries = [];
  },
  double() {},
  other() { head[2] = "nobody.example"; },
  abroad() { head[1] = "elsewhere"; },
  stranger() {},
  idle() { first[4] = "-"; },
};
if (!(lie in lies)) throw new Error(`no such lie: ${lie}`);
lies[lie]();

// Its order is by publication, then by entry (docs/MEDIUM.md 2).
const leaf = (e) => sha256("valise-leaf/1", Buffer.from([1]),
  Buffer.from(e[3], "hex"), Buffer.from(e[0], "hex"));
entries.sort((a, b) => a[2] < b[2] ? -1 : a[2] > b[2] ? 1
  : Buffer.compare(leaf(a), leaf(b)));
if (lie === "double") entries.unshift(entries[0]);
const text = [...head, ...made.map((m) => m.join(" ")),
  ...entries.map((e) => e.join(" "))].join("\n") + "\n";
const raw = createPublicKey(key).export({ format: "der", type: "spki" })
  .subarray(-32);
const id = sha256(`${keyid}\n`, Buffer.from([1]), raw).subarray(0, 4);
const signature = Buffer.concat([id, sign(null, Buffer.from(text), key)]);
writeFileSync(path, `${text}\n— ${keyid} ${signature.toString("base64")}\n`);
