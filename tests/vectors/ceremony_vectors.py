#!/usr/bin/env python3
"""Makes tests/vectors/data/ceremony.json: directories by another program, written
from docs/DIRECTORY.md, one that is good and what MUST be refused, each with its words.

ceremony_vectors.py FILE.  The members' seeds are the numbers 1 to 5, so each run makes
the same.  SHA-256 is Python's, Ed25519 libsodium's.
"""
import base64
import ctypes
import ctypes.util
import hashlib
import json
import sys

sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))


class Member:
    def __init__(self, number):
        self.name = "authority.example/%d" % number
        self.public = ctypes.create_string_buffer(32)
        self.secret = ctypes.create_string_buffer(64)
        sodium.crypto_sign_seed_keypair(self.public, self.secret, bytes([number] * 32))

    def key_id(self, name=None, kind=1):
        typed = bytes([kind]) + self.public.raw
        return hashlib.sha256((name or self.name).encode() + b"\n" + typed).digest()[:4]

    def vkey(self, name=None, kind=1):
        typed = bytes([kind]) + self.public.raw
        return "%s+%s+%s" % (name or self.name, self.key_id(name, kind).hex(),
                             base64.b64encode(typed).decode())

    def line(self, text, name=None, wrong=False):
        signature = ctypes.create_string_buffer(64)
        data = text.encode()
        sodium.crypto_sign_detached(signature, None, data, ctypes.c_ulonglong(len(data)),
                                    self.secret)
        raw = bytearray(signature.raw)
        raw[0] ^= wrong
        return "\u2014 %s %s\n" % (
            name or self.name,
            base64.b64encode(self.key_id(name) + bytes(raw)).decode())


one, two, three, four, five = (Member(n) for n in range(1, 6))
FIRST = (2, [one, two, three])  # the authority: two of three
NEXT = (2, [two, three, four])  # once one was lost


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def keys(chosen):
    threshold, members = chosen
    return {"threshold": threshold, "keys": [m.vkey() for m in members]}


def body(**changed):
    plain = {"version": 7, "issued": "2026-11-01T00:00:00Z",
             "expires": "2027-01-01T00:00:00Z", "authority": keys(FIRST), "links": [],
             "intakes": [], "witnesses": [], "lists": [], "critical": []}
    plain.update(changed)
    return {k: v for k, v in plain.items() if v is not None}


def text_of(plain, name="directory.example", first="valise-directory/1"):
    return "%s\n%s\n%s\n" % (first, name, plain if isinstance(plain, str) else jcs(plain))


def note(text, *signers, **options):
    return text + "\n" + "".join(m.line(text, **options) for m in signers)


def fingerprint(chosen):
    threshold, members = chosen
    said = "valise-authority/1\n%d\n" % threshold + "".join(
        k + "\n" for k in sorted(m.vkey() for m in members))
    hashed = hashlib.sha256(said.encode()).digest()
    return " ".join("%05d" % int.from_bytes(hashed[i:i + 2], "big") for i in range(0, 20, 2))


def change(old, new, *signers):
    text = "valise-authority-change/1\nold %d\n%snew %d\n%s" % (
        old[0], "".join(k + "\n" for k in sorted(m.vkey() for m in old[1])),
        new[0], "".join(k + "\n" for k in sorted(m.vkey() for m in new[1])))
    return note(text, *signers)


cases = []
GOOD = ("good", "behind: the next", "persons: those of it")


def case(name, why, what, **more):
    cases.append(dict({"name": name, "why": why, "note": what,
                       "good": name.startswith(GOOD),
                       "fingerprint": fingerprint(FIRST)}, **more))


good = note(text_of(body()), one, two)
link = change(FIRST, NEXT, one, two, three, four)
later = body(version=8, authority=keys(NEXT), links=[link])

case("good", "", good)
case("good: by another set, that the first one led to", "",
     note(text_of(later), two, four))
case("one signature of two", "too few", note(text_of(body()), one))
case("two signatures of one key", "too few", note(text_of(body()), one, one))
case("two signatures of one key, under a name that nobody has", "too few",
     note(text_of(body()), one) + one.line(text_of(body()), name="authority.example/9"))
case("a signature by a stranger", "too few", note(text_of(body()), one, five))
case("a key's signature that does not verify", "does not verify",
     note(text_of(body()), one, two) + three.line(text_of(body()), wrong=True))
case("a text that was changed", "does not verify",
     good.replace('"version":7', '"version":8'))
case("one key twice in the set", "directory.authority",
     note(text_of(body(authority={"threshold": 2, "keys": [
         one.vkey(), one.vkey("authority.example/9")]})), one))
case("a key of an unknown algorithm", "directory.authority",
     note(text_of(body(authority={"threshold": 1, "keys": [one.vkey(kind=2)]})), one))
case("a key whose id does not fit", "directory.authority",
     note(text_of(body(authority={"threshold": 1, "keys": [
         one.vkey().replace(one.key_id().hex(), "00000000")]})), one))
case("a threshold of none", "directory.authority",
     note(text_of(body(authority={"threshold": 0, "keys": [one.vkey()]})), one))
case("a threshold that nobody reaches", "directory.authority",
     note(text_of(body(authority={"threshold": 2, "keys": [one.vkey()]})), one))
case("another authority", "not the one on your sheet",
     note(text_of(body(authority=keys((1, [five])))), five))
case("a set that voted itself in", "not the one on your sheet",
     note(text_of(body(authority=keys(NEXT))), two, three))
case("a change that the old set did not sign", "lacks signatures of the old or the new",
     note(text_of(body(authority=keys(NEXT), links=[change(FIRST, NEXT, three, four)])),
          two, four))
case("a change that the new set did not sign", "lacks signatures of the old or the new",
     note(text_of(body(authority=keys(NEXT), links=[change(FIRST, NEXT, one, two)])),
          two, four))
case("a change that leads elsewhere", "links do not lead to its authority",
     note(text_of(body(authority=keys((1, [five])), links=[link])), five))
case("a member twice", "the same key twice", note(text_of(
    jcs(body()).replace('{"authority"', '{"version":9,"authority"', 1)), one, two))
case("a number with a point", "not a plain integer", note(text_of(
    jcs(body()).replace('"version":7', '"version":7.0')), one, two))
case("a number that is large", "not a plain integer", note(text_of(
    jcs(body()).replace('"version":7', '"version":1e3')), one, two))
case("blanks in it", "canonical form", note(text_of(
    jcs(body()).replace('"version":7', '"version": 7')), one, two))
case("members in another order", "canonical form", note(text_of(
    jcs(body()).replace('"version":7', '"version":7,"aa":1')), one, two))
case("nested ten thousand deep", "nested too deep", note(text_of(
    jcs(body()).replace('"lists":[]', '"lists":' + "[" * 10000 + "]" * 10000)), one, two))
case("longer than a mebibyte", "longer than a directory may be", good, pad=1 << 20)
case("a line end of another system", "not a signed note", good.replace("\n", "\r\n"))
case("another first line", "not a Valise directory", note(text_of(body(), first="valise-directory/2"), one, two))
case("no version", "directory.version", note(text_of(body(version=None)), one, two))
case("a life of a hundred days", "directory.expires",
     note(text_of(body(expires="2027-02-09T00:00:00Z")), one, two))
case("something that a reader must know", "newer version",
     note(text_of(body(critical=["quorum"], quorum=3)), one, two))

# What follows on one that is there, and the persons' note that belongs to one.
case("behind: the next", "", note(text_of(later), two, four), before=good)
case("behind: of another name", "another directory", note(text_of(later, "elsewhere.example"),
     two, four), before=good)
case("behind: by a set that was left", "not the one on your sheet",
     note(text_of(body(version=9)), one, two), before=note(text_of(later), two, four))
persons = {"version": 7, "directory": None, "couriers": [], "staff": []}


def persons_of(text, **changed):
    plain = dict({"couriers": [], "staff": [], "version": 7,
                  "directory": hashlib.sha256(text.encode()).hexdigest()}, **changed)
    return text_of(plain, first="valise-persons/1")


right = text_of(body())
case("persons: those of it", "", good, persons=note(persons_of(right), one, two))
case("persons: of another version", "another", good,
     persons=note(persons_of(right, version=6), one, two))
case("persons: of another text of that version", "another", good,
     persons=note(persons_of(text_of(body(issued="2026-11-02T00:00:00Z"))), one, two))
case("persons: by too few", "too few", good, persons=note(persons_of(right), one))

with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"what": "directories by another program, from docs/DIRECTORY.md",
               "cases": cases}, file, indent=1, ensure_ascii=False)
    file.write("\n")
