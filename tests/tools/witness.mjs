// A witness of its own kind: c2sp.org/tlog-witness and tlog-cosignature by
// Node's crypto alone, written from the specification and from RFC 9162 2.1.4.
//
//   witness.mjs key NAME SEED                  its vkey; SEED is 64 hex digits
//   witness.mjs serve NAME SEED FOLDER VKEY... answers for these logs
//
// In FOLDER it writes `port`, `state` (what it cosigned last: origin, size and
// root, synced before each answer) and `requests` (a line each: old size, size,
// status), and reads `mode` at each request: what it does wrong, if anything.
import { createHash, createPrivateKey, createPublicKey, sign, verify }
  from "node:crypto";
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync,
  readFileSync, renameSync, writeSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const p of parts) hash.update(p);
  return hash.digest();
};
const keyId = (name, type, key) =>
  sha256(`${name}\n`, Buffer.from([type]), key).subarray(0, 4);
const privateKey = (seed) => createPrivateKey({ key: Buffer.concat([
  Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
  format: "der", type: "pkcs8" });
const rawPublic = (key) =>
  createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
const publicKey = (raw) => createPublicKey({ key: Buffer.concat([
  Buffer.from("302a300506032b6570032100", "hex"), raw]),
  format: "der", type: "spki" });
const base64 = (text) => {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new Error("not base64");
  return bytes;
};

function parseVkey(text) {
  const [name, id, ...material] = text.split("+");
  const bytes = base64(material.join("+"));
  if (bytes[0] !== 1 || bytes.length !== 33 ||
      keyId(name, 1, bytes.subarray(1)).toString("hex") !== id)
    throw new Error(`not a vkey of a log: ${text}`);
  return { name, id, key: publicKey(bytes.subarray(1)) };
}

const node = (left, right) => sha256(Buffer.from([1]), left, right);

// RFC 9162 2.1.4.2, for 0 < first <= second.
function consistent(first, second, path, firstRoot, secondRoot) {
  if (first === second) return path.length === 0 && firstRoot.equals(secondRoot);
  if (path.length === 0) return false;
  const hashes = (first & (first - 1n)) === 0n ? [firstRoot, ...path] : path;
  let fn = first - 1n, sn = second - 1n;
  while (fn & 1n) { fn >>= 1n; sn >>= 1n; }
  let fr = hashes[0], sr = hashes[0];
  for (const c of hashes.slice(1)) {
    if (sn === 0n) return false;
    if ((fn & 1n) || fn === sn) {
      fr = node(c, fr);
      sr = node(c, sr);
      while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
    } else {
      sr = node(sr, c);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && fr.equals(firstRoot) && sr.equals(secondRoot);
}

class Answer extends Error {
  constructor(status, body = "", type = "text/plain") {
    super(`${status}`);
    Object.assign(this, { status, body, type });
  }
}

const decimal = (text) => {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) throw new Answer(400);
  return BigInt(text);
};

function parseRequest(body) {
  const blank = body.indexOf("\n\n");
  if (blank < 0 || !body.endsWith("\n")) throw new Answer(400);
  const [old, ...proof] = body.slice(0, blank).split("\n");
  const split = body.lastIndexOf("\n\n");
  if (split <= blank || !old.startsWith("old ") || proof.length > 63)
    throw new Answer(400);
  const text = body.slice(blank + 2, split + 1);
  const lines = text.split("\n");
  if (lines.length < 4) throw new Answer(400);
  const hash = (t) => {
    const bytes = base64(t);
    if (bytes.length !== 32) throw new Answer(400);
    return bytes;
  };
  try {
    return { old: decimal(old.slice(4)), proof: proof.map(hash), text,
      origin: lines[0], size: decimal(lines[1]), root: hash(lines[2]),
      signatures: body.slice(split + 2).trimEnd().split("\n") };
  } catch (e) {
    throw e instanceof Answer ? e : new Answer(400);
  }
}

const [command, name, seedHex, folder, ...vkeys] = process.argv.slice(2);
const secret = privateKey(Buffer.from(seedHex, "hex"));
const own = rawPublic(secret);
const id = keyId(name, 4, own);
if (command === "key") {
  console.log(`${name}+${id.toString("hex")}+${
    Buffer.concat([Buffer.from([4]), own]).toString("base64")}`);
  process.exit(0);
}

const logs = new Map(vkeys.map((v) => [parseVkey(v).name, parseVkey(v)]));
const stateFile = `${folder}/state`;
const modeNow = () => existsSync(`${folder}/mode`)
  ? readFileSync(`${folder}/mode`, "utf8").trim() : "";
const states = () => existsSync(stateFile)
  ? JSON.parse(readFileSync(stateFile, "utf8")) : {};

function persist(all) {
  const fd = openSync(`${stateFile}.new`, "w");
  writeSync(fd, JSON.stringify(all));
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${stateFile}.new`, stateFile);
}

function cosign(text, mode) {
  const time = BigInt(Math.floor(Date.now() / 1000)) +
    (mode === "clock" ? 100n * 365n * 86400n : 0n);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  const signature = sign(null,
    Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), secret);
  if (mode === "bad-signature") signature[9] ^= 1;
  const blob = Buffer.concat([id, stamp, signature]);
  if (mode === "other-key") blob[0] ^= 1;
  return `\u2014 ${name} ${blob.toString("base64")}\n`;
}

function isSigned(r, log) {
  return r.signatures.some((line) => {
    const at = line.lastIndexOf(" ");
    if (line.slice(0, at) !== `\u2014 ${log.name}`) return false;
    const blob = base64(line.slice(at + 1));
    return blob.subarray(0, 4).toString("hex") === log.id &&
      verify(null, Buffer.from(r.text), log.key, blob.subarray(4));
  });
}

// Each in the order of the specification; what it does is one step, for Node
// runs it without a break.
function addCheckpoint(r, mode) {
  const log = logs.get(r.origin);
  if (log === undefined) throw new Answer(404);
  if (!isSigned(r, log)) throw new Answer(403);
  if (r.old > r.size) throw new Answer(400);
  const all = states();
  const last = all[r.origin] ?? { size: "0", root: "" };
  const conflict = new Answer(409, `${last.size}\n`, "text/x.tlog.size");
  if (r.old !== BigInt(last.size)) throw conflict;
  if (r.old === 0n) {
    if (r.proof.length > 0) throw new Answer(422);
  } else {
    const root = Buffer.from(last.root, "base64");
    if (r.old === r.size && !root.equals(r.root)) throw conflict;
    if (!consistent(r.old, r.size, r.proof, root, r.root))
      throw new Answer(422);
  }
  all[r.origin] = { size: `${r.size}`, root: r.root.toString("base64") };
  if (mode !== "forgetful") persist(all);
  return cosign(r.text, mode);
}

function answerTo(body, mode) {
  let r, answer;
  try {
    if (mode === "nonsense") answer = new Answer(200, "<html>hello</html>\n");
    else if (mode === "no-size") answer = new Answer(409, "<html></html>\n");
    else if (mode === "stuck") answer = new Answer(409, "1\n");
    else if (mode === "endless")
      answer = new Answer(200, "\u2014 a AAAAAAAA\n".repeat(1 << 16));
    else if (mode === "later") answer = new Answer(503, "");
    r = parseRequest(body);
    answer ??= new Answer(200, addCheckpoint(r, mode));
  } catch (e) {
    answer ??= e instanceof Answer ? e : new Answer(500);
  }
  appendFileSync(`${folder}/requests`,
    `${r?.old ?? "?"} ${r?.size ?? "?"} ${answer.status}\n`);
  return answer;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (c) => chunks.push(c));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    const mode = modeNow();
    if (request.method !== "POST" || request.url !== "/prefix/add-checkpoint") {
      response.writeHead(404).end();
      return;
    }
    writeFileSync(`${folder}/last`, body);
    writeFileSync(`${folder}/headers`, request.rawHeaders.join("\n"));
    if (mode === "slow") {
      appendFileSync(`${folder}/requests`, "? ? slow\n");
      return; // never
    }
    const answer = answerTo(body, mode);
    response.writeHead(answer.status, { "Content-Type": answer.type });
    response.end(answer.body);
  });
});
server.listen(Number(process.env.WITNESS_PORT ?? 0), "127.0.0.1", () => {
  writeFileSync(`${folder}/port.new`, `${server.address().port}\n`);
  renameSync(`${folder}/port.new`, `${folder}/port`);
});
