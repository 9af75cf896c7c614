#!/usr/bin/env bash
# Goal: one allegation goes all the way and comes back as an answer; the same
# envelope sent twice is stored once and promised twice; everything is settled
# and then erased, and the log still proves it.
. "$(dirname "$0")/lib.sh"
full_work=1 # as shipped, once
make_story
write_report "$story/report.json" "An invented account with an é."
head -c 70000 /dev/urandom >"$story/one file"
seal -r "$story/report.json" -a "$story/one file" -o "$story/e.age" \
  --code-fd 3 3>"$story/code"
size=$(stat -c %s "$story/e.age")

mkdir "$story/receipts"
send --receipt "$story/receipts" "$story/e.age"
send --receipt "$story/receipts" "$story/e.age"
[ "$(ls "$story/receipts" | wc -l)" = 2 ] || fail "two promises, two nonces"
for r in "$story"/receipts/*; do verify_receipt "$r" "$story/e.age"; done
[ "$(count 3)" = 1 ] || fail "stored once"
[ "$(count 7)" = 2 ] || fail "two entries"
[ "$(count 8)" = $((size / 1024)) ] || fail "the bytes are there once"

mkdir "$story/stick"
until_logged 2
courier collect "$story/stick"
[ "$(count 4)" = 1 ] || fail "taken"
desk import "$story/stick" | tee "$story/said"
grep -q 'Listed 1: 1 new and opened' "$story/said"
grep -q 'leaves, 0 without an envelope, 0 listed and not in it' "$story/said"
desk import "$story/stick" | has '1 held from before'
desk show 1 | has 'narrative: An invented account with an é.'
desk extract 1 "$story/out" >/dev/null
cmp "$story/one file" "$story/out/attachment-0001"
printf 'An answer.\nOn two lines.\n' | desk reply 1
desk export "$story/stick" | has 'Bulletin 1: 1 acknowledged, 1 messages'
desk export "$story/stick" | has 'Nothing new to say'
courier deliver "$story/stick"
courier deliver "$story/stick" # a second time changes nothing
check --code-fd 3 3<"$story/code" >"$story/answers"
grep -q ' On two lines.$' "$story/answers" || fail "the answer came"
grep -q 'Opened at the desk in week' "$story/answers"
until [ "$(count 6)" = 1 ]; do sleep 0.1; done # the grace of one second ends
[ "$(count 8)" = 0 ] || fail "the bytes are gone"
verify_receipt "$(ls "$story"/receipts/* | head -1)" "$story/e.age"
if grep -rlq 'age-encryption.org/v1' "$story/spool/segments"; then
  fail "an erased envelope still stands in a segment"
fi
"$valise_desk" journal verify --vault "$story/vault"

# A long answer in many cells, in whatever order they stand; and sticks that
# come in the wrong order are no rewritten log.
cp -r "$story/stick" "$story/older"
seq 1 2500 | desk reply 1
any_envelope "$story/more.age" 4000
send "$story/more.age"
until_logged 3
courier collect "$story/stick"
desk import "$story/stick" | has 'leaves, 0 without an envelope, 0 listed and not in it'
desk import "$story/older" >"$story/said" 2>&1
! has rewritten "$story/said" || fail "an older stick is no rewritten log"
desk export "$story/stick"
courier deliver "$story/stick"
check --code-fd 3 3<"$story/code" >"$story/answers"
seq 1 2500 >"$story/long"
sed -nE 's/^(\||│) ([0-9]+)$/\2/p' "$story/answers" | cmp - "$story/long" ||
  fail "the long answer came in order"

# Another code opens nothing of it.
seal -r "$story/report.json" -o "$story/f.age" --code-fd 3 3>"$story/code2"
check --code-fd 3 3<"$story/code2" | has '0 answer(s) for this code'

# Sealed, its code on paper, and the program ended before it was sent: the paper
# looks like any other, and check says what it is worth.
seal -r "$story/report.json" -o "$story/never.age" --code-fd 3 3>"$story/code2" \
  >/dev/null
check --code-fd 3 3<"$story/code2" >"$story/answers"
has "only what showed you a" "$story/answers" || fail "it waits for ever"
! check --code-fd 3 3<"$story/code" 2>/dev/null | has "only what showed you a" ||
  fail "who has an answer is told so"
echo "passed"
