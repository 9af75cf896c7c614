#!/usr/bin/env bash
# Goal: who is staff or courier stands in a note that relay, courier and desk get
# and the public does not; it belongs to one directory, and without the right one
# nobody is a courier and nothing is lost.
. "$(dirname "$0")/lib.sh"
work_bits=4
make_story
mkdir "$story/stick"
write_report "$story/report.json"
seal -r "$story/report.json" -o "$story/a.age" --no-reply 2>/dev/null
send "$story/a.age" >/dev/null

echo "--- what the public gets names nobody"
curl -sf "$relay_url/v1/directory" >"$story/served"
cmp "$story/served" "$story/directory.note"
! has "courier.example" "$story/served" || fail "it names a courier"
has '"id":"courier.example/one"' "$story/directory.persons" || fail "who does?"
for path in persons directory/persons directory.persons persons.note; do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "$relay_url/v1/$path")" = 404 ] ||
    fail "the relay answers for /v1/$path"
done
"$valise_desk" authority show "$story/directory.persons" >"$story/shown"
has "^courier  *courier.example/one+" "$story/shown" || fail "it is not shown"
has "    intakes: $intake$" "$story/shown" || fail "for whom is not shown"
has "signatures: 1" "$story/shown" || fail "signatures are not shown"

echo "--- a description whose persons would be lost, or published, is refused"
rm -f "$story/x" "$story/x.persons"
refuses "--persons FILE says where their note goes" "$valise_desk" authority \
  propose "$story/description.json" -o "$story/x"
[ ! -e "$story/x" ] || fail "it was written all the same"
touch "$story/x"
refuses "File exists; nothing was written" "$valise_desk" authority propose \
  "$story/description.json" -o "$story/x" --persons "$story/x.persons"
[ ! -e "$story/x.persons" ] || fail "half of it was written"
sed 's/"id": "courier.example/"id": "other.example/' \
  "$story/description.json" >"$story/odd.json"
refuses "persons' note's member couriers" "$valise_desk" authority propose \
  "$story/odd.json" -o "$story/y" --persons "$story/y.persons"

echo "--- another directory's note is nobody's"
describe 2
sign_directory "$story/2.note"
cp "$story/2.note" "$story/directory.note"
kill -HUP "$relay_pid"
until has "^valise-relay: not reloaded.*belongs to another directory" \
  "$story/relay.log"; do sleep 0.05; done
cp "$story/served" "$story/directory.note"
cp "$story/2.persons" "$story/directory.persons"
refuses "belongs to another directory" courier collect "$story/stick"
rm "$story/directory.persons"
refuses "directory.persons: No such file" courier collect "$story/stick"
cp "$story/2.note" "$story/directory.note"
head -c 300 "$story/2.persons" >"$story/directory.persons"
refuses "the persons' note: " courier collect "$story/stick"
cp "$story/2.persons" "$story/directory.persons"
publish "$story/2.note"
courier collect "$story/stick" >/dev/null

echo "--- the desk takes both or neither"
describe 9
sign_directory "$story/9.note"
refuses "belongs to another directory" with_passphrase "$valise_desk" directory \
  adopt --vault "$story/vault" --persons "$story/9.persons" "$story/2.note"
mv "$story/stick/valise/persons.note" "$story/kept.persons"
desk import "$story/stick" >"$story/said" 2>&1
has "the directory on the stick was not taken: its persons' note is missing" \
  "$story/said" || { cat "$story/said"; fail "it is not said"; }
has " 1 new and opened" "$story/said" || {
  cat "$story/said"
  fail "the known courier's stick is not read"
}
mv "$story/kept.persons" "$story/stick/valise/persons.note"
desk import "$story/stick" >"$story/said" 2>&1
has "Took the directory of version 2" "$story/said" || fail "not taken"
# What a crash between the two leaves: it opens, knows nobody, and takes both.
describe 3
sign_directory "$story/3.note"
cp "$story/3.persons" "$story/vault/persons.note"
mv "$story/stick/valise/directory.note" "$story/kept.note"
refuses "has no persons' note of its directory" desk import "$story/stick"
mv "$story/kept.note" "$story/stick/valise/directory.note"
desk import "$story/stick" >/dev/null 2>&1 || fail "the stick does not mend it"
adopt "$story/3.note" >/dev/null 2>&1
# A second list of one directory: whoever left would bring the first.
rm -f "$story/again" "$story/again.persons" "$story/again.signed"
"$python" - "$story/proposal.persons" "$story/again" <<'EOF'
import sys
text = open(sys.argv[1], encoding="utf-8").read()
open(sys.argv[2], "w", encoding="utf-8").write(
    text.replace('"until":"2099', '"until":"2098'))
EOF
rm "$story/authority/signed" # a member that forks
with_passphrase "$valise_desk" authority sign --key "$story/authority" \
  "$story/again" -o "$story/again.signed" 2>/dev/null
refuses "another persons' note of this very directory is in use" \
  with_passphrase "$valise_desk" directory adopt --vault "$story/vault" \
  --persons "$story/again.signed" "$story/3.note"
# A courier who is in no note any more.
"$python" - "$story/description.json" <<'EOF'
import json, sys
d = json.load(open(sys.argv[1]))
d["version"] = 4
d["couriers"] = []
json.dump(d, open(sys.argv[1], "w"))
EOF
sign_directory "$story/4.note"
publish "$story/4.note"
refuses "does not name courier.example/one as a courier" courier collect \
  "$story/stick"
adopt "$story/4.note" >/dev/null 2>&1
refuses "no courier of this desk signed" desk import "$story/stick"
desk import --without-manifest "$story/stick" >/dev/null 2>&1

echo "--- a relay without one serves the public, and says that it has no courier"
stop_relay
sed -i '/^persons = /d' "$story/relay.ini"
start_relay
has "persons is not set: no courier is known" "$story/relay.log" ||
  fail "it does not say so"
"$valise_relay" check -c "$story/relay.ini" 2>&1 |
  has "persons is not set: no courier is known" || fail "nor does check"
send "$story/a.age" >/dev/null
echo "passed"
