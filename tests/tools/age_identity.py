#!/usr/bin/env python3
"""age_identity.py [--vault] FILE: 32 secret bytes as an age hybrid identity.
age_identity.py --raw TEXT: the 32 bytes of an identity, in hexadecimal.

With --vault the bytes are a vault's key, and the identity is the one that the
vault's own files are sealed to (docs/VAULT.md).
"""
import hashlib
import hmac
import sys

SYMBOLS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def bech32(prefix, data):
    values, held, bits = [], 0, 0
    for byte in data:
        held, bits = held << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            values.append(held >> bits & 31)
    if bits:
        values.append(held << (5 - bits) & 31)
    check = 1
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    for value in head + values + [0] * 6:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, g in enumerate(GENERATOR):
            check ^= g if top >> i & 1 else 0
    check ^= 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(SYMBOLS[v] for v in values)


def hybrid_identity(secret):
    return bech32("age-secret-key-pq-", secret).upper()


def main():
    if sys.argv[1] == "--raw":
        values = [SYMBOLS.index(c)
                  for c in sys.argv[2].lower().rsplit("1", 1)[1]]
        bits = "".join(f"{v:05b}" for v in values[:-6])
        print(bytes(int(bits[i:i + 8], 2) for i in range(0, 256, 8)).hex())
        return
    with open(sys.argv[-1], "rb") as file:
        secret = file.read()
    if sys.argv[1] == "--vault":
        extracted = hmac.new(b"", secret, hashlib.sha256).digest()
        secret = hmac.new(extracted, b"valise-vault/identity\x01",
                          hashlib.sha256).digest()
    print(hybrid_identity(secret))


if __name__ == "__main__":
    main()
