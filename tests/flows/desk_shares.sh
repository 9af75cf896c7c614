#!/usr/bin/env bash
# Goal: what no one holds alone stays so when persons come, go, forget and are lost:
# a thief with the whole disk and one passphrase opens nothing, nor does who left
# with an old share and a later disk; a drill finds a lost quorum; a change of shares
# that fails or is ended in its middle leaves a desk that opens.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=4
make_people_story
write_report "$story/report.json" "An invented account of the north."
seal -r "$story/report.json" -o "$story/1.age" --no-reply 2>/dev/null
to_desk "$story/1.age"
shares() {
  "$valise_desk" share list --vault "$story/vault"
}
# thief VAULT[,VAULT] NAME...
thief() {
  vaults=$1
  shift
  pairs=()
  for name in "$@"; do
    pairs+=("$story/people/$name.age=$(words_of "${name%.old}")")
  done
  "$python" "$source_dir/tests/tools/thief.py" "$valise_age" "$vaults" \
    "${pairs[@]}"
}
# in_vain VAULT[,VAULT] NAME...: the thief tried, and nothing opened.
in_vain() {
  got=0
  thief "$@" >"$story/got" 2>"$story/tried" || got=$?
  [ "$got" = 3 ] && has ' 0 file(s) opened' "$story/tried" || {
    cat "$story/got" "$story/tried"
    fail "a thief, with $*"
  }
}
# spoil_journal: a line at its end that nobody signed.
spoil_journal() {
  "$python" - "$story/vault/cases.sqlite" <<'EOF'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("INSERT INTO journal (sequence, line, signature, changes) "
           "SELECT max(sequence) + 1, 'x', x'00', x'' FROM journal")
db.commit()
EOF
}
opens() {
  open_desk "$1" >"$story/said" 2>&1 <<<"list --as ${1%% *}.example" ||
    { cat "$story/said"; fail "$1 do not open it"; }
  has north "$story/said"
}

echo "--- the whole disk and the passphrase of one; of two who keep no epochs"
for name in "${people[@]}"; do
  in_vain "$story/vault" "$name"
done
cat "$story/tried"
thief "$story/vault" dara emil >"$story/got" 2>"$story/tried" ||
  fail "the thief is none: two open nothing"
has '^store' "$story/got"
! has '^custody' "$story/got" || fail "two who are no custodians have the epochs"
thief "$story/vault" anna ben 2>/dev/null | has '^custody'
echo "two of the staff open the store, two custodians the epochs"

echo "--- who holds what; a drill"
shares
has 'store: any 2 of 6' < <(shares)
has 'custody: any 2 of 3' < <(shares)
# drill NAME...
drill() {
  options=()
  for name in "$@"; do options+=(--as "$story/people/$name.age"); done
  "$valise_desk" drill --vault "$story/vault" "${options[@]}" --passphrase-fd 9 \
    9< <(for name in "$@"; do words_of "$name"; done)
}
drill "${people[@]}" | has 'custody: 3 of 3 shares are alive, it takes 2: enough'
drill anna ben | has 'custody: 2 of 3 shares are alive, it takes 2: just enough'
refuses "NOT ENOUGH by those who were here" drill anna dara emil
refuses "on its way to be lost" drill anna
"$valise_desk" drill --vault "$story/vault" --as "$story/people/anna.age" \
  --as "$story/people/ben.age" --as "$story/people/cleo.age" --passphrase-fd 9 \
  9< <(words_of anna; echo "another passphrase"; words_of cleo) \
  >"$story/said" 2>&1 && fail "a wrong passphrase is no share" || true
has "ben.age: the passphrase is wrong" "$story/said"
has "custody: 2 of 3 shares are alive" "$story/said"

echo "--- one forgot: a new file, the same name; the old one opens nothing"
mv "$story/people/emil.age" "$story/people/emil.old.age"
new_person emil
cp -a "$story/vault" "$story/copy"
refuses "it takes 1 more who hold this vault" open_desk "anna ben" \
  <<<"share add --as anna.example $story/people/emil.json"
second="--person $story/people/dara.age"
asked="dara" open_desk "anna ben" >"$story/said" 2>&1 \
  <<<"share add --as anna.example $second $story/people/emil.json" || {
  cat "$story/said"
  fail "new keys"
}
has "emil.example has other keys from now on" "$story/said"
has "They still open every copy" "$story/said"
refuses "emil.example" open_desk "emil dara" </dev/null # no directory names them yet
make_directory "$story/second.note" 2 "$(staff_member "$story/vault")"
adopt_people "$story/second.note" >/dev/null 2>&1
opens "emil dara"
in_vain "$story/vault" emil.old dara

echo "--- one leaves, with a share, a passphrase and a friend's old one"
rm -rf "$story/before"
cp -a "$story/vault" "$story/before"
asked="dara anna cleo" open_desk "anna dara" >"$story/said" 2>&1 \
  <<<"share remove --as anna.example $second ben.example $(custody_of anna cleo)" || {
  cat "$story/said"
  fail "a departure"
}
has "can't be taken back" "$story/said"
shares | has 'store: any 2 of 5'
shares | has 'custody: any 2 of 2'
! ls "$story/vault" | has -e keys-000001 -e keys-000002 -e epochs-000001 ||
  fail "old keys are there still"
refuses "it takes the shares of 2 persons, and 1 is here" open_desk "ben dara" </dev/null
# With all that was copied before, and the shares of before of everyone else.
thief "$story/before,$story/copy" ben dara 2>/dev/null | has '^store' ||
  fail "the thief opens not even the copy"
in_vain "$story/vault,$story/before,$story/copy" ben
thief "$story/before,$story/vault" ben dara 2>/dev/null | has "store $story/vault" &&
  fail "who left, and a friend's old share, open the later disk" || true
in_vain "$story/vault" ben
has '^0 share(s) of the store, 0 of the custody' "$story/tried"
opens "anna dara"
make_directory "$story/third.note" 3 \
  "$(staff_member "$story/vault" ben=gone)"
adopt_people "$story/third.note" >/dev/null 2>&1
refuses "ben.example is no staff of this desk today" open_desk "ben dara" </dev/null
opens "cleo fay"

echo "--- a case that came since: not for who left, with all that was copied before, a
--- friend's share of then and the later disk"
write_report "$story/report.json" "An invented account of the south."
seal -r "$story/report.json" -o "$story/2.age" --no-reply 2>/dev/null
send "$story/2.age" >/dev/null 2>&1
courier collect "$story/stick" >/dev/null 2>&1
asked="cleo anna" open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"import --as cleo.example $(custody_of cleo anna) $story/stick" || {
  cat "$story/said"
  fail "import"
}
thief "$story/before,$story/copy,$story/vault" ben dara >"$story/got" 2>/dev/null ||
  fail "the thief opens not even the copy"
has '^row case 00000001 .*the north' "$story/got"
! has -e '^row case 00000002' -e 'the south' "$story/got" ||
  fail "who left opens a case that came since"
cp "$story/vault"/cases-*.keys "$story/kept"
rm "$story/vault"/cases-*.keys
refuses "bring it back from where the keys are copied" open_desk "anna dara" </dev/null
cp "$story/kept" "$story/vault/cases-000003.keys"
change_byte "$story/vault/cases-000003.keys" 160
open_desk "anna dara" >"$story/said" 2>&1 <<<"list --as anna.example"
has "the key of its case is not among the keys of cases" "$story/said"
has "the north" "$story/said"
! has "the south" "$story/said" || fail "a case without its key"
cp "$story/kept" "$story/vault/cases-000003.keys"
# Who goes on after a lock has the keys as they were wrapped again.
asked="dara anna cleo dara" open_desk "anna dara" >"$story/said" 2>&1 <<EOF || {
share renew --as anna.example $second $(custody_of anna cleo)
lock
resume
list --as dara.example
EOF
  cat "$story/said"
  fail "resuming after a renewal"
}
has "the south" "$story/said"
[ ! -e "$story/vault/cases-000003.keys" ] || fail "the keys as wrapped before are there"

echo "--- shares and keys of before, put back by who left; of a store that is off; numbers
--- that a stranger chose; keys that lack"
rm -rf "$story/good"
cp -a "$story/vault" "$story/good"
ours=$(cd "$story/vault" && ls -d keys-*.age cases-*.keys epochs-*)
cp -a "$story/before"/keys-*.age "$story/before"/cases-*.keys "$story/before"/epochs-* \
  "$story/before/shares.json" "$story/vault/"
refuses "is not the one that was in use last" open_desk "anna dara" </dev/null
open_options=--restored refuses "is not the one that was in use last" \
  open_desk "anna dara" </dev/null
# Those who know why say so; it stands there, and nothing of today is swept.
open_options=--other-shares open_desk "anna dara" >"$story/said" 2>&1 </dev/null || {
  cat "$story/said"
  fail "shares of another day, by those who know why"
}
has "by anna.example, dara.example\. It was opened by shares of another day" "$story/said"
for name in $ours; do
  [ -e "$story/vault/$name" ] || fail "$name was swept on the word of other shares"
done
open_desk "anna dara" </dev/null 2>/dev/null | has "opened by shares of another day"
rm -rf "$story/vault"
cp -a "$story/good" "$story/vault"
"$python" - "$story/vault/cases.sqlite" <<'EOF'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE sealed SET id = 'zzz' WHERE kind = 'case' AND id = '00000002'")
db.commit()
EOF
forget_heads
asked="dara anna cleo" refuses "before anything of the keys changes" \
  open_desk "anna dara" \
  <<<"share renew --lost --as anna.example $second $(custody_of anna cleo)"
rm -rf "$story/vault"
cp -a "$story/good" "$story/vault"
forget_heads
touch "$story/vault/cases-999999.keys"
asked="dara anna cleo" refuses "with a number that none may have" \
  open_desk "anna dara" \
  <<<"share renew --as anna.example $second $(custody_of anna cleo)"
rm "$story/vault/cases-999999.keys"
forget_heads
truncate -s $((19 + 76)) "$story"/vault/cases-*.keys
for command in "share renew --as anna.example $second $(custody_of anna cleo)" \
  "backup --as anna.example --keys $story/keys $story/backup"; do
  asked="dara anna cleo" refuses "bring the vault's cases-*.keys back" \
    open_desk "anna dara" <<<"$command"
done
[ ! -e "$story/keys" ] || fail "keys that lack were copied"
partly open_desk "anna dara" >"$story/said" 2>&1 <<<"check --as anna.example"
has "1 case(s), number 2 the first, have no key that opens" "$story/said"
asked="dara anna cleo" open_desk "anna dara" >"$story/said" 2>&1 \
  <<<"share renew --as anna.example --lost $second $(custody_of anna cleo)" || {
  cat "$story/said"
  fail "without the keys that are lost"
}
opens "anna dara"
rm -rf "$story/vault"
cp -a "$story/good" "$story/vault"
forget_heads
opens "anna dara"

echo "--- what a change may not be"
asked="dara anna cleo" refuses "the custody takes 2 persons, and 1 would hold it" \
  open_desk "anna dara" \
  <<<"share remove --as anna.example $second cleo.example $(custody_of anna cleo)"
asked="anna" refuses "anna.example acts already" open_desk "anna dara" \
  <<<"share renew --as anna.example --person $story/people/anna.age"
refuses "nobody.example holds no share" open_desk "anna dara" \
  <<<"share remove --as anna.example nobody.example"
refuses "emil.example may not do that" open_desk "emil dara" \
  <<<"share renew --as emil.example"
refuses "that is done at the open desk" "$valise_desk" share renew
asked="dara anna" refuses "it takes the shares of 2 persons, and 1 is here" \
  open_desk "anna dara" \
  <<<"share renew --as anna.example $second $(custody_of anna)"
opens "anna emil"

echo "--- who holds what, changed by somebody with the disk; a directory set back"
rm -rf "$story/good"
cp -a "$story/vault" "$story/good"
"$python" - "$story/vault/shares.json" "$story/people/ben.json" <<'EOF'
import json, sys
path, thief = sys.argv[1:]
shares = json.load(open(path))
stranger = json.load(open(thief))["recipient"]
for person in shares["people"][:2]:
    person["recipient"] = stranger
json.dump(shares, open(path, "w"))
EOF
refuses "changed by somebody who never opened this vault" open_desk "anna dara" </dev/null
cp "$story/good/shares.json" "$story/vault/"
sed -i 's/"threshold": 2/"threshold": 1/' "$story/vault/shares.json"
refuses "stays shut" open_desk "anna" </dev/null
refuses "changed by somebody who never opened this vault" open_desk "anna dara" </dev/null
cp "$story/good/shares.json" "$story/vault/"
cp "$story/vault/directories/00000002.note" "$story/vault/directory.note"
cp "$story/vault/directories/00000002.persons" "$story/vault/persons.note"
open_desk "anna dara" >"$story/said" 2>&1 <<<"who" || {
  cat "$story/said"
  fail "one that was set back is not brought back"
}
cmp "$story/vault/directory.note" "$story/third.note"
cp "$story/vault/directories/00000002.note" "$story/vault/directory.note"
cp "$story/vault/directories/00000002.persons" "$story/vault/persons.note"
rm "$story/vault/directories/00000003.note"
refuses "somebody set it back" open_desk "anna dara" </dev/null
adopt_people "$story/third.note" >/dev/null 2>&1
opens "anna dara"
printf '%s\n' "$(tr 0-9 1-90 <"$story/vault/fingerprint")" >"$story/vault/fingerprint"
refuses "stays shut" open_desk "anna dara" </dev/null
cp "$story/good/fingerprint" "$story/vault/"

echo "--- a store that is off: nothing is written on it; two persons mend it"
spoil_journal
refuses "before it is repaired" open_desk "anna dara" <<<"list --as anna.example"
asked="anna cleo" refuses "nothing is signed for on it" open_desk "cleo dara" \
  <<<"import --as cleo.example $(custody_of anna cleo) $story/stick"
refuses "it takes 1 more who hold this vault" open_desk "anna dara" \
  <<<"repair --as anna.example"
asked=dara open_desk "anna dara" >"$story/said" 2>&1 \
  <<<"repair --as anna.example $second" || {
  cat "$story/said"
  fail "repair"
}
has "1 line(s) of the journal behind the last good one are gone" "$story/said"
# One that was set back, and spoiled: that it goes on is told, once it can be.
rm -rf "$story/old"
cp -a "$story/vault" "$story/old"
opens "anna dara"
rm -rf "$story/vault"
mv "$story/old" "$story/vault"
spoil_journal
refuses "this vault was set back to an older one" open_desk "anna dara" </dev/null
asked=dara open_options=--restored open_desk "anna dara" >"$story/said" 2>&1 \
  <<<"repair --as anna.example $second" || {
  cat "$story/said"
  fail "repair of one that was set back"
}
open_desk "anna dara" </dev/null 2>/dev/null >"$story/said"
has "A copy went on in its place once, .* by anna.example, dara.example\. .* more were known" \
  "$story/said" || { cat "$story/said"; fail "it is not told"; }
opens "anna dara"
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
has ' anna.example head repaired ' "$story/lines"

echo "--- a change that fails, or is ended, at any of its writes"
rm -rf "$story/good"
cp -a "$story/vault" "$story/good"
failed=0 went=0
for mode in eio enospc kill; do
  for n in 25 40 50 55 60 65 70 75 80 85 90 95 100 120 140; do
    forget_heads
    rm -rf "$story/vault"
    cp -a "$story/good" "$story/vault"
    if desk_wrapper="env FAILING=$mode:$n LD_PRELOAD=$bin/tests/tools/libfailing.so" \
      asked="dara anna cleo" open_desk "anna dara" >"$story/said" 2>&1 \
      <<<"share renew --as anna.example $second $(custody_of anna cleo)"; then
      went=$((went + 1))
    else
      failed=$((failed + 1))
    fi
    open_desk "anna emil" >"$story/said" 2>&1 <<<"list --as anna.example" || {
      cat "$story/said"
      fail "$mode $n: it does not open any more"
    }
    has north "$story/said" || fail "$mode $n: the case is gone"
    asked="anna cleo" open_desk "cleo emil" >"$story/said" 2>&1 \
      <<<"import --as cleo.example $(custody_of anna cleo) $story/stick" || {
      cat "$story/said"
      fail "$mode $n: the epochs are gone"
    }
  done
done
echo "failed $failed times, went through $went times; it opened after each"
[ "$failed" -gt 0 ] && [ "$went" -gt 0 ] || fail "neither was seen"
"$valise_desk" journal verify --vault "$story/vault"
echo "passed"
