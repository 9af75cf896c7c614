#!/usr/bin/env bash
# Goal: no envelope that a stranger makes stops the desk: each costs itself, and
# honest ones beside it are opened, listed and answered.
. "$(dirname "$0")/lib.sh"
work_bits=4
make_story
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)
write_report "$story/report.json" "An honest account."
seal -r "$story/report.json" -o "$story/good.age" --code-fd 3 3>"$story/code"

# hostile NAME: report.json on standard input becomes a sealed envelope.
hostile() {
  mkdir -p "$story/h/attachments"
  cat >"$story/h/report.json"
  printf '' >"$story/h/attachments/0001"
  files=report.json
  [ "$1" != empty ] || files="report.json attachments/0001"
  # shellcheck disable=SC2086
  tar --format=ustar -C "$story/h" -cf - $files |
    "$bin/tests/tools/valise-age" encrypt -r "$recipient" >"$story/$1.age"
}
report() {
  printf '{"format":"valise-report/1","kind":"new","narrative":"%s"%s}' "$1" "$2"
}
report nested ',"x":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]' | hostile nested
report long ",\"x\":[$(printf '0,%.0s' $(seq 300000))0]" | hostile long
report control ",\"x\":\"$(printf '\\u0001%.0s' $(seq 100000))\"" |
  hostile control
# A reply key whose X25519 half is of low order.
low=$("$python" - "$recipient" <<'EOF'
import sys
S = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
values = [S.index(c) for c in sys.argv[1][len("age1pq1"):-6]]
bits = "".join(format(v, "05b") for v in values)
data = bytearray(int(bits[i:i + 8], 2) for i in range(0, 1216 * 8, 8))
data[1184:] = bytes(32)
sys.path.insert(0, "")
out, acc, n = [], 0, 0
for b in data:
    acc, n = acc << 8 | b, n + 8
    while n >= 5:
        n -= 5
        out.append(acc >> n & 31)
if n:
    out.append(acc << (5 - n) & 31)
hrp, check = "age1pq", 1
G = (0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)
for v in [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp] + out + [0] * 6:
    top = check >> 25
    check = (check & 0x1ffffff) << 5 ^ v
    for i, g in enumerate(G):
        check ^= g if top >> i & 1 else 0
check ^= 1
print(hrp + "1" + "".join(S[v] for v in out + [check >> 5 * (5 - i) & 31 for i in range(6)]))
EOF
)
report low ",\"reply_recipient\":\"$low\"" | hostile low
report junk ',"reply_recipient":"age1pq1nothing"' | hostile junk
report empty ',"attachments":[{"number":1,"name":"e","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]' |
  hostile empty
# Numbers and halves of pairs that no canonical form has: read, and what is said
# to be signed is a claim.
report inexact ',"x":[0.5,1e3,9007199254740993,"\ud800"],"deadline":{"date":"2026-02-30"},"follows":{"reference":"021151569974","signature":"y"}' |
  hostile inexact

for e in nested long control low junk empty inexact good; do send "$story/$e.age"; done
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >"$story/said" 2>&1 || { cat "$story/said"; fail import; }
grep 'Listed 8: 8 new and opened' "$story/said" || { cat "$story/said"; fail count; }
desk list >"$story/listed" 2>&1 || { cat "$story/listed"; fail list; }
has '8 case(s)' "$story/listed" || { cat "$story/listed"; fail "all listed"; }
for id in 1 2 3 4 5 6 7 8; do desk show $id >/dev/null || fail "show $id"; done
inexact=$(desk list 2>/dev/null | awk '/ inexact/ { print $1 + 0 }')
desk show "$inexact" >"$story/said"
has 'signature does not verify' "$story/said" || fail "a claim is not said"
has '^remark: the member deadline.date is no date' "$story/said" ||
  fail "a date that does not exist is not remarked"
tr -s ' |│\n' ' ' <"$story/said" | has -F '0.5 1000 9007199254740992 �' || {
  cat "$story/said"
  fail "what is not exact is not shown"
}
good=$(desk list 2>/dev/null | awk '/An honest account/ { print $1 + 0 }')
empty=$(desk list 2>/dev/null | awk '/ empty/ { print $1 + 0 }')
echo 'An answer.' | desk reply "$good" >/dev/null
desk export "$story/stick" | grep 'Bulletin 1: 1 acknowledged, 1 messages'
desk extract "$empty" "$story/out" >/dev/null
[ -e "$story/out/attachment-0001" ] || fail "an empty attachment is a file too"
courier deliver "$story/stick" >/dev/null
check --code-fd 3 3<"$story/code" | has 'An answer.'

# Two programs on one vault: the second waits its turn.
mkfifo "$story/fifo"
(with_passphrase "$valise_desk" reply --vault "$story/vault" "$good" \
  "$story/fifo" >/dev/null 2>&1) &
exec 4>"$story/fifo"
echo text >&4
exec 4>&-
wait $!
(flock 5; refuses "another program has it open" with_passphrase "$valise_desk" \
  list --vault "$story/vault") 5>>"$story/vault/lock"

# A stick without its manifest tells no nonce, so no entry is published.
any_envelope "$story/stick/x" 2000
mv "$story/stick/x" "$story/stick/valise/$intake/in/$(sha256sum \
  "$story/stick/x" | cut -c1-64).age"
desk import "$story/stick" --without-manifest >/dev/null 2>&1
desk export "$story/stick" >/dev/null 2>&1
! grep -h '^unopenable' "$story/stick/valise/$intake/out"/bulletin-*.note ||
  fail "an entry made of no nonce was published"

sed 's/"narrative": .*/"narrative_attachment": 7,/' "$story/report.json" \
  >"$story/n.json"
refuses "names no file that is attached" seal -r "$story/n.json" \
  -o "$story/n.age" --no-reply
echo "passed"
