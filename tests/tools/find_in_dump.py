#!/usr/bin/env python3
"""Finds secrets in a dump.

usage: find_in_dump.py DUMP NAME=HEX...

Prints one line for each secret that is there; status 1 where any is.
"""
import sys

with open(sys.argv[1], "rb") as file:
    dump = file.read()
found = 0
for secret in sys.argv[2:]:
    name, _, value = secret.partition("=")
    value = bytes.fromhex(value)
    assert len(value) >= 8, f"{name} is too short to look for"
    count = dump.count(value)
    if count:
        at = dump.find(value)
        around = dump[max(0, at - 40):at + len(value) + 40]
        print(f"{name} is in the dump, {count} time(s): {around!r}")
        found += 1
print(f"{len(dump)} bytes read, {len(sys.argv) - 2} secrets looked for")
sys.exit(1 if found else 0)
