#!/usr/bin/env python3
"""Makes tests/vectors/data/desk/*.json: a desk's store, journal and shares by another
program, which was written from docs/VAULT.md, JOURNAL.md and SHARES.md.

desk_vectors.py VALISE-AGE FOLDER.  Its keys come from chance, so that each run makes
others; what is there was made once.  SHA-256, HMAC and BLAKE2b are Python's, Ed25519
and XChaCha20-Poly1305 libsodium's; age files are sealed by VALISE-AGE.
"""
import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "tools"))
sys.dont_write_bytecode = True
from age_identity import SYMBOLS  # noqa: E402

tool, folder = sys.argv[1:]
sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hkdf(secret, info):
    key = hmac.new(b"\0" * 32, secret, hashlib.sha256).digest()
    return hmac.new(key, info.encode() + b"\x01", hashlib.sha256).digest()


def blake2b(key, text, size=16):
    return hashlib.blake2b(text, key=key, digest_size=size).digest()


class Signer:
    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.public = ctypes.create_string_buffer(32)
        self.secret = ctypes.create_string_buffer(64)
        sodium.crypto_sign_seed_keypair(self.public, self.secret, seed)

    def sign(self, text):
        signature = ctypes.create_string_buffer(64)
        sodium.crypto_sign_detached(signature, None, text,
                                    ctypes.c_ulonglong(len(text)), self.secret)
        return signature.raw

    def vkey(self):
        typed = b"\x01" + self.public.raw
        key_id = sha256(self.name.encode(), b"\n", typed)[:4]
        return "%s+%s+%s" % (self.name, key_id.hex(),
                             base64.b64encode(typed).decode())


class Identity:
    """An age hybrid identity of chance."""

    def __init__(self):
        said = subprocess.run([tool, "keygen"], capture_output=True, text=True,
                              check=True)
        words = (said.stdout + said.stderr).split()
        self.recipient = next(w for w in words if w.startswith("age1pq1"))
        secret = next(w for w in words if w.startswith("AGE-SECRET-KEY-PQ-"))
        values = [SYMBOLS.index(c) for c in secret.lower().rsplit("1", 1)[1]]
        bits = "".join(f"{v:05b}" for v in values[:-6])
        self.seed = bytes(int(bits[i:i + 8], 2) for i in range(0, 256, 8))

    def seal(self, plain):
        done = subprocess.run([tool, "encrypt", "-r", self.recipient],
                              input=plain, capture_output=True, check=True)
        return base64.b64encode(done.stdout).decode()


# --- rows and lines
row_key = os.urandom(32)
labels, macs = (hkdf(row_key, "valise-vault/" + n) for n in ("labels", "lines"))
desk = Signer("reprisals/desk", os.urandom(32))


def seal(text, with_it, key):
    """A nonce and what is sealed with it."""
    nonce = os.urandom(24)
    sealed = ctypes.create_string_buffer(len(text) + 16)
    n = ctypes.c_ulonglong()
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed, ctypes.byref(n), text, ctypes.c_ulonglong(len(text)), with_it,
        ctypes.c_ulonglong(len(with_it)), None, nonce, key)
    return nonce + sealed.raw


cases_key = os.urandom(32)  # what the cases' keys are sealed with
case_keys = {n: os.urandom(32) for n in (1, 2, 7)}


def key_record(number, key):
    head = f"valise-case-keys/1\n{number:08}\n".encode()
    return number.to_bytes(4, "big") + seal(key, head, cases_key)


def row(kind, name, version, slot, plain, older=False):
    """`older`: as a program wrote it before cases had keys."""
    with_it = f"{kind}\n{name}\n{version}\n".encode()
    text, key = json.dumps(plain).encode(), row_key
    if kind in ("case", "source") and not older:
        key = case_keys[int(name[:8])]
    if kind == "outbox" and not older:
        under = seal(text, with_it, case_keys[int(plain["case"][:8])])
        text = json.dumps({"case": plain["case"],
                           "under": base64.b64encode(under).decode()}).encode()
    sealed = seal(text, with_it, key)
    leaf = sha256(b"\0", with_it, sealed)
    return {"kind": kind, "id": name, "version": version, "slot": slot,
            "nonce": sealed[:24].hex(), "sealed": sealed[24:].hex(),
            "plain": plain}, leaf


def root(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01", root(leaves[:half]), root(leaves[half:]))


rows, leaves, lines = {}, [], []


def write(act, what, changed=(), day="2026-11-30"):
    changes = b""
    for one, leaf in changed:
        if one["slot"] == len(leaves):
            leaves.append(leaf)
        leaves[one["slot"]] = leaf
        rows[one["slot"]] = one
        changes += one["slot"].to_bytes(4, "big") + leaf
    previous = sha256(lines[-1]["line"].encode()) if lines else bytes(32)
    head = " ".join(["valise-journal/2", os.urandom(16).hex(),
                     str(len(lines) + 1), previous.hex(), day, desk.name, "desk",
                     act, blake2b(labels, what.encode()).hex(),
                     sha256(changes).hex(), root(leaves).hex()])
    text = head + " " + blake2b(macs, head.encode()).hex()
    lines.append({"line": text, "signature": desk.sign(text.encode()).hex(),
                  "changes": changes.hex()})


case_1 = row("case", "00000001", 1, 0, {"week": "2026-W48", "state": "OPENED"})
write("opened", "ab" * 32, [case_1, row("file", "ab" * 32, 1, 1,
                                        {"case": "00000001"})], "2026-11-28")
write("shown", "00000001", (), "2026-11-28")
write("withdrawn", "00000001",
      [row("case", "00000001", 2, 0, {"week": "2026-W48", "state": "OPENED",
                                      "withdrawn": {"by": "00000001"}}),
       row("meta", "cases", 1, 2, {"last": 1}),
       row("case", "00000002", 1, 3, {"week": "2026-W48"}),
       row("outbox", "0011223344556677", 1, 4,
           {"case": "00000001", "text": "invented"}),
       row("source", "00000001", 1, 5, {"recipient": "age1pq1invented"}),
       row("case", "00000001.0001", 1, 6, {"week": "2026-W48"}),
       row("case", "00000003", 1, 7, {"week": "2026-W47"}, older=True),
       row("outbox", "8899aabbccddeeff", 1, 8, {"case": "00000003"},
           older=True)])
write("exported", "-")
older, other = dict(case_1[0]), rows[3]
forged = lines[3]["line"].rsplit(" ", 1)[0]
forged += " " + blake2b(os.urandom(32), forged.encode()).hex()
late = lines[1]["line"].replace(" 2026-11-28 ", " 2026-12-28 ")
journal = {
    "row_key": row_key.hex(), "cases_key": cases_key.hex(),
    "signer": desk.vkey(),
    # A record that does not open hides no other, nor does half a one.
    "case_keys": (b"valise-case-keys/1\n"
                  + key_record(2, case_keys[2])
                  + key_record(3, b"\0" * 32)[:-1] + b"\0"
                  + key_record(1, case_keys[1]) + key_record(7, case_keys[7])
                  + os.urandom(40)).hex(),
    "keys": {str(n): key.hex() for n, key in case_keys.items()},
    "rows": [rows[slot] for slot in sorted(rows)], "lines": lines,
    "head": sha256(lines[-1]["line"].encode()).hex(),
    # Whether public keys alone see it, too.
    "reject": [
        {"what": "a row set back", "public": True,
         "row": 0, "is": {k: older[k] for k in ("version", "nonce", "sealed")}},
        {"what": "a row in another's place", "public": True,
         "row": 0, "is": {k: other[k] for k in ("version", "nonce", "sealed")}},
        {"what": "a row removed", "public": True, "row": 2, "is": None},
        {"what": "the last line cut off, which changed none", "public": False,
         "line": 3, "is": None, "taken": True},
        {"what": "two lines cut off", "public": True, "line": 2, "is": None,
         "and": 3},
        {"what": "a line removed", "public": True, "line": 1, "is": None},
        {"what": "a line that nobody signed", "public": True, "line": 3,
         "is": {"signature": lines[2]["signature"]}},
        {"what": "changes of another line", "public": True, "line": 2,
         "is": {"changes": lines[0]["changes"]}},
        {"what": "a line by one who never opened it", "public": False, "line": 3,
         "is": {"line": forged, "signature": desk.sign(forged.encode()).hex()}},
        {"what": "a day behind the next one's", "public": True, "line": 1,
         "is": {"line": late, "signature": desk.sign(late.encode()).hex()}},
    ]}

# --- who told it
source_key, holder = Identity(), Identity()
voice, reply = os.urandom(32), "age1pq1invented"
told = '{"file_key":"%s","sender":{"identity":"Amal"}}' % os.urandom(16).hex()
vault = {
    "row_key": row_key.hex(), "cases_key": cases_key.hex(),
    "holder": holder.seed.hex(),
    "row": {"recipient": source_key.recipient,
            "holders": [{"id": "anna.example",
                         "key": holder.seal(source_key.seed)}]},
    "source": source_key.seal(told.encode()), "told": told,
    "trial": hkdf(row_key, "valise-vault/trial-source").hex(),
    "voice_key": base64.b64encode(voice).decode(), "reply_recipient": reply,
    "voice": blake2b(labels, b"voice " + voice.hex().encode()).hex(),
    "reply": blake2b(labels, b"reply " + reply.encode()).hex(),
    "parted": [  # a report, what stays of it, what goes apart
        ['{"a":1,"voice_key":"v","sender":{"identity":"A","role":"x"}}',
         '{"a":1,"sender":{"role":"x"}}',
         '{"file_key":"%s","voice_key":"v","sender":{"identity":"A"}}'],
        ['{"follows":{"reference":"1"},"kind":"more"}', '{"kind":"more"}',
         '{"file_key":"%s","follows":{"reference":"1"}}']]}


# --- shares
def multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11b if a & 0x80 else 0)
        b >>= 1
    return product


people = []
for name in ("anna.example", "ben.example", "cleo.example"):
    people.append((name, Signer(name, os.urandom(32)), Identity(),
                   Signer("reprisals/" + os.urandom(4).hex(), os.urandom(32))))


def split(threshold):
    secret = os.urandom(32)
    rest = [os.urandom(32) for _ in range(threshold - 1)]
    shares = []
    for x, (name, _, identity, _) in enumerate(people, 1):
        y = bytearray(secret)
        power = 1
        for coefficients in rest:
            power = multiply(power, x)
            for i in range(32):
                y[i] ^= multiply(coefficients[i], power)
        salt, share = os.urandom(16), bytes([x]) + bytes(y)
        shares.append({
            "hash": sha256(b"valise-share/1\n", salt, share).hex(),
            "person": name, "salt": salt.hex(), "sealed": identity.seal(share),
            "x": x})
    return secret, {
        "check": sha256(b"valise-share-check/1\n", secret).hex(),
        "generation": 1, "shares": shares, "threshold": threshold}


store, store_list = split(2)
custody, custody_list = split(3)
whole = {"custody": custody_list, "format": "valise-shares/1",
         "intake": "reprisals", "mac": "0" * 64,
         "people": [{"desk_key": d.vkey(), "id": n, "key": k.vkey(),
                     "recipient": i.recipient} for n, k, i, d in people],
         "store": store_list}


def text_of(value):
    return json.dumps(value, indent=2, sort_keys=True) + "\n"


whole["mac"] = blake2b(hkdf(row_key, "valise-vault/shares"),
                       text_of(whole).encode(), 32).hex()
bad = store_list["shares"][1]
shares_file = {
    "row_key": row_key.hex(), "text": text_of(whole), "mac": whole["mac"],
    "store": store.hex(), "custody": custody.hex(),
    "people": [{"id": n, "seed": k.seed.hex(), "identity": i.seed.hex()}
               for n, k, i, _ in people],
    # [what, a text in it, what stands there instead]
    "reject": [
        ["another format", "valise-shares/1", "valise-shares/9"],
        ["a threshold of none", '"threshold": 2', '"threshold": 0'],
        ["a threshold that can't be met", '"threshold": 2', '"threshold": 4'],
        ["a share of x = 0", '"x": 2', '"x": 0'],
        ["two shares of one x", '"x": 2', '"x": 1'],
        ["a share of nobody", '"person": "ben.example"',
         '"person": "bob.example"'],
        ["a hash that is none", bad["hash"], bad["hash"][:-1] + "g"],
        ["no mac", '"mac"', '"mad"']],
    # The same, that reads, and does not open.
    "unopened": [
        ["a share that is not the one that was made", bad["hash"],
         sha256(b"another").hex()],
        ["another secret than was split", store_list["check"],
         sha256(b"another").hex()]]}
for name, value in (("journal", journal), ("vault", vault),
                    ("shares", shares_file)):
    with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.write("\n")
