#!/usr/bin/env bash
# Goal: on a full disk every program says so, keeps what it had, and goes on
# when there is room again.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || skip "mounting a small tmpfs needs root"
small=$story/small
mkdir "$small"
mount -t tmpfs -o size=24m tmpfs "$small" 2>/dev/null ||
  skip "no tmpfs can be mounted here"
mounted=$small
relay_options=
make_story
write_report "$story/report.json"

# Sealing onto a full disk.
head -c 30000000 /dev/urandom >"$story/large"
refuses "No space left on device" seal -r "$story/report.json" \
  -a "$story/large" -o "$small/out.age" --no-reply
[ -z "$(ls -A "$small")" ] || fail "something was left on the disk"

# A relay whose spool is nearly full refuses the next one and keeps the others.
stop_relay
cp -r "$story/spool" "$small/spool"
sed -i "s|^spool = .*|spool = $small/spool|" "$story/relay.ini"
start_relay
mkdir "$story/receipts"
n=0
while [ $n -lt 40 ]; do
  any_envelope "$story/$n.age" 1000000
  timeout 20 "$valise" send -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --direct \
    --receipt "$story/receipts" "$story/$n.age" >/dev/null 2>"$story/said" ||
    break
  n=$((n + 1))
done
[ $n -gt 2 ] && [ $n -lt 40 ] || fail "it took $n"
grep -o "no room to store it.*" "$story/said" || fail "it did not say why"
[ "$(ls "$story/receipts" | wc -l)" = "$n" ] || fail "a promise a file"
[ "$(count 3)" = "$n" ] || fail "$n are held"

# A stick that fills up lists what is whole on it, and the rest comes later.
mkdir "$small/stick"
set +e
courier collect "$small/stick" >"$story/said" 2>&1
status=$?
set -e
[ $status -eq 3 ] || { cat "$story/said"; fail "its status is $status"; }
grep 'left at the relay: .*: the medium has no room for its' "$story/said" ||
  { cat "$story/said"; fail "what did not fit is not named"; }
came=$(ls "$small/stick/valise/$intake/in"/*.age | wc -l)
[ "$came" -gt 0 ] || fail "nothing fitted"
has "^$((n - came)) were left at the relay" "$story/said" || fail "the count"
[ -s "$small/stick/valise/$intake/$(relay_folder)/manifest.note" ] || fail "no list"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
[ "$(ls "$story/stick/valise/$intake/in"/*.age | wc -l)" = "$n" ] ||
  fail "all of them"
# What a relay's full disk is to check: a warning, for couriers make room.
sed "s|^spool = .*|spool = $small/full|" "$story/relay.ini" >"$story/full.ini"
mkdir -p "$small/full"
cp -a "$story/spool"/*.seed "$small/full/"
chmod 700 "$small/full"
dd if=/dev/zero of="$small/filler" bs=4096 status=none 2>/dev/null || true
"$valise_relay" check -c "$story/full.ini" >"$story/said" 2>&1 ||
  fail "check fails on a full disk: $(cat "$story/said")"
has "No space left on device: couriers are served, senders are not" \
  "$story/said" || fail "$(cat "$story/said")"
rm -rf "$small/filler" "$small/full"
# The desk's own disk.
rm -rf "$small/stick"
stop_relay
rm -rf "$small/spool"
cp -r "$story/vault" "$small/vault"
if with_passphrase "$valise_desk" import --vault "$small/vault" \
  "$story/stick" >"$story/said" 2>&1; then
  [ "$n" -lt 18 ] || fail "it was not full"
else
  grep -E "the vault can't take it|could not be stored" "$story/said" |
    cut -c1-150
fi
echo "$n envelopes were promised and kept; passed"
