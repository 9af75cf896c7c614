#!/usr/bin/env bash
# Goal: a stolen desk key ends with the directory that names another one; what
# was said before is read, what only the thief settled comes again, and a new
# vault goes on where the old one ended.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
. "$(dirname "$0")/near_lib.sh"
work_bits=4 grace_seconds=100000
make_story
write_report "$story/report.json" "First."
series() {
  command=$1
  shift
  with_passphrase "$valise_desk" series "$command" --vault "$story/vault" "$@"
}
describe_series() { # VERSION: with where the series stood
  describe "$1"
  "$python" - "$story/description.json" "$story/series.json" <<'EOF'
import json, sys
path, series = sys.argv[1:]
d = json.load(open(path))
d["intakes"][0]["series"] = json.load(open(series))
json.dump(d, open(path, "w"))
EOF
}
report() { # NUMBER
  seal -r "$story/report.json" -o "$story/$1.age" --code-fd 3 3>"$story/code$1"
  send "$story/$1.age" >/dev/null
}
bring() { # to the desk and back
  rm -rf "$story/stick"
  mkdir "$story/stick"
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >/dev/null 2>&1
  desk export "$story/stick" >/dev/null 2>&1
  courier deliver "$story/stick"
}
report 1
echo "--- three notes of each series, and the desk reports where it stands"
bring
echo "Answer 1." | desk reply 1 >/dev/null 2>&1
report 2
bring
series show >"$story/series.json" 2>/dev/null
has '"bulletin": {"number": 2, "sha256": "[0-9a-f]\{64\}"},' "$story/series.json"
# What is made behind that, before the new directory is there.
echo "Answer 2." | desk reply 2 >/dev/null 2>&1
report 3
bring
check --code-fd 3 3<"$story/code2" | has "Answer 2."

echo "--- the thief has the vault's keys: a note of his settles what he likes"
cp -a "$story/vault" "$story/thief"
thief() {
  command=$1
  shift
  with_passphrase "$valise_desk" "$command" --vault "$story/thief" "$@"
}
report 4
mkdir "$story/his"
courier collect "$story/his" >/dev/null
thief import "$story/his" >/dev/null 2>&1
echo "Send me your names." | thief reply 1 >/dev/null 2>&1
thief export "$story/his" >/dev/null 2>&1
courier deliver "$story/his"
[ "$(count 5)" = 4 ] || fail "the thief settled it: $(status)"
check --code-fd 3 3<"$story/code1" | has "Send me your names."

echo "--- new keys: a new vault, and a directory that says where the old one ended"
old_vault=$story/vault.old
mv "$story/vault" "$old_vault"
with_passphrase "$valise_desk" init --vault "$story/vault" --intake "$intake" \
  --epochs 2 >/dev/null
light_work "$story/vault/share-1.age"
describe_series 2
cp "$story/directory.note" "$story/directory.old"
sign_directory "$story/directory.new"
"$valise_desk" authority show "$story/directory.new" |
  has "bulletins up to 2, sha256"
# Whoever still has the old directory believes the thief; the new one does not.
publish "$story/directory.new"
has "1 import notes that these keys do not vouch for are set aside" \
  "$story/relay.log" || has "import notes that these keys do not vouch for" \
  "$story/relay.log" || fail "the thief's note stays"
[ "$(count 5)" = 2 ] || fail "what only he settled is not stored again: $(status)"
adopt "$story/directory.new" >/dev/null 2>&1
# A description that forgot where the old one ended.
describe 8
sign_directory "$story/fell.note"
refuses "it is never taken back (series)" adopt "$story/fell.note"
sed "s|directory.note|fell.note|; s|directory.persons|fell.persons|" \
  "$story/courier.ini" >"$story/fell.ini"
"$valise_courier" deliver -c "$story/courier.ini" "$story/stick" >/dev/null 2>&1 ||
  true # so that it has seen the new one
refuses "it is never taken back (series)" "$valise_courier" deliver \
  -c "$story/fell.ini" "$story/stick"
refuses "is not signed by the desk's keys" courier deliver "$story/his"
# A relay that helps him serves his bulletins all the same.
check --code-fd 3 3<"$story/code1" >"$story/said" 2>&1
has "Opened at the desk in week" "$story/said" || fail "what was said is not read"
has "Answer 1." "$story/said" || fail "the first answer is not read"
! has "Send me your names" "$story/said" || fail "the thief is heard"

echo "--- what the desk made in between is signed again, and the vault goes on"
series continue "$old_vault" 2>/dev/null | tee "$story/said"
has "3 import notes, 3 bulletins" "$story/said" || fail "not all were taken over"
refuses "has notes of its own behind that already" series continue \
  "$old_vault"
bring
[ "$(count 5)" = 4 ] || fail "the new desk settles: $(status)"
check --code-fd 3 3<"$story/code2" >"$story/said" 2>&1
has "Answer 2." "$story/said" || fail "what was signed again is not read"
! has "missing" "$story/said" || fail "a number lacks"
ls "$story/stick/valise/$intake/out" | has "bulletin-000004.note"
# A client with the old directory is told to get a newer one.
"$valise" check -d "$story/directory.old" --fingerprint "$fingerprint" \
  -t "$intake" --direct --code-fd 3 3<"$story/code2" >"$story/said" 2>&1
has "are not signed by the desk of this directory" "$story/said" ||
  fail "an old directory is not told: $(cat "$story/said")"

echo "--- a relay that shows none, or leaves some out"
real_port=$port
lie() { # MODE COMMAND...
  port=$(free_port)
  stand "$port" "$real_port" "$1"
  shift
  describe_series 3
  sign_directory "$story/directory.lie"
  "$valise" check -d "$story/directory.lie" --fingerprint "$fingerprint" \
    -t "$intake" --direct --code-fd 3 3<"$story/code2" >"$story/said" 2>&1
  stand_down "$port"
  port=$real_port
}
lie bulletins= ""
has "knows bulletins of this desk, and the relay shows none" "$story/said" ||
  fail "$(cat "$story/said")"
lie bulletins=1,2,4 ""
has "1 bulletin(s) are missing, number 3 first" "$story/said" ||
  fail "$(cat "$story/said")"
echo "--- one rotted file of cells costs itself alone"
cells=$story/spool/bulletins/$intake.1
cp "$cells" "$story/cells"
head -c "$(stat -c %s "$cells")" /dev/urandom >"$cells"
check --code-fd 3 3<"$story/code2" >"$story/said" 2>&1 ||
  fail "one rotted file ends it: $(cat "$story/said")"
has "Answer 2." "$story/said" || fail "the others are not read"
has "are not signed by the desk of this directory, or not in its chain" \
  "$story/said" || fail "it is not counted"

echo "--- a relay that joins now and forwards to this one, which can't give all"
init_near
describe_series 4
join_near
sign_directory "$story/directory.near"
publish "$story/directory.near"
start_near "[forward $intake]" "relay = $relay_name" "way = direct" \
  "notes_seconds = 1"
has_bulletins() { # NUMBER...: until the near relay has these, and no other
  until [ "$(curl -sf "http://127.0.0.1:$near_port/v1/intakes/$intake/bulletins" |
    tr '\n' ' ')" = "$* " ]; do
    kill -0 "$near_pid" || fail "the near relay ended: $(cat "$story/near.log")"
    sleep 0.1
  done
}
has_bulletins 2 3 4
until has "$intake to $relay_name: it has a note that is refused here: it is damaged" \
  "$story/near.log"; do sleep 0.1; done
echo "--- what it lacked comes when it can be given"
cp "$story/cells" "$cells"
has_bulletins 1 2 3 4
stop_near
cp "$story/fell.note" "$story/directory.note"
cp "$story/fell.persons" "$story/directory.persons"
kill -HUP "$relay_pid"
until has "not reloaded.*never taken back" "$story/relay.log"; do sleep 0.05; done
echo "passed"
