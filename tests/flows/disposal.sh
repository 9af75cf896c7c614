#!/usr/bin/env bash
# Goal: a case ends as two persons were shown it, and not while something keeps it or
# waits; then neither the desk nor a thief with the desk of a later day, every
# passphrase, an old copy of the store and the copies of its keys opens it; it is
# complete when the epoch's key is destroyed and every known copy is written anew.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=4 grace_seconds=31000000 epochs=30
by_days
echo $((43200 - $(date +%s) % 86400)) >"$story/clock"
make_people_story
mkdir -p "$story/stick"
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
collect() {
  next_day
  courier collect "$story/stick" >/dev/null 2>&1
}
import() {
  asked="cleo ben" open_desk "anna cleo" \
    <<<"import --as cleo.example $(custody_of cleo ben) $story/stick" 2>&1
}
dispose() { # WORDS...: at the open desk, by anna; $second gives a passphrase
  asked=${second:-} open_desk "anna dara" <<<"dispose $1 --as anna.example ${*:2}" 2>&1
}
at_desk() { # NAME LINE: by that person, beside dara
  open_desk "$1 dara" <<<"$2 --as $1.example" 2>&1
}
said() {
  has -e "$1" "$story/said" || {
    cat "$story/said"
    fail "not said: $1"
  }
}
tell_senders() {
  open_desk "ben dara" <<<"bulletin prepare --as ben.example" >"$story/said" 2>&1
  for name in ben cleo; do
    asked=$name open_desk "$name dara" >"$story/said" 2>&1 \
      <<<"bulletin sign --as $name.example $(custody_of $name) $(digits)" || {
      cat "$story/said"
      fail "$name signs"
    }
  done
}
# thief FOLDER[,FOLDER...]: everyone's passphrase, each of these folders, and the
# envelopes themselves.
thief() {
  local pairs=() name
  for name in anna ben cleo; do
    pairs+=("$story/people/$name.age=$(words_of $name)")
  done
  ENVELOPES="$story/1.age:$story/2.age" "$python" \
    "$source_dir/tests/tools/thief.py" "$valise_age" "$1" "${pairs[@]}" \
    >"$story/stolen" 2>/dev/null || true
  has '^store' "$story/stolen" || fail "the thief opens no store: what did it try?"
  grep -q 'account of the south' "$story/stolen" ||
    fail "the thief does not know how to read a case"
}
printf 'An invented attachment.\n' >"$story/told.txt"
write_report "$story/report.json" "An invented account of the north."
seal -r "$story/report.json" -a "$story/told.txt" -o "$story/1.age" \
  --code-fd 3 3>"$story/code" 2>/dev/null
write_report "$story/report.json" "An invented account of the south."
seal -r "$story/report.json" -o "$story/2.age" --no-reply 2>/dev/null
"$python" - "$story/more.json" <<'EOF'
import json, sys
json.dump({"kind": "more", "narrative": "More of the north.",
           "consent": [{"person": "self", "C0": "yes", "C8": "yes"}]},
          open(sys.argv[1], "w"))
EOF
for n in more later; do
  seal -r "$story/more.json" -o "$story/$n.age" --follows code --code-fd 3 \
    3<"$story/code" >/dev/null 2>&1
done
original=originals/$(sha256sum "$story/1.age" | cut -c1-64).age

echo "--- what keeps it: its note, its bulletin, a reply that waits, a hold"
for n in 1 2 more; do
  send "$story/$n.age" >/dev/null 2>&1
  collect
  import >"$story/said" || { cat "$story/said"; fail import; }
done
refuses "no bulletin told its sender yet" dispose plan --schedule HRC-4.2 1
cat >"$story/answer" <<<"An answer, with a name in it."
asked=anna open_desk "anna dara" >"$story/said" 2>&1 \
  <<<"reply --as anna.example $(person_of anna) 1 $story/answer" || {
  cat "$story/said"
  fail reply
}
refuses "a reply waits for the next bulletin" dispose plan --schedule HRC-4.2 1
tell_senders
dispose plan --schedule HRC-4.2 2 1 >"$story/said" || { cat "$story/said"; fail plan; }
said '2 case(s), 3 envelope(s) of them'
refuses "a follow-up goes with its case" dispose plan --schedule HRC-4.2 1.1
asked=anna open_desk "anna ben" >"$story/said" 2>&1 \
  <<<"source show --as anna.example $(person_of anna) --reason 'the name Secret-Reason' 1"
at_desk ben "dispose hold 1 --reason 'a court asks for it'" >"$story/said"
said 'Case 1 is on hold'
refuses "a court asks for it" dispose plan --schedule HRC-4.2 1
refuses "it is on hold since" at_desk ben "dispose hold 1 --reason again"
at_desk ben "show 1" | has 'on hold since .* by ben.example: a court' ||
  fail "the hold is not shown"
dispose list >"$story/said"
said 'On hold: case 00000001 since .* by ben.example: a court asks'
refuses "it takes head" at_desk ben "dispose lift 1 --reason enough"
refuses "it takes head" at_desk ben "dispose plan --schedule HRC-4.2 1"
refuses "by which schedule" dispose plan 1
refuses "why? --reason TEXT" dispose lift 1
dispose lift 1 --reason "'it has ruled'" >"$story/said"
said 'on hold no more'
refuses "it is not on hold" dispose lift 1 --reason again

echo "--- copies of before: one that is known, one that a thief took"
open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"backup --as cleo.example --keys $story/keys $story/copy" || {
  cat "$story/said"
  fail backup
}
cp -a "$story/copy" "$story/taken"
cp -a "$story/keys" "$story/keys.before"
cp -a "$story/vault" "$story/before"
thief "$story/vault"
has 'account of the north' "$story/stolen" || fail "not even before"
has 'Secret-Reason' "$story/stolen" || fail "the reason is not in a row"

echo "--- two persons, what was shown, a schedule"
dispose plan --schedule HRC-4.2 1 >"$story/said" || { cat "$story/said"; fail plan; }
said '1 case(s), 2 envelope(s) of them'
said '1 attachment(s)'
said '1 key(s) of epochs live that may open an original'
shown=$(sed -n 's/.*--person FILE \([0-9a-f]*\) CASE.*/\1/p' "$story/said")
[ ${#shown} = 16 ] || fail "which digits"
with="--schedule HRC-4.2 $(person_of anna) $(person_of ben)"
refuses "by which schedule" dispose cases "$(person_of ben)" "$shown" 1
refuses "by which schedule" dispose cases --schedule "'a b'" "$(person_of ben)" "$shown" 1
refuses "it takes 1 more who hold this vault" dispose cases --schedule HRC-4.2 "$shown" 1
second=anna refuses "it takes 1 more who hold this vault" dispose cases \
  --schedule HRC-4.2 "$(person_of anna)" "$shown" 1
second=ben refuses "it takes the passphrase of who acts too" dispose cases \
  --schedule HRC-4.2 "$(person_of ben)" "$shown" 1
second="ben ben" refuses "ben.example stands twice" dispose cases \
  --schedule HRC-4.2 "$(person_of ben)" "$(person_of ben)" "$shown" 1
refuses "is not what 0000000000000000 was shown for" dispose cases "$with" \
  0000000000000000 1
refuses "is not what $shown was shown for" dispose cases --schedule HRC-5 \
  "$(person_of anna)" "$(person_of ben)" "$shown" 1
refuses "is not what $shown was shown for" dispose cases "$with" "$shown" 2
refuses "stands twice" dispose plan --schedule HRC-4.2 1 1
refuses "there is no case of that number" dispose plan --schedule HRC-4.2 7
refuses "needs --vault FOLDER --as FILE" "$valise_desk" open
[ -f "$story/vault/$original" ] || fail "something is gone"
second="anna ben" dispose cases "$with" "$shown" 1 >"$story/said" || {
  cat "$story/said"
  fail "dispose"
}
cat "$story/said"
said 'Disposal 00000001 of .*, schedule HRC-4.2, by anna.example, agreed by ben.example'
said 'complete once these are destroyed too, after 20'
said '2 known copies were not written anew since'
said 'What may remain, and no program finds'
after=$(sed -n 's/.*destroyed too, after \([0-9-]*\) at the.*/\1/p' "$story/said" | head -1)

echo "--- a stub is left, and the other case"
[ ! -e "$story/vault/$original" ] || fail "its original is there"
[ -z "$(ls "$story/vault/attachments")" ] || fail "its attachment is there"
at_desk ben "list" >"$story/said"
has '00000001 .*DISPOSED' "$story/said" || fail "list"
has 'account of the south' "$story/said" || fail "the other one"
at_desk ben "show 1" >"$story/said"
said 'disposed of .* disposal 00000001, schedule HRC-4.2'
! has north "$story/said" || fail "it is shown"
refuses "what it said is gone" at_desk ben "extract 1 $story/out"
asked=anna refuses "what it said is gone" open_desk "anna dara" \
  <<<"source show --as anna.example $(person_of anna) --reason x 1"
asked=anna refuses "what it said is gone" open_desk "anna dara" \
  <<<"reply --as anna.example $(person_of anna) 1 $story/answer"
refuses "what it said is gone" dispose plan --schedule HRC-4.2 1
refuses "what it said is gone" at_desk ben "dispose hold 1 --reason late"
at_desk anna "source list" >"$story/said" 2>&1
! has Secret-Reason "$story/said" || fail "why it was asked is said"
"$valise_desk" check --vault "$story/vault" >"$story/said" 2>&1 || {
  cat "$story/said"
  fail check
}
said 'Whole: 1 originals, 0 attachments'
"$valise_desk" journal verify --vault "$story/vault" >/dev/null || fail journal
for act in retained hold-lifted disposal-agreed disposed disposal-keys; do
  "$valise_desk" journal export --vault "$story/vault" | has " $act " ||
    fail "not in the journal: $act"
done
import >"$story/said" || { cat "$story/said"; fail "import again"; }
said '3 held from before'
[ ! -e "$story/vault/$original" ] || fail "it came back"

echo "--- who writes again has a case of his or her own: nobody knows the voice any more"
send "$story/later.age" >/dev/null 2>&1
collect
import >"$story/said" || { cat "$story/said"; fail import; }
said '1 new and opened'
at_desk ben "show 3" >"$story/said"
said 'narrative: More of the north'
! has 'follow-up of case' "$story/said" || fail "it joined"

echo "--- a thief with the desk of today, what was taken before and the keys' copy"
# Where all of before was taken with its keys, no program helps.
thief "$story/vault,$story/before"
has 'account of the north' "$story/stolen" || fail "the thief forgot how"
thief "$story/vault,$story/taken,$story/keys"
has 'account of the north' "$story/stolen" || fail "the keys' copy opens nothing"
open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"backup --as cleo.example --keys $story/keys $story/copy" || {
  cat "$story/said"
  fail backup
}
said '3 files of cases that were disposed of were wiped there'
[ ! -e "$story/copy/$original" ] || fail "the copy has it"
thief "$story/vault,$story/taken,$story/keys"
! has '^row case 00000001.*north\|account of the north\|An answer\|Secret-Reason' \
  "$story/stolen" || {
  fail "it opens"
}
! has '^source 00000001' "$story/stolen" || fail "who told it"
# That is why it is not complete: the envelope itself, wherever one is.
has -F "opens $story/1.age" "$story/stolen" || fail "the epoch's key lives"
dispose list >"$story/said"
! has 'written anew' "$story/said" || { cat "$story/said"; fail "copies lag"; }
! has 'Complete since' "$story/said" || fail "complete, and a key lives"
said '1 disposal(s), 0 case(s) on hold, 2 known copies'

echo "--- a copy that is lost, one that is none"
open_desk "anna cleo" >/dev/null 2>&1 <<<"backup --as cleo.example $story/third"
number=$(sed -n 2p "$story/third/copy")
second=ben refuses "no copy has that number" dispose copy-gone 0123456789abcdef \
  --reason lost "$(person_of ben)"
second=ben refuses "no copy has that number" dispose copy-gone ../copy --reason lost \
  "$(person_of ben)"
refuses "it takes 1 more who hold this vault" dispose copy-gone "$number" --reason lost
second=ben dispose copy-gone "$number" --reason "'burnt, by two of us'" \
  "$(person_of ben)" >"$story/said" || { cat "$story/said"; fail "copy-gone"; }
said "Copy $number counts as destroyed"
printf 'something else\n' >"$story/third/copy"
refuses "it holds something else" open_desk "anna cleo" \
  <<<"backup --as cleo.example $story/third"

echo "--- its epoch's key ends: complete"
jump 80
jump 85
jump 40
collect
import >"$story/said" || { cat "$story/said"; fail import; }
keys() {
  asked="ben cleo" open_desk "anna dara" \
    <<<"keys $1 --as anna.example $(custody_of ben cleo) ${*:2}" 2>&1
}
keys list >"$story/said" || { cat "$story/said"; fail keys; }
day=$(sed -n 's/.*keys destroy \([0-9-]*\) ends these.*/\1/p' "$story/said")
[[ $(date -u +%F) > $after ]] || fail "it said $after, and today is before"
cp -a "$story/vault/epochs-000001" "$story/epochs"
keys destroy "$day" >"$story/said" || { cat "$story/said"; fail "keys destroy"; }
said 'Disposal 00000001 is complete'
said 'What may remain, and no program finds'
dispose list >"$story/said"
said "Complete since $(date -u +%F)"
thief "$story/vault,$story/taken,$story/keys"
! has '^opens' "$story/stolen" || fail "an envelope opens"
"$valise_desk" journal export --vault "$story/vault" | has " disposal-complete " ||
  fail "not in the journal"

echo "--- restored from that copy it stays gone; a file of it that is here again goes"
cp "$story/taken/$original" "$story/vault/originals/"
partly "$valise_desk" check --vault "$story/vault" >"$story/said" 2>&1
said 'it was disposed of, and is here'
dispose finish >"$story/said" || { cat "$story/said"; fail finish; }
said '1 file(s) were wiped now'
"$valise_desk" check --vault "$story/vault" >/dev/null || fail "check"
open_desk "anna cleo" >/dev/null 2>&1 \
  <<<"backup --as cleo.example --keys $story/keys $story/copy"
"$valise_desk" restore --vault "$story/again" --keys "$story/keys" "$story/copy" \
  >"$story/said" 2>&1 || { cat "$story/said"; fail restore; }
said 'Whole: 2 originals, 0 attachments'
echo "--- a copy of the keys of before that is restored brings them back: that is said"
cp -a "$story/vault" "$story/whole"
rm -rf "$story/vault"
"$valise_desk" restore --vault "$story/vault" --keys "$story/keys.before" \
  "$story/copy" >"$story/said" 2>&1 || true
cp -a "$story/epochs" "$story/vault/epochs-000001"
rm "$story/vault/epochs-000001/001.age"
forget_heads
open_options="--other-shares --restored" at_desk anna "dispose list" >"$story/said" || {
  cat "$story/said"
  fail "restored with keys of before"
}
said 'the keys of disposal 00000001 are here again, from a copy of before'
! has 'Complete since' "$story/said" || fail "complete, and its keys are here"
thief "$story/vault,$story/taken"
has 'account of the north' "$story/stolen" || fail "the keys are not back"
# Case 3 came since: its key is where the newer ones are, and nothing is made anew
# over that without a word of its own.
forget_heads
asked=ben open_options=--restored refuses "1 case(s), number 3 the first, have no key" \
  open_desk "anna dara" <<<"share renew --as anna.example $(person_of ben)"
forget_heads
open_options=--restored refuses "1 case(s), number 3 the first, have no key" \
  at_desk anna "dispose finish"
forget_heads
open_options=--restored refuses "may be all that is left of it. Use another folder" \
  at_desk anna "backup --lost --keys $story/keys $story/copy"
forget_heads
asked=ben open_options=--restored open_desk "anna dara" >"$story/said" 2>&1 \
  <<<"share renew --lost --as anna.example $(person_of ben)" || { cat "$story/said"; fail renew; }
forget_heads
open_options=--restored at_desk anna "dispose list" >"$story/said"
said 'the keys of disposal 00000001 are here again'
forget_heads
open_options=--restored at_desk anna "dispose finish --lost" >"$story/said" || {
  cat "$story/said"
  fail "finish after a restore"
}
forget_heads
open_options=--restored at_desk anna "dispose list" >"$story/said"
! has 'here again' "$story/said" || fail "they are there still"
at_desk ben "show 1" | has 'disposed of' || fail "the stub can't be read"
thief "$story/vault,$story/taken"
! has 'account of the north' "$story/stolen" || fail "it opens"
refuses "open desk" "$valise_desk" dispose list
echo passed
