#!/usr/bin/env python3
"""Tries what a thief with a vault's folder and some persons' files can open.

thief.py VALISE-AGE VAULT[,VAULT...] FILE=PASSPHRASE ...: opens each person's file;
each share that is sealed to one of them in any of these vaults (copies of other
days, say); puts together each subset of what it got of one secret; and tries what
comes on every sealed file of every vault.  Prints "store" or "custody" and the file
for each that opened, and ends with 0; with 3 where nothing did.

Where a store opens, so do the rows of each: "row KIND ID" and what it says; and
"source CASE" for who told a case, where one of the persons has what opens it.  A row
that only says of which case it is has the member `under` still.

ENVELOPES in the environment names files, between colons, on which every epoch's key
that opened is tried: "opens FILE" for each that it does open.
"""
import base64
import ctypes
import ctypes.util
import glob
import hashlib
import hmac
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
from age_identity import hybrid_identity  # noqa: E402

tool, vaults, *files = sys.argv[1:]
vaults = vaults.split(",")


def hkdf(secret, info):
    key = hmac.new(b"\0" * 32, secret, hashlib.sha256).digest()
    return hmac.new(key, info.encode() + b"\x01", hashlib.sha256).digest()


def by_passphrase(path, passphrase):
    read, write = os.pipe()
    os.write(write, passphrase.encode() + b"\n")
    os.close(write)
    with open(path, "rb") as file:
        done = subprocess.run([tool, "decrypt", "--passphrase-fd", str(read)],
                              stdin=file, capture_output=True, pass_fds=[read])
    os.close(read)
    return done.stdout if done.returncode == 0 else None


def by_seed(seed, sealed):
    with tempfile.NamedTemporaryFile("w") as key:
        key.write(hybrid_identity(seed) + "\n")
        key.flush()
        done = subprocess.run([tool, "decrypt", "-i", key.name], input=sealed,
                              capture_output=True)
    return done.stdout if done.returncode == 0 else None


def multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11b if a & 0x80 else 0)
        b >>= 1
    return product


def invert(a):
    return next(b for b in range(1, 256) if multiply(a, b) == 1)


def combine(shares):
    secret = bytearray(32)
    for x, y in shares:
        weight = 1
        for other, _ in shares:
            if other != x:
                weight = multiply(weight, multiply(other, invert(other ^ x)))
        for i in range(32):
            secret[i] ^= multiply(y[i], weight)
    return bytes(secret)


sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))


def unseal(key, nonce, sealed, with_it):
    plain = ctypes.create_string_buffer(len(sealed))
    n = ctypes.c_ulonglong()
    if sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, ctypes.byref(n), None, sealed, ctypes.c_ulonglong(len(sealed)),
            with_it, ctypes.c_ulonglong(len(with_it)), nonce, key) == 0:
        return plain.raw[:n.value]
    return None


def case_keys_of(vaults, keys):
    """Number: each key of a case that one of these opens, of all files there."""
    found = {}
    for path in [p for v in vaults for p in glob.glob(v + "/cases-*.keys")]:
        with open(path, "rb") as file:
            records = file.read()[len("valise-case-keys/1\n"):]
        for at in range(0, len(records) - 75, 76):
            one = records[at:at + 76]
            number = int.from_bytes(one[:4], "big")
            with_it = b"valise-case-keys/1\n%08d\n" % number
            for key in keys:
                plain = unseal(key, one[4:28], one[28:], with_it)
                if plain:
                    found.setdefault(number, []).append(plain)
    return found


def number_of(name):
    return int(name[:8]) if name[:8].isdigit() else 0


def rows_of(vault, keys, cases):
    """(kind, id): what each row says, in JSON, that opens under these keys."""
    rows = {}
    db = sqlite3.connect("file:%s/cases.sqlite?mode=ro" % vault, uri=True)
    for kind, name, version, nonce, sealed in db.execute(
            "SELECT kind, id, version, nonce, sealed FROM sealed"):
        with_it = ("%s\n%s\n%d\n" % (kind, name, version)).encode()
        for one in keys + cases.get(number_of(name), []):
            plain = unseal(one, nonce, sealed, with_it)
            if plain:
                rows[kind, name] = json.loads(plain)
        inner = rows.get((kind, name), {}).get("under")
        for one in cases.get(number_of(rows.get((kind, name), {}).get("case", "")),
                             []) if inner else []:
            under = base64.b64decode(inner)
            plain = unseal(one, under[:24], under[24:], with_it)
            if plain:
                rows[kind, name] = json.loads(plain)
    db.close()
    return rows


def sources(rows):
    """What tells who told a case, by what the persons have."""
    for (kind, name), row in rows.items():
        if kind != "case" or "source" not in row:
            continue
        holders = rows.get(("source", name)) or rows["source", name.split(".")[0]]
        sealed = [base64.b64decode(h["key"]) for h in holders["holders"]]
        for key in (by_seed(s, one) for s in seeds for one in sealed):
            told = key and by_seed(key, base64.b64decode(row["source"]))
            if told:
                yield name, told.decode()


seeds = []
for pair in files:
    path, passphrase = pair.split("=", 1)
    plain = by_passphrase(path, passphrase)
    if plain is None:
        print("no person:", path, file=sys.stderr)
        continue
    seeds.append(plain[32:64])
held = {"store": set(), "custody": set()}
for vault in vaults:
    if not os.path.exists(vault + "/shares.json"):
        continue  # a copy without its keys
    with open(vault + "/shares.json", encoding="utf-8") as file:
        shares = json.load(file)
    for kind in held:
        for share in shares[kind]["shares"]:
            for seed in seeds:
                plain = by_seed(seed, base64.b64decode(share["sealed"]))
                if plain is not None:
                    held[kind].add((plain[0], plain[1:]))
opened = 0
store_keys, epoch_seeds = set(), set()
for kind, info, pattern in (("store", "valise-vault/identity", "keys-*.age"),
                            ("custody", "valise-vault/custody",
                             "epochs-*/*.age")):
    targets = [p for v in vaults for p in glob.glob(v + "/" + pattern)]
    for n in range(1, len(held[kind]) + 1):
        for some in itertools.combinations(sorted(held[kind]), n):
            if len({x for x, _ in some}) < n:
                continue
            seed = hkdf(combine(some), info)
            for path in targets:
                with open(path, "rb") as file:
                    plain = by_seed(seed, file.read())
                if plain is None:
                    continue
                print(kind, path)
                opened += 1
                (store_keys if kind == "store" else epoch_seeds).add(plain)
for path in filter(None, os.environ.get("ENVELOPES", "").split(":")):
    with open(path, "rb") as file:
        sealed = file.read()
    if any(by_seed(seed, sealed) for seed in epoch_seeds):
        print("opens", path)
# What one day's keys open is tried on every day's store, and so are its cases' keys.
cases = case_keys_of(vaults, [key[32:] for key in store_keys])
for vault in [v for v in vaults if os.path.exists(v + "/cases.sqlite")
              ] if store_keys else []:
    rows = rows_of(vault, [key[:32] for key in store_keys], cases)
    for (table, name), row in rows.items():
        print("row", table, name, json.dumps(row))
    for name, told in sources(rows):
        print("source", name, told)
print("%d share(s) of the store, %d of the custody, %d file(s) opened" %
      (len(held["store"]), len(held["custody"]), opened), file=sys.stderr)
sys.exit(0 if opened else 3)
