#!/usr/bin/env bash
# Goal: what the operator of a relay does, each through the real program: reload,
# health and metrics, verify, backup and restore, import, capacity, another user.
. "$(dirname "$0")/lib.sh"
work_bits=10
# The user that the relay becomes must reach the folder.
chmod 755 "$story"
relay_options="admin_socket = $story/admin.sock
user = nobody"
port=$(free_port)
make_keys
describe 1
sign_directory "$story/directory.note"
configure
adopt "$story/directory.note" >/dev/null 2>&1
nobody=$(id -u nobody)
chown -R nobody: "$story/spool"
chgrp "$(id -g nobody)" "$story" && chmod 775 "$story"

admin() {
  curl -s --max-time 10 --unix-socket "$story/admin.sock" "http://relay$1"
}
option() { # NAME VALUE: in the relay's configuration
  sed -i "/^$1 = /d" "$story/relay.ini"
  sed -i "/^\[relay\]/a $1 = $2" "$story/relay.ini"
}
reload() { # WORDS that it then says
  said=$(grep -c -- "$1" "$story/relay.log" || true)
  kill -HUP "$relay_pid"
  until [ "$(grep -c -- "$1" "$story/relay.log" || true)" -gt "$said" ]; do
    kill -0 "$relay_pid" || fail "the relay ended"
    sleep 0.02
  done
}
put() { # FILE BYTES
  any_envelope "$1" "$2"
  send "$1" >/dev/null
}

echo "--- before it serves: what the machine can take"
"$valise_relay" capacity -c "$story/relay.ini" --seconds 1 | has 'the disk takes'
refuses "has not served yet" status
echo "--- it gives up what it does not need"
start_relay
awk '/^Uid/ && ($2 != '"$nobody"' || $3 != '"$nobody"') { exit 1 }' \
  "/proc/$relay_pid/status" || fail "it is not nobody"
[ "$(awk '/^NoNewPrivs/ { print $2 }' "/proc/$relay_pid/status")" = 1 ]
if ! sanitized; then
  for task in "/proc/$relay_pid/task/"*; do
    [ "$(awk '/^Seccomp:/ { print $2 }' "$task/status")" = 2 ] ||
      fail "a thread has no filter"
  done
fi
[ -z "$(tr -d '0' <<<"$(awk '/Max core/ { print $5 }' \
  "/proc/$relay_pid/limits")")" ] || fail "it may dump core"
cp "$story/relay.ini" "$story/good.ini"
refuses "port $port" "$valise_relay" serve -c "$story/relay.ini"
option port 0
option admin_socket "$story/other.sock"
option user nosuchuser
refuses "there is no such user" "$valise_relay" serve -c "$story/relay.ini"
option user root
refuses "that is root" "$valise_relay" serve -c "$story/relay.ini"
cp "$story/good.ini" "$story/relay.ini"

echo "--- health and metrics, on the socket alone"
[ "$(stat -c %a "$story/admin.sock")" = 660 ]
[ "$(admin /health)" = ok ] || fail "it is not healthy"
put "$story/one.age" 30000
put "$story/large.age" 2000000
until admin /metrics | has "valise_accepted_total 2"; do sleep 0.1; done
metrics=$(admin /metrics)
for line in 'valise_envelopes{intake="reprisals",state="stored"} 2' \
  'valise_log_entries{intake="reprisals"} 2' 'valise_has_room 1' \
  'valise_work_zeroes 10' 'valise_refused_total{why="work"} 0'; do
  has -F "$line" <<<"$metrics" || {
    echo "$metrics"
    fail "no metric $line"
  }
done
admin /nothing | has '"status":404'
for path in /metrics /health /v1/metrics; do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "$relay_url$path")" = 404 ]
done
refuses "in use" env relay="$valise_relay" story="$story" bash -c \
  "sed 's/^port = .*/port = 0/' '$story/relay.ini' >'$story/second.ini'; \
  '$valise_relay' serve -c '$story/second.ini'"

echo "--- reload: limits, the work asked for, the directory"
option work_bits 14
reload "valise-relay: reloaded"
curl -sf "$relay_url/v1/relay" | has '"work_bits":14'
status | has "work asked: 14 bits"
# What was announced within the hour still counts; fewer bits never did.
stamped() { # BITS: the status of a creation with a stamp of so many
  head -c 5000 /dev/urandom >"$story/body"
  hash=$(sha256sum "$story/body" | cut -c1-64)
  day=$(date -u +%F)
  nonce=$("$bin/tests/tools/work-peer" "$intake" "$hash" 5000 "$day" "$1")
  b64() { "$python" -c 'import base64, sys
print(base64.b64encode(bytes.fromhex(sys.stdin.read())).decode())'; }
  curl -s -o /dev/null -w '%{http_code}' -X POST \
    -H "Tus-Resumable: 1.0.0" -H "Upload-Length: 5000" \
    -H "Upload-Metadata: sha256 $(b64 <<<"$hash"),nonce $(b64 <<<"$nonce"),day $(printf %s "$day" | base64 -w0)" \
    "$relay_url/v1/intakes/$intake/envelopes"
}
[ "$(stamped 10)" = 201 ] || fail "the work of a moment ago is refused"
option work_bits 16
stop_relay
start_relay # also over a restart
[ "$(stamped 10)" = 201 ] || fail "a restart forgot what was announced"
refused=0 # most stamps of 1 bit have no ten
for _ in 1 2 3 4 5; do [ "$(stamped 1)" != 403 ] || refused=$((refused + 1)); done
[ "$refused" -ge 4 ] || fail "any work counts"
for change in "port 1" "publication_seconds 7" "spool $story/other"; do
  # shellcheck disable=SC2086
  cp "$story/relay.ini" "$story/good.ini" && option $change
  reload "${change%% *} can't change while the relay serves"
  cp "$story/good.ini" "$story/relay.ini"
done
option work_bits 99
reload "work_bits must be a whole number"
option work_bits 12
cp "$story/directory.note" "$story/first.note"
cp "$story/directory.persons" "$story/first.persons"
describe 2
sign_directory "$story/directory.note"
reload "valise-relay: reloaded"
curl -sf "$relay_url/v1/directory" | cmp - "$story/directory.note"
cp "$story/first.note" "$story/directory.note"
cp "$story/first.persons" "$story/directory.persons"
reload "not reloaded"
curl -sf "$relay_url/v1/directory" | cmp -s - "$story/directory.note" &&
  fail "it went back to a lower version"
describe 3
sign_directory "$story/directory.note"
reload "valise-relay: reloaded"

echo "--- reload, pause, resume: asked on the socket; what waits"
control() { "$valise_relay" "$1" -c "$story/relay.ini"; }
control reload | has '^reloaded$'
cp "$story/relay.ini" "$story/good.ini"
option work_bits 99
refuses "work_bits must be a whole number" control reload
cp "$story/good.ini" "$story/relay.ini"
option port 1
refuses "port can't change while the relay serves" control reload
cp "$story/good.ini" "$story/relay.ini"
sed '/^admin_socket/d' "$story/relay.ini" >"$story/mute.ini"
refuses "sets no admin_socket" "$valise_relay" pause -c "$story/mute.ini"
sed "s|^admin_socket.*|admin_socket = $story/nobody.sock|" "$story/relay.ini" \
  >"$story/mute.ini"
refuses "does the relay serve?" "$valise_relay" pause -c "$story/mute.ini"
# Who may read metrics is not who may keep uploads out.
chmod 666 "$story/admin.sock"
[ "$(setpriv --reuid 12345 --clear-groups curl -s --unix-socket \
  "$story/admin.sock" -o /dev/null -w '%{http_code}' http://relay/health)" = 200 ] ||
  fail "health is not for reading"
[ "$(setpriv --reuid 12345 --clear-groups curl -s --unix-socket \
  "$story/admin.sock" -o /dev/null -w '%{http_code}' -X POST \
  http://relay/pause)" = 403 ] || fail "a stranger paused it"
chmod 660 "$story/admin.sock"
any_envelope "$story/kept-out.age" 4000
control pause | has '^paused$'
creation() { # the status and Retry-After of one
  curl -s -D - -o /dev/null -X POST -H "Tus-Resumable: 1.0.0" \
    -H "Upload-Length: 5000" "$relay_url/v1/intakes/$intake/envelopes" |
    tr -d '\r' | awk '/^HTTP/ { s = $2 } /^Retry-After/ { r = $2 } END { print s, r }'
}
[ "$(creation)" = "503 600" ] || fail "it is not paused: $(creation)"
admin /health | has "paused: see valise-relay resume"
status | has "^PAUSED"
stop_relay
start_relay # also over a restart
has "paused: uploads are kept out until valise-relay resume" "$story/relay.log"
[ "$(creation)" = "503 600" ] || fail "a restart ended the pause"
mkdir "$story/pause"
courier collect "$story/pause" >/dev/null || fail "all else goes on"
control resume | has '^resumed$'
send "$story/kept-out.age" >/dev/null
[ "$(admin /health)" = ok ] || fail "it is not healthy"
control queue >"$story/queue"
[ "$(awk '$3 == "taken" { n += $4 } END { print n }' "$story/queue")" = 2 ] &&
  [ "$(awk '$3 == "stored" { n += $4 } END { print n }' "$story/queue")" = 1 ] ||
  fail "what waits: $(cat "$story/queue")"
"$valise_relay" queue -c "$story/relay.ini" -t "$intake" --each |
  has " stored $(stat -c %s "$story/kept-out.age") $(
    sha256sum "$story/kept-out.age" | cut -c1-64)$" || fail "one by one"
refuses "queue needs -c FILE" "$valise_relay" queue
refuses "other is no intake of this relay" "$valise_relay" queue \
  -c "$story/relay.ini" -t other

echo "--- a spool that can't be written is found by check"
chmod 500 "$story/spool/segments"
refuses "$story/spool/segments can't be written: Permission denied" control check
chmod 700 "$story/spool/segments"
chown root: "$story/spool/index.sqlite"
chmod 600 "$story/spool/index.sqlite"
refuses "$story/spool/index.sqlite can't be written" control check
chown nobody: "$story/spool/index.sqlite"
control check | has ": good: relay"
[ -z "$(find "$story/spool" -name '.part-*')" ] || fail "check left something"

echo "--- the doctor"
doctor() { # STATUS [OPTION...]: its output to $story/doctor
  wanted_status=$1 status=0
  shift
  "$valise_relay" doctor -c "$story/relay.ini" --direct "$@" >"$story/doctor" ||
    status=$?
  [ "$status" = "$wanted_status" ] ||
    fail "the doctor's status is $status: $(cat "$story/doctor")"
}
finds() {
  has -F -- "$1" "$story/doctor" || fail "no $1: $(cat "$story/doctor")"
}
chmod 755 "$story"
doctor 3
finds "SOON   no backup was ever made of this spool"
finds "SOON   the last key to seal to of $intake ends on"
finds "ok     this relay answers at $relay_url"
finds "ok     the address of the directory answers at $relay_url"
finds "ok     $intake: "
finds "0 wrong"
control pause >/dev/null
doctor 3
finds "SOON   uploads are kept out"
control resume >/dev/null
any_envelope "$story/test.age" 3000
doctor 3 -t "$intake" --send "$story/test.age"
finds "ok     $intake: a test envelope is promised at $relay_url"
"$valise_relay" backup -c "$story/relay.ini" "$story/first-backup" >/dev/null 2>&1
doctor 3
finds "ok     the last backup is 0 days old"
touch -d '10 days ago' "$story/spool/last-backup"
doctor 3
finds "SOON   the last backup is 10 days old"
chmod 644 "$story/spool/promise.seed"
refuses "others may read this secret key" "$valise_relay" doctor \
  -c "$story/relay.ini"
chmod 600 "$story/spool/promise.seed"
chmod 755 "$story/spool"
chmod 500 "$story/spool/segments"
doctor 1
finds "WRONG  $story/spool has mode 755: others may use it"
finds "WRONG  $story/spool/segments can't be written"
chmod 700 "$story/spool" "$story/spool/segments"
stop_relay
doctor 1
finds "WRONG  this relay: nothing answers at $relay_url"
start_relay
refuses "other is no intake of this relay" "$valise_relay" doctor \
  -c "$story/relay.ini" -t other --send "$story/test.age"
refuses "doctor needs -c FILE" "$valise_relay" doctor -c "$story/relay.ini" \
  -t "$intake"

echo "--- verify finds what changed on the disk, and it is never served"
any_envelope "$story/two.age" 30000
send "$story/two.age" >/dev/null
"$valise_relay" verify -c "$story/relay.ini" | tee "$story/said"
has "3 envelopes" <"$story/said" && has "the log is whole" <"$story/said"
hash=$(sha256sum "$story/two.age" | cut -c1-64)
"$python" - "$story/spool/segments" "$story/two.age" <<'EOF'
import glob
import sys

envelope = open(sys.argv[2], "rb").read()
for name in glob.glob(sys.argv[1] + "/*.seg"):
    with open(name, "r+b") as file:
        at = file.read().find(envelope)
        if at >= 0:
            file.seek(at + 20000)
            byte = file.read(1)
            file.seek(at + 20000)
            file.write(bytes([byte[0] ^ 4]))
            print("one bit flipped in", name.rsplit("/", 1)[1])
            break
    continue
else:
    sys.exit("the envelope is in no segment")
EOF
mkdir "$story/stick"
refuses "1 envelope(s) are damaged at the relay" courier collect "$story/stick"
[ -s "$story/stick/valise/$intake/in/$(sha256sum "$story/one.age" |
  cut -c1-64).age" ] || fail "the others were not given"
[ "$(count 3)" = 1 ] || fail "a damaged one counts as taken"
[ ! -e "$story/stick/valise/$intake/in/$hash.age" ] || fail "it was served"
has "damaged and not served" <"$story/relay.log"
refuses "the spool is damaged" "$valise_relay" verify -c "$story/relay.ini"
has "DAMAGED $intake $hash: other bytes" <"$story/said"
status | has "DAMAGED: 1"
until admin /health | has "envelopes are damaged"; do sleep 0.1; done
truncate -s 1000000 "$story/spool/large/"*
refuses "the spool is damaged" "$valise_relay" verify -c "$story/relay.ini"
has "(large)" <"$story/said"
status | has "DAMAGED: 2"
# A copy that is sent again takes the damaged one's place.
send "$story/two.age" "$story/large.age" >/dev/null
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged"
until [ "$(admin /health)" = ok ]; do sleep 0.1; done
rm -rf "$story/stick" && mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
cmp "$story/stick/valise/$intake/in/$hash.age" "$story/two.age"

echo "--- import: envelopes that came on a stick"
mkdir "$story/came"
any_envelope "$story/came/a.age" 40000
any_envelope "$story/came/b.age" 1500000
"$valise_relay" import -c "$story/relay.ini" -t "$intake" "$story/came" |
  has "2 taken, 0 left"
echo "not one" >"$story/came/notes.txt"
refuses "1 left where they are" "$valise_relay" import -c "$story/relay.ini" \
  -t "$intake" "$story/came"
has "notes.txt: it is not a sealed envelope" <"$story/said"
refuses "is no intake" "$valise_relay" import -c "$story/relay.ini" -t other \
  "$story/came"
refuses "No such file" "$valise_relay" import -c "$story/relay.ini" \
  -t "$intake" "$story/nowhere"
[ "$(($(count 3) + $(count 4)))" = 7 ] || fail "they are not all there"

echo "--- capacity"
refuses "a relay serves this spool" "$valise_relay" capacity -c "$story/relay.ini"
stop_relay
status | has '^NOT SERVING: no relay runs' || fail "status as if it served"
"$valise_relay" capacity -c "$story/relay.ini" --seconds 1 | tee "$story/said"
has -E "the disk takes [1-9][0-9]* envelopes" <"$story/said"
"$python" - "$story/said" <<'END'
import re, sys
average, most = map(float, re.search(
    r"([\d.]+) ms on average, ([\d.]+) ms at most", open(sys.argv[1]).read()).groups())
assert average <= most, (average, most)
END
[ ! -e "$story/spool/.part-capacity" ]
start_relay
status | has '^room for [0-9]* MiB more; in parts, up to [0-9]* MiB each' ||
  fail "status does not say the room"

echo "--- backup while it serves, and at rest; restore"
"$valise_relay" backup -c "$story/relay.ini" "$story/warm" 2>&1 |
  has "the relay serves meanwhile"
refuses "is not empty" "$valise_relay" backup -c "$story/relay.ini" \
  "$story/warm"
refuses "its log would fork" "$valise_relay" restore "$story/warm" \
  "$story/spool2"
refuses "is no backup" "$valise_relay" restore "$story/came" "$story/spool2"
refuses "the folder above it is not there" "$valise_relay" backup \
  -c "$story/relay.ini" "$story/nowhere/else"
mkdir "$story/disk"
mount -t tmpfs -o size=64m tmpfs "$story/disk"
mounted=$story/disk
refuses "is a mount point" "$valise_relay" restore --lost "$story/warm" \
  "$story/disk"
[ ! -e "$story/disk.part" ] || fail "keys are left behind"
# No room for all of it: what was copied goes, and the seeds with it.
mount -o remount,size=200k "$story/disk"
refuses "nothing was restored" "$valise_relay" restore --lost "$story/warm" \
  "$story/disk/spool"
[ ! -e "$story/disk/spool.part" ] || fail "keys are left behind"
"$valise_relay" restore --lost "$story/warm" "$story/elsewhere" >/dev/null 2>&1
umount "$story/disk"
mounted=
refuses "there is no command restart" "$valise_relay" restart
refuses "has served, and the directory has its keys" "$valise_relay" init \
  --spool "$story/spool" --name "$relay_name" --intake "$intake"
once=$("$valise_relay" init --spool "$story/fresh" --name other.example \
  --intake "$intake")
twice=$("$valise_relay" init --spool "$story/fresh" --name other.example \
  --intake "$intake" 2>"$story/said")
has 'the keys were made before' "$story/said" || fail "$(cat "$story/said")"
[ "$once" = "$twice" ] || fail "other keys are printed"
courier deliver "$story/stick" >/dev/null # nothing: there is no note yet
until_logged 11
stop_relay
[ ! -e "$story/admin.sock" ] || echo "the socket is left: nobody may not unlink"
"$valise_relay" backup -c "$story/relay.ini" "$story/cold"
refuses "is not empty" "$valise_relay" restore "$story/cold" "$story/spool"
mv "$story/spool" "$story/gone"
"$valise_relay" restore "$story/cold" "$story/spool"
chown -R nobody: "$story/spool"
"$valise_relay" verify -c "$story/relay.ini" | tee "$story/said"
has "7 envelopes" <"$story/said"
start_relay
rm -rf "$story/stick" && mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
for file in one two large came/a came/b; do
  cmp "$story/$file.age" \
    "$story/stick/valise/$intake/in/$(sha256sum "$story/$file.age" |
      cut -c1-64).age"
done
desk import "$story/stick" >/dev/null 2>&1
desk export "$story/stick" >/dev/null
courier deliver "$story/stick" >/dev/null
any_envelope "$story/after.age" 3000
send "$story/after.age" >/dev/null
until [ "$(count 6)" -ge 1 ]; do sleep 0.1; done # some are erased
stop_relay

echo "--- the disk's format: another one is refused"
mv "$story/spool/format" "$story/format"
echo "valise-spool/1" >"$story/spool/format"
refuses "of another version" "$valise_relay" serve -c "$story/relay.ini"
mv "$story/format" "$story/spool/format"
"$python" - "$story/spool/index.sqlite" <<'EOF'
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
db.execute("PRAGMA user_version = 99")
EOF
refuses "newer version of this program" "$valise_relay" serve \
  -c "$story/relay.ini"
refuses "newer version of this program" "$valise_relay" status \
  -c "$story/relay.ini"
# What the index counts by itself is what a look at every row gives.
check_index() {
  "$python" - "$story/spool/index.sqlite" <<'EOF'
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
one = lambda text: db.execute(text).fetchone()[0]
used = one("SELECT value FROM meta WHERE key = 'used_bytes'")
there = one("SELECT sum(size) FROM envelope WHERE state < 3")
assert int(used) == there > 0, (used, there)
wrong = one("""SELECT count(*) FROM entry JOIN envelope
ON envelope.id = entry.envelope
WHERE done <> (carried = 1 AND envelope.state >= 2)""")
assert wrong == 0, wrong
assert one("SELECT count(*) FROM entry WHERE done = 1") > 0
EOF
}
for version in 3 4; do
  "$python" - "$story/spool/index.sqlite" "$version" <<'EOF'
import sqlite3
import sys

sqlite3.connect(sys.argv[1]).executescript(
    f"PRAGMA user_version = {sys.argv[2]}")
EOF
  [ "$version" = 4 ] || refuses "older version" "$valise_relay" status \
    -c "$story/relay.ini"
done
check_index
start_relay
[ "$(($(count 3) + $(count 4) + $(count 5) + $(count 6)))" = 8 ] || fail "some were lost"
check_index
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged"
echo "passed"
