#!/usr/bin/env bash
# Goal: a desk's copies are whole or say what lacks, open with keys kept apart, carry
# no epoch's key, and a vault made of one goes on; who restored it stands there.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=4
make_people_story
printf 'An invented attachment.\n' >"$story/told.txt"
for n in 1 2 3; do
  write_report "$story/report.json" "An invented account number $n."
  seal -r "$story/report.json" -o "$story/$n.age" --no-reply \
    -a "$story/told.txt" 2>/dev/null
done
checks() {
  "$valise_desk" check --vault "${1:-$story/vault}"
}
restore() {
  "$valise_desk" restore --vault "$story/new" --keys "$story/keys" "$@"
}
to_desk "$story/1.age" "$story/2.age"

echo "--- a copy, its keys apart, none of the epochs"
checks | has 'Whole: 2 originals, 2 attachments, 1 notes and bulletins'
"$valise_desk" journal head --vault "$story/vault" >"$story/early"
open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"backup --as cleo.example --keys $story/keys $story/copy" || {
  cat "$story/said"
  fail "backup"
}
has "each read back; 0 files were there" "$story/said"
! find "$story/copy" "$story/keys" | has -e epochs || fail "epochs are in it"
! find "$story/copy" | has -e 'keys-' -e shares || fail "its keys are in it"
find "$story/keys" -name 'keys-*.age' | has keys
find "$story/keys" -name 'cases-*.keys' | has cases
! find "$story/copy" -name 'cases-*.keys' | has cases || fail "its cases' keys are in it"
checks "$story/copy" | has 'Whole: 2 originals'
to_desk "$story/3.age"
"$valise_desk" journal head --vault "$story/vault" >"$story/late"
open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"backup --as cleo.example $story/second"

echo "--- what lacks, what was changed, on which medium"
cp -a "$story/vault" "$story/good"
original=$(find "$story/vault/originals" -name '*.age' | head -1)
change_byte "$original" 2000
partly checks >"$story/said" 2>&1
has "it is not what its name says" "$story/said"
rm "$original"
partly checks >"$story/said" 2>&1
has "$(basename "$original"): it is missing" "$story/said"
cp "$story/good/originals/$(basename "$original")" "$original"
checks >/dev/null
told=$(find "$story/vault/attachments" -name '*.age' | head -1)
change_byte "$told" 1600
partly checks >"$story/said" 2>&1
has "attachments/$(basename "$told"): it is not what its name says" "$story/said"
rm "$told"
partly checks >"$story/said" 2>&1
has "attachments/$(basename "$told"): it is missing" "$story/said"
cp "$story/good/attachments/$(basename "$told")" "$told"
checks >/dev/null
rm "$story/vault/import-notes/import-000001.note"
cp "$story/good/import-notes/import-000002.note" \
  "$story/vault/import-notes/import-000001.note"
partly checks >"$story/said" 2>&1
has "it does not follow on the one before" "$story/said"
rm -rf "$story/vault"
cp -a "$story/good" "$story/vault"
change_byte "$story/second/originals/$(basename "$original")" 2000
partly checks "$story/second" >"$story/said" 2>&1
refuses "is not a vault" checks "$story/stick"
refuses "has a copy or keys of another vault" open_desk "anna cleo" <<EOF
backup --as cleo.example $(mkdir -p "$story/other"
  echo "valise-vault/2
other" >"$story/other/vault"; echo "$story/other")
EOF

echo "--- the disk is lost; an older copy, and what it lacks"
rm -rf "$story/vault"
# shellcheck disable=SC2046
restore "$story/copy" $(cat "$story/late") >"$story/said" 2>&1 || {
  cat "$story/said"
  fail "restore"
}
has "lines of the journal, and what they tell of, are not in it" "$story/said"
has "Whole: 2 originals" "$story/said"
rm -rf "$story/new"
# shellcheck disable=SC2046
restore "$story/copy" $(cat "$story/early") 2>&1 | has 'nothing up to it lacks'
refuses "File exists" restore "$story/copy"
# Keys that are older than the copy: which cases have none.
cp -a "$story/keys" "$story/keys.whole"
truncate -s $((19 + 76)) "$story/keys/cases-000001.keys"
rm -rf "$story/new"
partly restore "$story/copy" >"$story/said" 2>&1
has "1 case(s), number 2 the first, have no key" "$story/said"
rm -rf "$story/new" "$story/keys"
mv "$story/keys.whole" "$story/keys"
restore "$story/copy" >/dev/null 2>&1
mv "$story/new" "$story/vault"
# Whoever was here since has a stick that says so.
refuses "this vault was set back to an older one" open_desk "anna emil" </dev/null
"$valise_desk" journal head --vault "$story/vault" >"$story/head"
lines=$(cut -d' ' -f1 "$story/head") known=$(cut -d' ' -f1 "$story/late")
open_options=--restored open_desk "anna emil" >"$story/said" 2>&1 \
  <<<"list --as anna.example" || {
  cat "$story/said"
  fail "the restored vault does not open"
}
has "account number 2" "$story/said"
has "A copy went on in its place once, with $lines lines of the journal, by anna.example, emil.example" \
  "$story/said" || { cat "$story/said"; fail "what lacks is not said"; }
# One line at least is known of behind the head that was written down.
[ "$(sed -n 's/.*emil.example\. \([0-9]*\) more were known then.*/\1/p' "$story/said")" -ge \
  "$((known - lines))" ] || { cat "$story/said"; fail "how many lack is not said"; }
# It fits from now on, for them; to who comes with an older head it is said again.
open_desk "anna emil" </dev/null >/dev/null 2>&1
refuses "by the head that cleo.example has" open_desk "cleo emil" </dev/null
open_options=--restored open_desk "cleo emil" >"$story/said" 2>&1 </dev/null
has 'restored, though: .* by the head that cleo.example has' "$story/said"
has 'lines of the journal, by cleo.example, emil.example\.' "$story/said"
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
has ' anna.example head restored ' "$story/lines" || fail "anna is not written down"
has ' emil.example officer restored ' "$story/lines" || fail "emil is not"
open_desk "anna emil" </dev/null >/dev/null 2>&1
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
[ "$(grep -c ' restored ' "$story/lines")" = 4 ] || fail "each time again"
forget_heads
# The epochs' keys from their medium; the third comes again by the same stick.
cp -a "$story/good/epochs-000001" "$story/vault/"
# What it signed since the copy is on that stick: nothing is signed beside that.
before=$(cat "$story/stick/valise/$intake/out/"* | sha256sum)
asked="cleo ben" refuses "it has import note 2 of this desk, and this vault only up to 1" \
  open_desk "anna cleo" \
  <<<"import --as cleo.example $(custody_of cleo ben) $story/stick"
refuses "and this vault only up to 1" open_desk "anna cleo" \
  <<<"export --as cleo.example $story/stick"
[ "$before" = "$(cat "$story/stick/valise/$intake/out/"* | sha256sum)" ] ||
  fail "what the desk signed was written over"
# Under another number than it says it is no note of this desk.
cp -a "$story/stick" "$story/gap"
mv "$story/gap/valise/$intake/out/import-000002.note" "$story/second.note"
cp "$story/second.note" "$story/gap/valise/$intake/out/import-000009.note"
asked="cleo ben" open_desk "anna cleo" >/dev/null 2>&1 \
  <<<"export --as cleo.example $story/gap" || fail "a note under another number counts"
rm -r "$story/gap"
cp -a "$story/vault" "$story/back"
cp -a "$story/stick" "$story/without"
rm "$story/without/valise/$intake/in/$(sha256sum "$story/3.age" | cut -d' ' -f1).age"
asked="cleo ben" partly open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"import --as cleo.example --take-back $(custody_of cleo ben) $story/without"
has "taken back from the stick: import note 2 to 2" "$story/said"
has "does not: $(sha256sum "$story/3.age" | cut -d' ' -f1)" "$story/said"
has "1 envelope(s) that this desk said it holds are not here" "$story/said"
rm -rf "$story/vault"
mv "$story/back" "$story/vault"
forget_heads
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 <<EOF || {
import --as cleo.example --take-back $(custody_of cleo ben) $story/stick
list --as cleo.example
EOF
  cat "$story/said"
  fail "import into the restored vault"
}
has "account number 3" "$story/said"
cmp "$story/vault/import-notes/import-000002.note" \
  "$story/good/import-notes/import-000002.note"
# Another note of that number, by the same keys: that is said, and kept.
cp -a "$story/good" "$story/away"
cp "$story/stick/valise/$intake/out/import-000003.note" "$story/third.note"
mv "$story/vault" "$story/ours"
mv "$story/away" "$story/vault"
forget_heads
# A later one alone, with nothing that leads to it.
rm "$story/vault/import-notes/import-000002.note"
mkdir -p "$story/gap/valise/$intake/in" "$story/gap/valise/$intake/out"
cp "$story/third.note" "$story/gap/valise/$intake/out/import-000003.note"
refuses "neither it nor this vault has what leads there" open_desk "anna cleo" \
  <<<"export --as cleo.example --take-back $story/gap"
[ ! -e "$story/gap/valise/$intake/out/import-000001.note" ] ||
  fail "it was written on all the same"
cp "$story/good/import-notes/import-000002.note" "$story/vault/import-notes/"
forget_heads
write_report "$story/report.json" "An invented account number 4."
seal -r "$story/report.json" -o "$story/4.age" --no-reply 2>/dev/null
rm -rf "$story/stick"
to_desk "$story/4.age"
cp "$story/third.note" "$story/stick/valise/$intake/out/import-000003.note"
asked="cleo ben" refuses "import note 3 on it is another than this vault's" \
  open_desk "anna cleo" \
  <<<"import --as cleo.example --take-back $(custody_of cleo ben) $story/stick"
# A stranger's is no note of this desk, and holds up nothing.
sed '$d' "$story/third.note" >"$story/stick/valise/$intake/out/import-000003.note"
to_desk "$story/4.age"
rm -rf "$story/vault" "$story/stick"
mv "$story/ours" "$story/vault"
forget_heads
checks | has 'Whole: 3 originals'

echo "--- after a change of shares the copy of the keys of before is gone"
# What a backup that was ended in its middle left is no file of any list.
for place in attachments originals .; do
  echo left >"$story/copy/$place/.part-0123456789abcdef"
done
asked="dara anna cleo" open_desk "anna dara" >"$story/said" 2>&1 <<EOF || {
share renew --as anna.example --person $story/people/dara.age $(custody_of anna cleo)
backup --as anna.example --keys $story/keys $story/copy
EOF
  cat "$story/said"
  fail "backup after a renewal"
}
[ -z "$(find "$story/copy" -name ".part-*")" ] || fail "what was begun stays in a copy"
[ "$(cd "$story/keys" && LC_ALL=C ls)" = "cases-000002.keys
copy
keys-000002.age
shares.json
vault" ] || fail "$(ls "$story/keys") are the keys"
rm -rf "$story/new"
restore "$story/copy" | has 'Whole: 3 originals'

echo "--- without its keys, with others', from half a copy"
rm -rf "$story/none" "$story/new"
mkdir "$story/none"
mv "$story/keys" "$story/keys.away"
mkdir "$story/keys"
refuses "keys/vault: No such file" restore "$story/copy"
[ ! -e "$story/new" ] || fail "something was made"
rm -rf "$story/new" "$story/keys"
mv "$story/keys.away" "$story/keys"
rm "$story/copy/originals/$(basename "$(find "$story/copy/originals" -name '*.age' |
  head -1)")"
partly restore "$story/copy" >"$story/said" 2>&1
has "it is missing" "$story/said"
rm -rf "$story/new"
rm "$story/copy/vault"
refuses "copy/vault: No such file" restore "$story/copy"
[ ! -e "$story/new" ] || fail "something was made"
refuses "nowhere/vault: No such file" restore "$story/nowhere"

echo "--- a copy without its store; a note that lacks in the middle; another vault's
--- keys in the same folder"
rm -rf "$story/half"
cp -a "$story/second" "$story/half"
rm "$story/half/cases.sqlite"
partly checks "$story/half" >"$story/said" 2>&1
has "cases.sqlite: it is missing" "$story/said"
cp -a "$story/good" "$story/half2"
rm "$story/half2/import-notes/import-000001.note"
partly checks "$story/half2" >"$story/said" 2>&1
has "import-000001.note: it is missing" "$story/said"
"$valise_desk" init --vault "$story/next" --intake "$intake" --epochs 1 \
  --open 2/6 --custody 2/3 "${holders[@]}" "${keepers[@]}" >/dev/null
adopt_next() {
  "$valise_desk" directory adopt --vault "$story/next" --fingerprint "$fingerprint" \
    --persons "$(persons_of "$story/directory.note")" "$story/directory.note"
}
adopt_next >/dev/null 2>&1
mv "$story/vault" "$story/away"
mv "$story/next" "$story/vault"
before=$(cat "$story/keys"/* "$story/second/vault" | sha256sum)
refuses "has a copy or keys of another vault" open_desk "anna cleo" \
  <<<"backup --as cleo.example --keys $story/keys $story/third"
refuses "has a copy or keys of another vault" open_desk "anna cleo" \
  <<<"backup --as cleo.example $story/second"
[ "$before" = "$(cat "$story/keys"/* "$story/second/vault" | sha256sum)" ] ||
  fail "another vault's keys were written over"
rm -rf "$story/vault"
mv "$story/away" "$story/vault"

echo "--- a trial has copies too"
rm -rf "$story/vault" "$story/keys" "$story/copy" "$story/new"
with_passphrase "$valise_desk" init --vault "$story/vault" --intake "$intake" \
  --epochs 1 >/dev/null
with_passphrase "$valise_desk" backup --vault "$story/vault" --keys "$story/keys" \
  "$story/copy" 2>/dev/null | has 'each read back'
restore "$story/copy" | has 'Whole: 0 originals'
with_passphrase "$valise_desk" list --vault "$story/new" 2>/dev/null | has '0 case'
echo "passed"
