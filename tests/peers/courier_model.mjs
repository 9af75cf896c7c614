// courier_model.mjs URL INTAKE SEED-FILE KEYID NOTES BULLETINS SEED STEPS: random
// sequences of a courier's requests to a real relay, by Node's own crypto and HTTP,
// against a model of what must come of them.  NOTES: the desk's import notes, in the
// order of their numbers, colon between; BULLETINS: the same, with .cells beside.
//
// Two lists hold what is not settled, taken or not, and nothing else; bytes have their hash; a
// note counts only behind the one before it, twice changes nothing, and what it
// holds is settled; a request that is signed twice, late, for another path or by
// another key is 404; whatever is sent, the relay answers the next question.
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign }
  from "node:crypto";
import { readFileSync } from "node:fs";

const [url, intake, seedFile, keyid, noteList, bulletinList, seedText, stepText] =
  process.argv.slice(2);
let state = BigInt(seedText);
const chance = (n) => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number((state >> 33n) % BigInt(n));
};
// Of the seed too, so that what failed is sent again.
const some = (n) => Buffer.from(Array.from({ length: n }, () => chance(256)));
const pick = (list) => list[chance(list.length)];
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const seed = Buffer.from(readFileSync(seedFile, "utf8").trim(), "hex");
const der = Buffer.from("302e020100300506032b657004220420", "hex");
const own = createPrivateKey({ key: Buffer.concat([der, seed]), format: "der",
  type: "pkcs8" });
const stranger = generateKeyPairSync("ed25519").privateKey;
const notes = noteList.split(":").map((f) => readFileSync(f));
const bulletins = bulletinList.split(":").map((f) => ({ note: readFileSync(f),
  cells: readFileSync(f.replace(/note$/, "cells")) }));
const held = notes.map((n) => n.toString().split("\n")
  .filter((l) => l.startsWith("held")).map((l) => l.split(" ")[1]));

// RFC 9421 over what docs/RELAY-API.md 2 asks for.
function headers(method, path, body, how) {
  const [plain, query] = path.split("?");
  const covered = ["@method", "@authority", "@path", "@query"];
  const digest = `sha-256=:${sha256(body ?? Buffer.alloc(0)).toString("base64")}:`;
  if (body) covered.push("content-digest");
  const created = Math.floor(Date.now() / 1000) + (how === "late" ? -4000 : 0);
  const params = `(${covered.map((c) => `"${c}"`).join(" ")});created=${created};` +
    `nonce="${how?.nonce ?? randomBytes(12).toString("hex")}";keyid="${keyid}";alg="ed25519"`;
  const lines = [`"@method": ${method}`, `"@authority": ${new URL(url).host}`,
    `"@path": ${how === "path" ? `${plain}x` : plain}`, `"@query": ?${query ?? ""}`];
  if (body) lines.push(`"content-digest": ${digest}`);
  lines.push(`"@signature-params": ${params}`);
  const made = sign(null, Buffer.from(lines.join("\n")),
    how === "key" ? stranger : own);
  const all = { "Signature-Input": `sig1=${params}`,
    Signature: `sig1=:${made.toString("base64")}:` };
  if (body) all["Content-Digest"] = digest;
  return all;
}
async function ask(method, path, { body, how, extra } = {}) {
  const all = { ...headers(method, path, body, how), ...extra };
  const answer = await fetch(url + path, { method, headers: all, body,
    signal: AbortSignal.timeout(30000) });
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()),
    headers: all };
}
let step = 0;
function must(ok, what) {
  if (!ok) throw new Error(`step ${step}: ${what}`);
}

const base = `/v1/intakes/${intake}`;
async function listed(query) {
  const got = await ask("GET", `${base}/envelopes${query}`);
  must(got.status === 200, `the list: ${got.status} ${got.body}`);
  return got.body.toString().split("\n").filter(Boolean).map((l) => l.split(" ")[0]);
}
let n_notes = 0, n_bulletins = 0;
const stored = await listed(""), carried = await listed("?carried=1");
const all = [...stored, ...carried], settled = new Set(), taken = new Set(carried);
must(all.length > 0, "nothing to begin with");

const acts = {
  async list() {
    for (const [query, which] of [["", false], ["?carried=1", true]]) {
      const now = await listed(query);
      const wanted = all.filter((h) => !settled.has(h) && taken.has(h) === which);
      must(JSON.stringify([...now].sort()) === JSON.stringify(wanted.sort()),
        `the list${query}: ${now.length}, and not ${wanted.length}`);
    }
  },
  async get() {
    const hash = pick(all);
    const got = await ask("GET", `${base}/envelopes/${hash}`);
    // Settled ones are given until the grace is over.
    must(got.status === 200, `${hash}: ${got.status}`);
    must(sha256(got.body).toString("hex") === hash, `${hash}: other bytes`);
  },
  async part() {
    const hash = pick(all);
    const from = chance(3000);
    const got = await ask("GET", `${base}/envelopes/${hash}`,
      { extra: { Range: `bytes=${from}-` } });
    const whole = await ask("GET", `${base}/envelopes/${hash}`);
    must(from >= whole.body.length ? got.status === 416 : got.status === 206 &&
      got.body.equals(whole.body.subarray(from)), `from ${from}: ${got.status}`);
  },
  async none() {
    const got = await ask("GET", `${base}/envelopes/${some(32).toString("hex")}`);
    must(got.status === 404, `one that never was: ${got.status}`);
  },
  async taken() {
    const lines = [...new Set([pick(all), pick(all), pick(all)])];
    const got = await ask("POST", `${base}/taken`,
      { body: Buffer.from(lines.join("\n") + "\n") });
    must(got.status === 200, `taken: ${got.status}`);
    for (const hash of lines) taken.add(hash);
  },
  async nonsense() {
    const got = await ask("POST", `${base}/${pick(["taken", "import-notes"])}`,
      { body: some(chance(3000) + 1) });
    must(got.status >= 400 && got.status < 500, `nonsense: ${got.status}`);
  },
  async note() {
    const n = chance(notes.length);
    const got = await ask("POST", `${base}/import-notes`, { body: notes[n] });
    if (n > n_notes) must(got.status === 409, `note ${n + 1} too early: ${got.status}`);
    else must(got.status === 200 || got.status === 204, `note ${n + 1}: ${got.status}`);
    if (n === n_notes) {
      n_notes++;
      for (const hash of held[n]) settled.add(hash);
    }
  },
  async forged() {
    const text = Buffer.from(pick(notes));
    text[chance(text.length)] ^= 1 << chance(8);
    const got = await ask("POST", `${base}/import-notes`, { body: text });
    must(got.status >= 400 && got.status < 500, `a changed note: ${got.status}`);
  },
  async bulletin() {
    const n = chance(bulletins.length);
    const { note, cells } = bulletins[n];
    const got = await ask("PUT", `${base}/bulletins/${n + 1}`,
      { body: Buffer.concat([note, cells]),
        extra: { "Bulletin-Note-Length": String(note.length) } });
    if (n > n_bulletins) must(got.status === 409, `bulletin ${n + 1} too early: ${got.status}`);
    else must(got.status === 200 || got.status === 204, `bulletin ${n + 1}: ${got.status}`);
    if (n === n_bulletins) n_bulletins++;
  },
  async cells() {
    const n = chance(bulletins.length);
    const { note, cells } = bulletins[n];
    const got = await ask("PUT", `${base}/bulletins/${n + 1}`,
      { body: Buffer.concat([note, some(cells.length)]),
        extra: { "Bulletin-Note-Length": String(note.length) } });
    must(got.status >= 400 && got.status < 500 || n < n_bulletins,
      `a bulletin with other cells: ${got.status}`);
  },
  async unsigned() {
    const answer = await fetch(`${url}${base}/envelopes`,
      { signal: AbortSignal.timeout(30000) });
    must(answer.status === 404, `unsigned: ${answer.status}`);
  },
  async wrong() {
    const how = pick(["late", "path", "key"]);
    const got = await ask("GET", `${base}/envelopes`, { how });
    must(got.status === 404, `${how}: ${got.status}`);
  },
  async again() {
    const got = await ask("GET", `${base}/envelopes`);
    const twice = await fetch(`${url}${base}/envelopes`, { headers: got.headers,
      signal: AbortSignal.timeout(30000) });
    must(got.status === 200 && twice.status === 404,
      `${got.status}, the same again ${twice.status}`);
  },
  async public() {
    for (const path of ["/v1/relay", `${base}/log/checkpoint`, `${base}/bulletins`]) {
      const answer = await fetch(url + path, { signal: AbortSignal.timeout(30000) });
      must(answer.status === 200, `${path}: ${answer.status}`);
      const text = await answer.text();
      if (path.endsWith("/bulletins"))
        must(text === bulletins.slice(0, n_bulletins).map((_, i) => `${i + 1}\n`)
          .join(""), `bulletins: ${JSON.stringify(text)}`);
    }
  },
};
const names = Object.keys(acts);
for (step = 1; step <= Number(stepText); step++) await acts[pick(names)]();
await acts.list();
console.log(`${stepText} requests, ${n_notes} notes, ${n_bulletins} bulletins, ` +
  `${settled.size} of ${all.length} settled: as the model has it`);
