#!/usr/bin/env python3
"""Published vectors as one compact file.

pack.py OUT SUITE=FILE...

Each SUITE is one of those below, and its FILE as data/README.md names it; all
are asked for.  data/README.md has the format.  The same files give the same
bytes.
"""
import gzip
import json
import struct
import sys

WINDOW = 16  # the least that is worth a copy


class Packer:
    """Entries, in which bytes that were there before are named, not repeated."""

    def __init__(self):
        self.out = bytearray(b"valise vectors 1\n")
        self.values = bytearray()  # all that a reader has unpacked so far
        self.places = {}  # a window of them: where it was first

    def longest(self, value, at):
        """Where the bytes at `at` stood before, and how many of them."""
        start = self.places.get(value[at:at + WINDOW])
        if start is None or len(value) - at < WINDOW:
            return 0, 0
        n = WINDOW
        while (at + n < len(value) and start + n < len(self.values)
               and self.values[start + n] == value[at + n]):
            n += 1
        return start, n

    def literal(self, value):
        if value:
            self.out += struct.pack(">H", len(value)) + value

    def pieces(self, value):
        begun = at = 0
        while at < len(value):
            start, n = self.longest(value, at)
            if n == 0:
                at += 1
                continue
            self.literal(value[begun:at])
            self.out += struct.pack(">HI", 0x8000 | n, start)
            at += n
            begun = at
        self.literal(value[begun:])

    def remember(self, value):
        base = len(self.values)
        self.values += value
        for at in range(len(value) - WINDOW + 1):
            self.places.setdefault(value[at:at + WINDOW], base + at)

    def entry(self, kind, name, value=b""):
        assert len(name) < 256 and len(value) < 0x8000
        self.out += kind + bytes([len(name)]) + name.encode()
        self.out += struct.pack(">H", len(value))
        self.pieces(value)
        self.remember(value)

    def case(self, number, members):
        self.entry(b"C", str(number))
        for name, value in members.items():
            self.entry(b"M", name, value)


def cases_of(path):
    """Each test of ML-KEM-768 with what its group says of all of them."""
    with open(path, encoding="utf-8") as file:
        groups = json.load(file)["testGroups"]
    for group in groups:
        if group["parameterSet"] == "ML-KEM-768":
            for test in group["tests"]:
                yield {**group, **test}


def taken(test, *names):
    return {name: bytes.fromhex(test[name]) for name in names}


def acvp_keygen(path):
    for test in cases_of(path):
        yield test["tcId"], taken(test, "d", "z", "ek", "dk")


def acvp_encaps_decaps(path):
    for test in cases_of(path):
        if "m" in test:
            yield test["tcId"], taken(test, "ek", "m", "c", "k")
        else:
            yield test["tcId"], taken(test, "dk", "c", "k")


def wycheproof(*names):
    def cases(path):
        for test in cases_of(path):
            valid = {"valid": b"\1" if test["result"] == "valid" else b"\0"}
            # What is not to come out is empty, or not there.
            there = [name for name in names if test.get(name)]
            yield test["tcId"], valid | taken(test, *there)
    return cases


def cctv_modulus(path):
    with gzip.open(path, "rt") as file:
        for number, line in enumerate(file, 1):
            yield number, {"ek": bytes.fromhex(line)}


def cctv(*names):
    def cases(path):
        with open(path, encoding="utf-8") as file:
            lines = dict(line.split(" = ") for line in file if " = " in line)
        yield 1, taken(lines, *names)
    return cases


def xwing_draft(path):
    with open(path, encoding="utf-8") as file:
        for number, test in enumerate(json.load(file), 1):
            yield number, taken(test, "seed", "eseed", "pk", "ct", "ss")


def hpke_pq(path):
    """Of HKDF-SHA256 all, its encryptions as cases after it; else the KEM."""
    with open(path, encoding="utf-8") as file:
        tests = [t for t in json.load(file) if t["kem_id"] == 0x647A]
    number = 0
    for test in tests:
        number += 1
        names = ["skRm", "pkRm", "ikmE", "enc", "shared_secret"]
        ours = test["kdf_id"] == 1 and test["aead_id"] == 3
        if ours:
            names += ["info", "key", "base_nonce", "exporter_secret"]
        yield number, taken(test, *names)
        for encryption in test["encryptions"] if ours else []:
            number += 1
            yield number, taken(encryption, "aad", "pt", "ct", "nonce")


SUITES = {
    "acvp_keygen": acvp_keygen,
    "acvp_encaps_decaps": acvp_encaps_decaps,
    "wycheproof_seed": wycheproof("seed", "c", "K"),
    "wycheproof_keygen": wycheproof("seed", "ek", "dk"),
    "wycheproof_encaps": wycheproof("ek", "m", "c", "K"),
    "wycheproof_expanded": wycheproof("dk", "c", "K"),
    "cctv_modulus": cctv_modulus,
    "cctv_strcmp": cctv("dk", "c", "K"),
    "cctv_unlucky": cctv("ek", "m", "c", "K", "dk"),
    "xwing_draft": xwing_draft,
    "hpke_pq": hpke_pq,
}


def main():
    given = dict(argument.split("=", 1) for argument in sys.argv[2:])
    if len(sys.argv) < 2 or given.keys() != SUITES.keys():
        sys.exit(__doc__ + "\nSuites: " + " ".join(SUITES))
    packer = Packer()
    for suite, cases in SUITES.items():
        packer.entry(b"S", suite)
        for number, members in cases(given[suite]):
            packer.case(number, members)
    packer.entry(b"E", "")
    with open(sys.argv[1], "wb") as out:
        out.write(packer.out)


if __name__ == "__main__":
    main()
