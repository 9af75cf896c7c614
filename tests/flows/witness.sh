#!/usr/bin/env bash
# Goal: what a relay publishes is cosigned by witnesses that it does not run, in
# spite of their absence and their lies; and a forked log is not, and says so.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
node=$bin/node/node
[ -x "$node" ] || node=$(command -v node) || skip "there is no node"
work_bits=8
by_days
port=$(free_port)
total=17 # leaves: a day without an envelope before the first, and its marker

# witness ID COMMAND: a seed for each id, and the folder $story/ID.
seed_of() {
  printf '%s' "$1" | sha256sum | cut -c1-64
}
witness_key() {
  "$node" "$source_dir/tests/tools/witness.mjs" key "$1.example/w" \
    "$(seed_of "$1")"
}
# start_witness ID [VKEY]: at the port that it had, if it had one.
start_witness() {
  mkdir -p "$story/$1"
  WITNESS_PORT=$(cat "$story/$1/port" 2>/dev/null || free_port) \
    "$node" "$source_dir/tests/tools/witness.mjs" serve "$1.example/w" \
    "$(seed_of "$1")" "$story/$1" "${2:-$log_key}" &
  echo $! >"$story/$1/pid"
  until [ -s "$story/$1/port" ] && curl -s -o "$story/none" \
    "http://127.0.0.1:$(cat "$story/$1/port")/"; do sleep 0.05; done
}
stop_witness() {
  kill "$(cat "$story/$1/pid")"
  wait "$(cat "$story/$1/pid")" 2>/dev/null || true
}
mode() {
  echo "$2" >"$story/$1/mode"
}
# listed ID...: witnesses of the directory, each valid for long.
listed() {
  for id in "$@"; do
    printf '%s{"id": "%s", "vkey": "%s", "url": "%s",
      "from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"}' \
      "${comma:-}" "$id" "$(witness_key "$id")" \
      "http://127.0.0.1:$(cat "$story/$id/port")/prefix/"
    comma=,
  done
}
# directory VERSION THRESHOLD ID...: signed, in the relay's place.
directory() {
  describe "$1" "\"witness_threshold\": $2, \"witnesses\": [$(
    listed "${@:3}")],"
  sign_directory "$story/directory.note"
}
audit() {
  "$valise_relay" audit -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --direct \
    --state "$story/audit.state" "$relay_url" "$@"
}
log_url=v1/intakes/$intake/log/checkpoint
checkpoint() {
  curl -sf "$relay_url/$log_url${1:+/$1}"
}
# put: an envelope in a publication of its own, of 17 leaves.
put() {
  any_envelope "$story/any.age" 4000
  rm -rf "$story/receipts"
  mkdir "$story/receipts"
  send --receipt "$story/receipts" "$story/any.age" >/dev/null
  total=$((total + 17))
  next_day
  [ "$(log_size)" = "$total" ] || fail "$(log_size) leaves, not $total"
}
is_cosigned() { # ID
  checkpoint | has "^— $1.example/w "
}
until_cosigned() {
  until is_cosigned "$1"; do sleep 0.05; done
}
until_said() { # TEXT
  until grep -qF -- "$1" "$story/relay.log"; do sleep 0.05; done
}
make_keys
log_key=$(sed -n 's/.*"log_key": "\([^"]*\)".*/\1/p' "$story/relay.json")
start_witness alpha
start_witness beta
directory 1 0 alpha
relay_options="admin_socket = $story/admin.sock"
configure
"$valise_desk" authority show "$story/directory.note" |
  has "^witness  *alpha$"
adopt "$story/directory.note" >/dev/null 2>&1

echo "--- by default no witness is asked"
start_relay
put
audit | has "No witness has cosigned it"
[ ! -e "$story/alpha/requests" ] || fail "a witness was asked"
"$valise_relay" check -c "$story/relay.ini" | has "cosigned by alpha" &&
  fail "check promises a cosignature"
stop_relay

echo "--- what the configuration may say"
bad_option() { # LINE TEXT
  sed "\$a $1" "$story/relay.ini" >"$story/bad.ini"
  refuses "$2" "$valise_relay" check -c "$story/bad.ini"
}
bad_option "witnesses = yes" "witnesses is no, socks or direct"
bad_option "witness_socks = proxy.example:9050" "witness_socks is an IP"
bad_option "witness_retry_seconds = 0" "witness_retry_seconds must be"
cat >>"$story/relay.ini" <<END
witnesses = direct
witness_retry_seconds = 2
END
"$valise_relay" check -c "$story/relay.ini" | has "cosigned by alpha"

echo "--- what was published before is cosigned, and each that comes"
start_relay
until_cosigned alpha
[ "$(cat "$story/alpha/requests")" = "0 34 200" ] ||
  fail "$(cat "$story/alpha/requests")"
grep -i '^user-agent\|^accept' "$story/alpha/headers" && fail "it tells of itself"
curl -si "$relay_url/$log_url" | has -i '^cache-control: no-cache'
for _ in 1 2 3; do put; until_cosigned alpha; done
tail -1 "$story/alpha/requests" | has "^68 85 200$"
today=$(date -u +%F)
audit | has "Cosigned by witness alpha on $today"

echo "--- receipts: completed with the cosignature, and verified offline"
complete() {
  rm -f "$story/proof"
  "$valise" receipt complete -d "$story/directory.note" \
    --fingerprint "$fingerprint" --direct -o "$story/proof" "$@"
}
complete "$story/receipts"/*.tlog-proof "$story/any.age" |
  has "Cosigned by witness alpha on $today"
verify_receipt "$story/proof" "$story/any.age" >"$story/said" 2>&1
has "Cosigned by witness alpha on $today" <"$story/said"
has "warning: only" <"$story/said" && fail "it warns of none expected"
verify_receipt "$story/receipts"/*.tlog-proof | has "Cosigned" &&
  fail "a promise is not cosigned"
# A changed time is one of a cosignature that does not verify.
"$python" - "$story/proof" "$story/changed" <<'END'
import base64, sys
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
at = [i for i, l in enumerate(lines) if l.startswith("— alpha.example/w ")][0]
head, blob = lines[at].rsplit(" ", 1)
raw = bytearray(base64.b64decode(blob))
raw[11] ^= 1
lines[at] = head + " " + base64.b64encode(raw).decode()
open(sys.argv[2], "w", encoding="utf-8").write("\n".join(lines))
END
refuses "cosignature on this receipt does not verify" \
  verify_receipt "$story/changed" "$story/any.age"
grep -v '^— alpha' "$story/proof" >"$story/without"
verify_receipt "$story/without" "$story/any.age" | has "No witness has cosigned"

echo "--- a witness that was away: every publication is cosigned afterwards"
stop_witness alpha
put
cp "$story/receipts"/*.tlog-proof "$story/away.promise"
cp "$story/any.age" "$story/away.age"
until_said "witness alpha: nothing answers"
put
put
is_cosigned alpha && fail "cosigned by one that is away"
start_witness alpha
until_cosigned alpha
tail -3 "$story/alpha/requests" | tr '\n' , | has "^85 102 200,102 119 200,119 136 200,$" ||
  fail "$(tail -3 "$story/alpha/requests")"
complete "$story/away.promise" "$story/away.age" |
  has "Cosigned by witness alpha"
status | has "witness alpha: 7 publications cosigned, up to 136 entries" ||
  fail "$(status)"

echo "--- one that remembers an older size is told from there"
stop_witness alpha
cp "$story/alpha/state" "$story/state.136"
start_witness alpha
put
put
until_cosigned alpha
stop_witness alpha
cp "$story/state.136" "$story/alpha/state"
start_witness alpha
put
until_cosigned alpha
tail -2 "$story/alpha/requests" | tr '\n' , | has "^170 187 409,136 187 200,$" ||
  fail "$(tail -5 "$story/alpha/requests")"
cp "$story/alpha/last" "$story/last"

echo "--- answers that are none are not stored, and are said"
lie() { # MODE TEXT
  mode alpha "$1"
  put
  until_said "witness alpha: $2"
  is_cosigned alpha && fail "a lie was stored: $1"
  mode alpha ""
  until_cosigned alpha
  printf '%-16s %s\n' "$1" "$2"
}
lie bad-signature "its cosignature does not verify"
lie other-key "it signs with another key than the directory has"
lie clock "its cosignature has a time at which the directory does not"
lie nonsense "its answer is no list of signatures"
lie endless "the answer is too long"
lie no-size "it answered 409 without the size"
lie stuck "it says that it has cosigned 1 entries, and does not go on"
lie later "it answered 503"
audit | has "Cosigned by witness alpha"

echo "--- two of them, both expected"
refuses "witness_threshold" directory 2 3 alpha beta
directory 2 2 alpha beta
kill -HUP "$relay_pid"
until_cosigned beta
audit | has "Cosigned by witness beta"
mode alpha slow
put
until_cosigned beta
until has slow <"$story/alpha/requests"; do sleep 0.05; done
is_cosigned alpha && fail "it is slow, and was heard"
refuses "only 1 of the 2 witnesses that the directory expects" audit
complete "$story/receipts"/*.tlog-proof "$story/any.age" 2>"$story/said"
has "warning: only 1 of the 2 witnesses" <"$story/said"
verify_receipt "$story/proof" "$story/any.age" 2>&1 |
  has "warning: only 1 of the 2 witnesses"
before=$(date +%s)
stop_relay
[ $(($(date +%s) - before)) -lt 10 ] || fail "it waited for a slow witness"
mode alpha ""
start_relay
until_cosigned alpha
audit | has "Cosigned by witness alpha"

echo "--- a cosignature that was changed on the way"
checkpoint >"$story/served"
"$python" - "$story/served" <<'END'
import sys
path = sys.argv[1]
text = open(path, encoding="utf-8").read()
at = text.index("— beta.example/w ") + 40
other = "A" if text[at] != "A" else "B"
open(path, "w", encoding="utf-8").write(text[:at] + other + text[at + 1:])
END
real_port=$port
stop_relay
sed -i "s/^port = .*/port = 0/; \$a port_file = $story/port" "$story/relay.ini"
relay_pid=
"$valise_relay" serve -c "$story/relay.ini" >>"$story/relay.log" 2>&1 &
relay_pid=$!
until [ -s "$story/port" ]; do sleep 0.05; done
stand "$real_port" "$(cat "$story/port")" "stale=$story/served"
refuses "the cosignature of witness beta does not verify" audit
stand_down "$real_port"
stop_relay
sed -i "s/^port = .*/port = $real_port/; /^port_file/d" "$story/relay.ini"

echo "--- and one that was changed on the disk"
cp -a "$story/spool" "$story/spool.whole"
"$python" - "$story/spool/index.sqlite" <<'END'
import sqlite3, sys
index = sqlite3.connect(sys.argv[1])
row, note = index.execute(
    "SELECT name, note FROM publication ORDER BY number DESC").fetchone()
at = note.index("— alpha.example/w ".encode()) + 60
note = note[:at] + (b"A" if note[at:at + 1] != b"A" else b"B") + note[at + 1:]
index.execute("UPDATE publication SET note = ? WHERE name = ?", (note, row))
index.commit()
END
refuses "the cosignature of witness alpha under 20" \
  "$valise_relay" verify -c "$story/relay.ini"
rm -rf "$story/spool"
mv "$story/spool.whole" "$story/spool"
"$valise_relay" verify -c "$story/relay.ini" >/dev/null

echo "--- a relay that goes on from an old copy of its spool"
cp -a "$story/spool" "$story/spool.old"
old=$total
start_relay
put
put
until_cosigned alpha
until_cosigned beta
stop_relay
mv "$story/spool" "$story/spool.new"
cp -a "$story/spool.old" "$story/spool.older"
mv "$story/spool.old" "$story/spool"
total=$((old + 17)) # yesterday is published at the start
start_relay
for id in alpha beta; do
  until_said "witness $id: IT HAS COSIGNED MORE THAN THIS LOG HAS, $((
    old + 34)) entries of $total"
done
status | has "witness alpha: IT HAS COSIGNED MORE" || fail "$(status)"
put
for id in alpha beta; do
  until_said "witness $id: IT HAS COSIGNED ANOTHER LOG: another tree of $((
    old + 34)) entries"
done
status | has "witness beta: IT HAS COSIGNED ANOTHER LOG"
checkpoint | has "^— \(alpha\|beta\)" && fail "a forked log was cosigned"
has "\"size\":\"$((old + 34))\"" <"$story/beta/state"
metrics() {
  curl -sf --unix-socket "$story/admin.sock" http://relay/metrics
}
metrics | has "^valise_witness_good{intake=\"$intake\",witness=\"beta\"} 0"
metrics | has "^valise_witness_refused_total{.*\"alpha\"} [1-9]"
metrics | has "^valise_witness_cosigned_total{.*\"alpha\"} [1-9]"
rm "$story/audit.state"
refuses "only 0 of the 2 witnesses" audit # even to one who never saw the other
stop_relay
# The same where no checkpoint of its own has the size that they know.
rm -rf "$story/spool"
mv "$story/spool.older" "$story/spool"
start_relay
for _ in $(seq 17); do # more than 16: 33 leaves at once
  any_envelope "$story/any.age" 4000
  send "$story/any.age" >/dev/null
done
next_day
[ "$(log_size)" = $((old + 17 + 33)) ] || fail "$(log_size) leaves"
for id in alpha beta; do
  until_said "witness $id: IT HAS COSIGNED ANOTHER LOG: this one does not grow"
done
status | has "witness beta: IT HAS COSIGNED ANOTHER LOG"
checkpoint | has "^— \(alpha\|beta\)" && fail "a rewritten log was cosigned"
has "\"size\":\"$((old + 34))\"" <"$story/beta/state"
stop_relay

echo "--- one that does not know the log, or not its key"
"$valise_relay" init --spool "$story/other" --name other.example \
  --intake "$intake" >"$story/other.json"
"$valise_relay" init --spool "$story/again" --name "$relay_name" \
  --intake "$intake" >"$story/again.json"
key_in() {
  sed -n 's/.*"log_key": "\([^"]*\)".*/\1/p' "$1"
}
start_witness gamma "$(key_in "$story/other.json")"
start_witness delta "$(key_in "$story/again.json")"
directory 3 0 gamma delta
start_relay
until_said "witness gamma: it does not know this log (404)"
until_said "witness delta: it does not know this log's key (403)"
stop_relay

echo "--- and the witness itself holds to the specification"
ask() { # STATUS FILE
  got=$(curl -s -o "$story/body" -w '%{http_code}' --data-binary "@$2" \
    "http://127.0.0.1:$(cat "$story/alpha/port")/prefix/add-checkpoint")
  [ "$got" = "$1" ] || fail "the witness said $got, not $1"
}
stop_witness alpha
cp "$story/state.136" "$story/alpha/state"
start_witness alpha
ask 409 "$story/alpha/last"
[ "$(cat "$story/body")" = 136 ] || fail "another size than it cosigned"
awk 'NR == 2 { print substr($0, 1, 20) (substr($0, 21, 1) == "A" ? "B" : "A") \
  substr($0, 22); next } { print }' "$story/last" >"$story/bent"
ask 422 "$story/bent"
sed 2d "$story/last" >"$story/bent" # a hash of the proof is missing
ask 422 "$story/bent"
ask 200 "$story/last"
ask 409 "$story/last"
echo "passed"
