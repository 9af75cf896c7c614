#!/usr/bin/env bash
# Goal: an answer by the same person lands in the same case at the desk, in
# whichever order it comes; nobody else's does; and only a withdrawal that the
# code of the report signed withdraws.
. "$(dirname "$0")/lib.sh"
work_bits=4
make_story
mkdir "$story/stick" "$story/receipts"
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)

# write_more FILE KIND NARRATIVE [MEMBER]
write_more() {
  cat >"$1" <<JSON
{
  "kind": "$2", ${4:-}
  "narrative": "$3",
  "consent": [{"person": "self", "C0": "yes", "C8": "yes"}]
}
JSON
}

# to_desk ENVELOPE...: by the relay and a stick; the import's words in $said.
to_desk() {
  send "$@" >/dev/null
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "import"
  }
}

said() {
  has -F -- "$1" "$story/said" || {
    cat "$story/said"
    fail "import did not say: $1"
  }
}

# shows ID TEXT, shows_not ID TEXT, lists TEXT
shows() {
  desk show "$1" >"$story/shown" 2>/dev/null || fail "show $1"
  has -F -- "$2" "$story/shown" || {
    cat "$story/shown"
    fail "case $1 does not show: $2"
  }
}
shows_not() {
  desk show "$1" >"$story/shown" 2>/dev/null || fail "show $1"
  ! has -F -- "$2" "$story/shown" || fail "case $1 shows: $2"
}
lists() {
  desk list >"$story/listed" 2>/dev/null || fail list
  has -- "$1" "$story/listed" || {
    cat "$story/listed"
    fail "not listed: $1"
  }
}

# answers CODE-FILE: what this code reads, after a bulletin.
answers() {
  desk export "$story/stick" >/dev/null 2>&1
  courier deliver "$story/stick" >/dev/null
  check --code-fd 3 3<"$1"
}

# resealed REPORT OUT: a report.json in an envelope of someone else's making.
resealed() {
  mkdir -p "$story/h"
  cp "$1" "$story/h/report.json"
  tar --format=ustar -C "$story/h" -cf - report.json |
    "$valise_age" encrypt -r "$recipient" >"$2"
}

# --- the first report, and the desk's question
write_report "$story/first.json" "An invented first account."
seal -r "$story/first.json" -o "$story/first.age" --code-fd 3 3>"$story/code"
reference=$(send --receipt "$story/receipts" "$story/first.age" |
  grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -1)
[ -n "$reference" ] || fail "a reference of three groups"
to_desk "$story/first.age"
echo 'Which year was it?' | desk reply 1 >/dev/null
answers "$story/code" | has 'Which year was it?'

# --- the answer: the same code, no new one, the same case
write_more "$story/more.json" more "It was an invented year."
seal -r "$story/more.json" -o "$story/more.age" --follows "$reference" \
  --code-fd 3 3<"$story/code" >"$story/out" 2>&1
grep -q 'signed as a follow-up by your reply code' "$story/out"
! has -E '([0-9]{4} ){5}' "$story/out" || fail "a code was shown"
to_desk "$story/more.age"
said 'case 00000001.0001: follow-up of case 00000001, signed by the same code'
! has 'not known here' "$story/said" || fail "its reference is of that case"
lists '^00000001.0001 .* more .*It was an invented year'
lists '^ *follow-up of case 00000001, signed by the same code$'
lists '1 case(s), 1 follow-up(s)'
shows 1 'narrative: It was an invented year.'
shows 1 'narrative: An invented first account.'
shows 1.1 'narrative: It was an invented year.'
shows_not 1.1 'first account'
desk_source extract 1.1 "$story/extracted" >/dev/null
has '"signature"' "$story/extracted/report.json"
# Sent again, it is held from before and no second answer.
to_desk "$story/more.age"
said ' 0 new and opened, 0 new and quarantined'
lists '1 case(s), 1 follow-up(s)'

# --- the desk's answer after it, to the case and to the follow-up
echo 'Thank you for the year.' | desk reply 1 >/dev/null
echo 'And the month?' | desk reply 1.1 >/dev/null
answers "$story/code" >"$story/read"
has 'Thank you for the year.' "$story/read"
has 'And the month?' "$story/read"
[ "$(grep -c 'Opened at the desk' "$story/read")" = 2 ] ||
  fail "both are acknowledged"

# --- without the reference, in other digits, and with one of no case
seal -r "$story/more.json" -o "$story/code.age" --follows code --code-fd 3 \
  3<"$story/code"
arabic=$(echo "$reference" | sed 's/ /-/g;
  s/0/٠/g; s/1/١/g; s/2/٢/g; s/3/٣/g; s/4/٤/g; s/5/٥/g; s/6/٦/g; s/7/٧/g;
  s/8/٨/g; s/9/٩/g')
seal -r "$story/more.json" -o "$story/arabic.age" --follows "$arabic" \
  --code-fd 3 3<"$story/code"
seal -r "$story/more.json" -o "$story/wrong.age" --follows '0000 0000 0000' \
  --code-fd 3 3<"$story/code"
to_desk "$story/code.age" "$story/arabic.age" "$story/wrong.age"
[ "$(grep -c 'follow-up of case 00000001, signed by the same code$' \
  "$story/said")" = 2 ] || { cat "$story/said"; fail "two fit"; }
said 'signed by the same code; the reference 000000000000 was not known here'
lists '1 case(s), 4 follow-up(s)'

# --- what valise seal refuses
refuses 'a reference has 12 digits' seal -r "$story/more.json" \
  -o "$story/no.age" --follows 1234 --code-fd 3 3<"$story/code"
refuses 'makes a report without one' seal -r "$story/more.json" \
  -o "$story/no.age" --follows code --no-reply
write_more "$story/forged.json" more "Mine." \
  "\"follows\": {\"reference\": \"${reference// /}\"},"
refuses 'a member follows, which only' seal -r "$story/forged.json" \
  -o "$story/no.age" --code-fd 3 3>"$story/code3"
refuses 'one of these digits is wrong' seal -r "$story/more.json" \
  -o "$story/no.age" --follows code --code-fd 3 \
  3< <(one_wrong <"$story/code")
[ ! -e "$story/no.age" ] || fail "something was sealed"

# --- an impostor with another code; a withdrawal of theirs
seal -r "$story/first.json" -o "$story/other.age" --code-fd 3 3>"$story/code2"
write_more "$story/false.json" more "An impostor's account."
write_more "$story/stop.json" withdraw "Stop all of it."
seal -r "$story/false.json" -o "$story/false.age" --follows "$reference" \
  --code-fd 3 3<"$story/code2"
to_desk "$story/false.age"
said "case 00000002: claims to follow ${reference// /}; no report of that voice \
key is known; the reference ${reference// /} is of case 00000001"
shows_not 1 "An impostor's account."
shows 2 'no report of that voice key is known'
seal -r "$story/stop.json" -o "$story/false_stop.age" --no-reply
to_desk "$story/false_stop.age"
said 'case 00000003 asks to withdraw and is not signed by the code of any case'
shows 3 'this withdrawal withdraws none'
lists '^ *not signed by the code of any case: this withdrawal withdraws none'
shows_not 1 'consent withdrawn'

# --- a follow-up with a broken signature: its words changed, then its claim
"$python" - "$story" <<'PYTHON'
import json, sys
story = sys.argv[1]
report = json.load(open(story + "/extracted/report.json"))
report["narrative"] = "Words that were put into a mouth."
json.dump(report, open(story + "/changed.json", "w"))
report["kind"] = "withdraw"
json.dump(report, open(story + "/changed_stop.json", "w"))
del report["follows"]
report["narrative"] = "An unsigned one of the same voice key."
json.dump(report, open(story + "/unsigned.json", "w"))
PYTHON
for name in changed changed_stop unsigned; do
  resealed "$story/$name.json" "$story/$name.age"
done
to_desk "$story/changed.age"
said "case 00000004: claims to follow ${reference// /}; the signature does not \
verify; it names the voice key of case 00000001; the reference ${reference// /} is of case 00000001"
to_desk "$story/changed_stop.age"
said 'case 00000005: claims to follow'
said 'case 00000005 asks to withdraw and is not signed'
to_desk "$story/unsigned.age"
said 'case 00000006: names the voice key of case 00000001, and is not signed'
for id in 1 1.1; do shows_not $id 'put into a mouth'; done
shows_not 1 'consent withdrawn'
shows 4 'the signature does not verify'
lists '6 case(s), 4 follow-up(s)'

# --- a withdrawal that the code signed
seal -r "$story/stop.json" -o "$story/stop.age" --follows "$reference" \
  --code-fd 3 3<"$story/code"
to_desk "$story/stop.age"
said 'case 00000001.0005: consent withdrawn, signed by the code of the report'
lists '^00000001  .* WITHDRAWN '
lists 'consent withdrawn: by 00000001.0005 of week'
shows 1 'consent withdrawn: by 00000001.0005 of week'
shows_not 2 'consent withdrawn'
# Who withdrew can still be answered.
echo 'It is withdrawn.' | desk reply 1 >/dev/null
answers "$story/code" | has 'It is withdrawn.'

# --- the other order: the impostor's first report comes after all, and so does
# a withdrawal before the report that it withdraws
to_desk "$story/other.age"
said 'case 00000002: its first report came, after a follow-up'
shows 2 'narrative: An invented first account.'
shows 2.1 'follow-up of case 00000002, signed by the same code'
shows 2.1 "narrative: An impostor's account."
seal -r "$story/first.json" -o "$story/third.age" --code-fd 3 3>"$story/code3"
seal -r "$story/stop.json" -o "$story/third_stop.age" --follows code \
  --code-fd 3 3<"$story/code3"
seal -r "$story/more.json" -o "$story/third_more.age" --follows code \
  --code-fd 3 3<"$story/code3"
to_desk "$story/third_stop.age"
said 'case 00000007: consent withdrawn, signed by the code of the report'
to_desk "$story/third_more.age"
said 'case 00000007.0001: follow-up of case 00000007'
to_desk "$story/third.age"
said 'case 00000007: its first report came, after a follow-up'
shows 7 'consent withdrawn: by 00000007.0002 of week'
shows 7 'narrative: An invented first account.'
shows 7.2 'narrative: Stop all of it.'
echo 'To the third.' | desk reply 7 >/dev/null
answers "$story/code3" | has 'To the third.'
# Each is known by its file, wherever its row went.
desk import "$story/stick" >"$story/said" 2>&1
said '0 new and opened'
! has 'damaged, [1-9]' "$story/said" || fail "all are held"
# Both on one stick, in whichever order their hashes put them.
seal -r "$story/first.json" -o "$story/fourth.age" --code-fd 3 3>"$story/code4"
seal -r "$story/more.json" -o "$story/fourth_more.age" --follows code \
  --code-fd 3 3<"$story/code4"
to_desk "$story/fourth.age" "$story/fourth_more.age"
shows 8 'narrative: An invented first account.'
shows 8.1 'follow-up of case 00000008, signed by the same code'
lists '8 case(s), 9 follow-up(s)'

"$valise_desk" journal verify --vault "$story/vault"
echo "passed"
