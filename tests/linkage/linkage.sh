#!/usr/bin/env bash
# Goal: read from the binaries which of them can do what: relay and courier hold
# no code that opens, the desk no network library and no call to connect.
set -euo pipefail
bin=${VALISE_BUILD:?}
valise=$bin/client/valise
relay=$bin/relay/valise-relay
courier=$bin/client/valise-courier
desk=$bin/client/valise-desk
opening='open_source|open_bytes|hpke_open|xwing_decapsulate|mlkem768_decapsulate|mlkem768_keygen'
network='libcurl|libmicrohttpd|libnghttp|libssl\.|libgnutls|libssh|libresolv'

# Like grep -q, but reads to the end: a pipe that breaks is a failure here.
has() {
  grep "$@" >/dev/null
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

needed() {
  readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

for program in "$valise" "$relay" "$courier" "$desk"; do
  echo "$(basename "$program"): $(needed "$program" | tr '\n' ' ')"
done

# Of two functions with one name in two libraries the linker takes one and says
# nothing.
twice() {
  nm --defined-only "$@" 2>/dev/null |
    awk '$2 == "T" || $2 == "D" || $2 == "B" { print $3 }' | sort | uniq -d
}
# Those that are built now; older ones may lie beside them.
mapfile -t libraries < <("${VALISE_PYTHON:-python3}" -c '
import json, sys
for target in json.load(open(sys.argv[1])):
    for name in target["filename"]:
        if target["type"] == "static library":
            print(name)' "$bin/meson-info/intro-targets.json")
[ "${#libraries[@]}" -gt 20 ] || fail "${#libraries[@]} libraries were found"
names=$(twice "${libraries[@]}")
[ -z "$names" ] || fail "in two libraries: $names"
# It sees one: here each library is looked at beside a copy of one of them.
seen=$(mktemp -d)
trap 'rm -r "$seen"' EXIT
printf 'int words_get(void) { return 0; }\n' | cc -x c -c -o "$seen/copy.o" -
ar rc "$seen/copy.a" "$seen/copy.o"
[ "$(twice "${libraries[@]}" "$seen/copy.a")" = words_get ] ||
  fail "a planted second function is not seen"

# The patterns find something where it must be: else they prove nothing.
nm "$desk" | has -E " [Tt] ($opening)$" || fail "the desk can't open"
nm "$valise" | has -E " [Tt] ($opening)$" || fail "the client can't open"
needed "$valise" | has -E "$network" || fail "the client has no network"
needed "$relay" | has -E "$network" || fail "the relay has no network"

for program in "$relay" "$courier"; do
  if nm "$program" | grep -E " [Tt] ($opening)$"; then
    fail "$(basename "$program") holds code that opens"
  fi
done
# Parsers of pictures are the defender's alone, in a child that is shut in.
needed "$valise" | has -E 'libexif|libexpat|libiptcdata|libjpeg|libpng' || fail "no pictures"
for program in "$relay" "$courier" "$desk"; do
  if needed "$program" | grep -E 'libexif|libexpat|libiptcdata|libjpeg|libpng'; then
    fail "$(basename "$program") reads pictures"
  fi
done
# The fingerprint for a camera: in the two that show one.
for program in "$valise" "$desk"; do
  needed "$program" | has libqrencode || fail "$(basename "$program"): no QR"
done
for program in "$relay" "$courier"; do
  if needed "$program" | grep libqrencode; then
    fail "$(basename "$program") makes QR codes"
  fi
done
if needed "$desk" | grep -E "$network"; then
  fail "the desk links a network library"
fi
if nm -D "$desk" | grep -v __ | grep -E ' U (socket|connect|getaddrinfo|sendto|bind|listen)(@|$)'; then
  fail "the desk calls the network"
fi
if ! nm -D "$desk" | has __asan_init; then
  for program in "$valise" "$relay" "$courier" "$desk"; do
    readelf -hW "$program" | has 'Type:.*DYN' || fail "not a PIE"
    readelf -lW "$program" | has GNU_RELRO || fail "no RELRO"
    readelf -dW "$program" | has 'BIND_NOW\|NOW' || fail "no BIND_NOW"
    readelf -lW "$program" | grep 'GNU_STACK' | has 'RWE' && fail "stack"
    nm -D "$program" | has '__stack_chk_fail' || fail "no stack protector"
  done
fi
echo "passed"
