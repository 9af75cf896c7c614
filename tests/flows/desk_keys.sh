#!/usr/bin/env bash
# Goal: an epoch's key ends when its letters had their time, and not while one may be
# on its way: then nobody opens what was never opened, with the whole desk and every
# passphrase; what was opened stays readable; who came too late is told.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=4 grace_seconds=31000000 epochs=30
by_days
echo $((43200 - $(date +%s) % 86400)) >"$story/clock"
make_people_story
mkdir -p "$story/stick"
report() { # NAME: sealed as of today, with its code
  write_report "$story/report.json" "About $1."
  seal -r "$story/report.json" -o "$story/$1.age" --code-fd 3 3>"$story/$1.code" \
    2>/dev/null
}
version=1
# jump DAYS: all of it goes on with a newer directory.
jump() {
  echo $(($(cat "$story/clock") + $1 * 86400)) >"$story/clock.new"
  mv "$story/clock.new" "$story/clock"
  version=$((version + 1))
  make_directory "$story/next.note" $version "$(staff_member "$story/vault")"
  publish "$story/next.note"
  open_options="--today $(date -u +%F)" open_desk "anna cleo" >"$story/said" 2>&1 \
    <<<"directory adopt --as anna.example --persons $story/directory.persons $story/directory.note" || {
    cat "$story/said"
    fail "directory $version"
  }
}
keys() { # WORDS...: at the open desk, by anna with the custodians ben and cleo
  asked="ben cleo" open_desk "anna dara" \
    <<<"keys $1 --as anna.example $(custody_of ben cleo) ${*:2}" 2>&1
}
thief() { # with the vault as it is, and everyone's passphrase
  ENVELOPES="$story/late.age:$story/early.age" "$python" \
    "$source_dir/tests/tools/thief.py" "$valise_age" "$story/vault" \
    "$story/people/ben.age=$(words_of ben)" "$story/people/cleo.age=$(words_of cleo)" \
    2>/dev/null
}
collect() {
  next_day
  courier collect "$story/stick" >/dev/null 2>&1
}
import() {
  asked="cleo ben" open_desk "anna cleo" \
    <<<"import --as cleo.example $(custody_of cleo ben) $story/stick" 2>&1
}

echo "--- while its letters may come it stays"
report early
report late
send "$story/early.age" >/dev/null 2>&1
collect
import >"$story/said" || { cat "$story/said"; fail "import"; }
keys list >"$story/said" || fail "$(cat "$story/said")"
has "30 keys in the directory, 0 destroyed; 30 files" "$story/said"
[ "$(grep -c 'to be destroyed after' "$story/said")" = 30 ] || fail "not each"
refuses "no key that is here is due" keys destroy 2026-01-01
thief | has -F "opens $story/late.age" || fail "the thief does not know how"

echo "--- its time is over: shown first, and not while a list is old or wants it"
jump 80
jump 85
jump 40
keys list >"$story/said" || fail "$(cat "$story/said")"
day=$(sed -n 's/.*keys destroy \([0-9-]*\) ends these.*/\1/p' "$story/said")
has "^1 due," "$story/said" || { cat "$story/said"; fail "it is not due"; }
refuses "was asked for: nothing was destroyed" keys destroy 2020-01-01
refuses "the log of relay $relay_name was seen to" keys destroy "$day"
# One of its days that the stick lacks: it was damaged on the way, and stays.
report other
send "$story/other.age" >/dev/null 2>&1
collect
mv "$story/stick/valise/$intake/in/$(sha256sum "$story/other.age" | cut -c1-64).age" \
  "$story/elsewhere"
partly import >"$story/said"
keys list >"$story/said"
has "^1 due," "$story/said"
# That day is past the grace: only what may be sealed to it keeps it.
cp -a "$story/vault" "$story/before"
echo "--- it ends: nobody opens what nobody opened, and what was opened is read"
keys destroy "$day" >"$story/said" || { cat "$story/said"; fail "destroy"; }
has "1 key(s) destroyed" "$story/said"
thief >"$story/stolen" || true
has "^custody" "$story/stolen" || fail "the thief has no custody: what did it try?"
! has "^opens" "$story/stolen" || fail "it opens"
[ ! -e "$story/vault/epochs-000001/001.age" ] || fail "its file is there"
open_desk "anna ben" <<<"show --as ben.example 1" >"$story/said" 2>&1
has "About early" "$story/said"
asked=anna open_desk "anna ben" >"$story/said" 2>&1 \
  <<<"source extract --as anna.example $(person_of anna) --reason asked 1 $story/out" || {
  cat "$story/said"
  fail "what was opened does not open again"
}
has "About early" "$story/out/report.json"
keys list >"$story/said"
has "destroyed .* by anna.example" "$story/said"
has "30 keys in the directory, 1 destroyed; 29 files" "$story/said"
refuses "no key that is here is due" keys destroy "$day"
"$valise_desk" journal export --vault "$story/vault" | has " epoch-ended " ||
  fail "not in the journal"

echo "--- who comes too late is told"
mv "$story/elsewhere" \
  "$story/stick/valise/$intake/in/$(sha256sum "$story/other.age" | cut -c1-64).age"
send "$story/late.age" >/dev/null 2>&1
collect
import >"$story/said" || { cat "$story/said"; fail "import"; }
has "1 new and opened, 1 new and quarantined" "$story/said" || {
  cat "$story/said"
  fail "the late one"
}
open_desk "ben dara" <<<"bulletin prepare --as ben.example" >"$story/said" 2>&1
for name in ben cleo; do
  asked=$name open_desk "$name dara" >"$story/said" 2>&1 \
    <<<"bulletin sign --as $name.example $(custody_of $name) $(digits)" || {
    cat "$story/said"
    fail "$name signs"
  }
done
open_desk "cleo dara" <<<"export --as cleo.example $story/stick" >"$story/said" 2>&1
courier deliver "$story/stick" >/dev/null 2>&1
check --code-fd 3 3<"$story/late.code" >"$story/said" 2>&1 || true
has "could not be opened at the desk" "$story/said" || {
  cat "$story/said"
  fail "nobody told its sender"
}

echo "--- one that came back from somewhere opens nothing, and goes"
cp "$story/before/epochs-000001/001.age" "$story/vault/epochs-000001/"
thief | has -F "opens $story/late.age" || fail "it did not come back"
keys list >"$story/said" || fail "$(cat "$story/said")"
has "1 key(s) that were destroyed were here again" "$story/said"
[ ! -e "$story/vault/epochs-000001/001.age" ] || fail "it stays"
"$valise_desk" journal export --vault "$story/vault" | has " epoch-came-back " ||
  fail "not in the journal"

echo "--- ended in the middle of it: half a file of noise is no key, and goes"
head -c 500 /dev/urandom >"$story/vault/epochs-000001/001.age.gone"
keys list >"$story/said" || fail "$(cat "$story/said")"
[ ! -e "$story/vault/epochs-000001/001.age.gone" ] || fail "it stays"
head -c 500 /dev/urandom >"$story/vault/epochs-000001/001.age"
keys list >"$story/said" || fail "one damaged file shuts the custody"
has "1 file(s) of epochs' keys give none" "$story/said"
rm "$story/vault/epochs-000001/001.age"

echo "--- one that lacks and was not destroyed: named, and nothing is put aside for it"
mv "$story/vault/epochs-000001/010.age" "$story/elsewhere"
open_desk "anna dara" <<<"keys list --as anna.example" >"$story/said" 2>&1
has "29 secrets were to be here" "$story/said"
keys list >"$story/said"
has "1 secret(s) that nobody destroyed are not here" "$story/said"
refuses "1 of the epochs' keys, which nobody destroyed, are not here" import
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"import --lost --as cleo.example $(custody_of cleo ben) $story/stick" || {
  cat "$story/said"
  fail "without it"
}
mv "$story/elsewhere" "$story/vault/epochs-000001/010.age"
import >"$story/said" || { cat "$story/said"; fail "with it again"; }

echo "--- what its log has and nobody brought: it stays, and goes by a word of its own"
forget_heads
rm -rf "$story/vault" "$story/stick"
mkdir "$story/stick"
cp -a "$story/before" "$story/vault"
jump 7
keys list >"$story/said"
has "^2 due, 1 of them free to end" "$story/said" || {
  cat "$story/said"
  fail "two are not due"
}
day=$(sed -n 's/.*keys destroy \([0-9-]*\) ends these.*/\1/p' "$story/said")
partly keys destroy "$day" >"$story/said"
has "1 key(s) destroyed" "$story/said"
has "was seen to" "$story/said"
gone=$story/stick/valise/$intake/in/$(sha256sum "$story/other.age" | cut -c1-64).age
next_day
courier collect "$story/stick" >/dev/null 2>&1
rm -f "$gone"
import >"$story/said" || true # what else it lists may lack
refuses "has 2 of its time that no stick brought" keys destroy "$day"
! has "was seen to" "$story/said" || fail "for another reason"
first=$(sed -n 's/.*keys destroy --unopened \([0-9-]*\) ends it.*/\1/p' "$story/said")
refuses "no key that is here and due begins on" keys destroy --unopened "$day"
keys destroy --unopened "$first" >"$story/said" || {
  cat "$story/said"
  fail "unopened"
}
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
[ "$(grep -c " epoch-ended " "$story/lines")" = 1 ] &&
  [ "$(grep -c " epoch-ended-unopened " "$story/lines")" = 1 ] ||
  fail "not apart in the journal"
refuses "not done" open_desk "ben dara" <<<"keys list --as ben.example"
echo passed
