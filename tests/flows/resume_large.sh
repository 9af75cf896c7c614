#!/usr/bin/env bash
# Goal: 300 MB pass through the whole chain, each process under 64 MiB, and the
# upload goes on where it stopped when the relay is restarted in the middle.
. "$(dirname "$0")/lib.sh"
limit=65536 # KiB
sanitized && limit=100000000 # the sanitizers' own memory is not ours
make_story
write_report "$story/report.json"
head -c 314572800 /dev/urandom >"$story/video"

# scrypt's own 256 MiB are measured apart: here it is light (lib.sh).
below() {
  kib=$(cat "$2")
  printf '%-28s %6d KiB\n' "$1" "$kib"
  [ "$kib" -lt "$limit" ] || fail "$1 took $kib KiB"
}

seal_it() {
  peak "$story/peak" "$valise" seal -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" -r "$story/report.json" \
    -a "$story/video" -o "$story/large.age" --no-reply
}
seal_it
below "valise seal" "$story/peak"

peak "$story/peak" "$valise" send -d "$story/directory.note" \
  --fingerprint "$fingerprint" -t "$intake" --direct "$story/large.age" \
  >"$story/sent" 2>&1 &
sender=$!
# The middle: when some parts are durable.
upload=
until [ -n "$upload" ] && [ "$(stat -c %s "$upload" 2>/dev/null || echo 0)" \
  -gt 60000000 ]; do
  kill -0 $sender 2>/dev/null || { cat "$story/sent"; fail "it ended early"; }
  upload=$(find "$story/spool/uploads" -type f | head -1)
done
relay_before=$(relay_peak)
stop_relay -KILL
offset=$("$python" - "$story/spool/index.sqlite" <<'EOF'
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
    "SELECT offset FROM upload WHERE promise IS NULL").fetchone()[0])
EOF
)
echo "killed with $offset bytes durable"
[ "$offset" -gt 0 ] || fail "nothing was durable"
# Whoever asks now must be told at least that offset.
start_relay
told=$(curl -s -I -H 'Tus-Resumable: 1.0.0' \
  "$relay_url/v1/uploads/$(basename "$upload")" |
  sed -n 's/^Upload-Offset: \([0-9]*\).*/\1/p')
[ -z "$told" ] || [ "$told" -ge "$offset" ] || fail "told $told"
wait $sender || { cat "$story/sent"; fail "the upload did not go on"; }
cat "$story/sent"
below "valise send" "$story/peak"
for kib in "$relay_before" "$(relay_peak)"; do
  echo "$kib" >"$story/peak"
  below "valise-relay" "$story/peak"
done

mkdir "$story/stick"
peak "$story/peak" "$valise_courier" collect -c "$story/courier.ini" \
  "$story/stick"
below "valise-courier collect" "$story/peak"
echo "$(relay_peak)" >"$story/peak"
below "valise-relay (serving it)" "$story/peak"
desk_peak() {
  command=$1
  shift
  with_passphrase peak "$story/peak" "$valise_desk" "$command" \
    --vault "$story/vault" "$@" >"$story/said" 2>&1 ||
    { cat "$story/said"; fail "desk $command"; }
}
desk_peak import "$story/stick"
grep -q '1 new and opened' "$story/said"
below "valise-desk import" "$story/peak"
desk_peak extract 1 "$story/out"
below "valise-desk extract" "$story/peak"
cmp "$story/video" "$story/out/attachment-0001"
courier deliver "$story/stick"
until [ "$(count 6)" = 1 ]; do sleep 0.1; done # erased after the grace
[ -z "$(ls "$story/spool/large")" ] || fail "the large file is still there"
echo "passed"
