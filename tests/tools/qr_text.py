#!/usr/bin/env python3
"""Turns a QR code of half blocks, on standard input, into a picture (PBM).

usage: qr_text.py dark | light   which modules are drawn as blocks

Takes the one run of lines that hold nothing but blocks and spaces.
"""
import sys

SCALE = 8
HALVES = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}

inverted = {"dark": 0, "light": 1}[sys.argv[1]]
lines = sys.stdin.buffer.read().decode("utf-8").split("\n")
code = [line for line in lines if line and set(line) <= set(HALVES)]
if not code or len({len(line) for line in code}) != 1:
    sys.exit("no code, or lines of several lengths")
if [line for line in lines[lines.index(code[0]):][:len(code)]] != code:
    sys.exit("something stands between the lines of the code")
rows = [[HALVES[c][half] ^ inverted for c in line]
        for line in code for half in (0, 1)]
print("P1")
print(len(rows[0]) * SCALE, len(rows) * SCALE)
for row in rows:
    for _ in range(SCALE):
        print(" ".join(str(module) for module in row for _ in range(SCALE)))
