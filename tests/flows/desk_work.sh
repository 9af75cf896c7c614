#!/usr/bin/env bash
# Goal: five persons work a case from the stick on, each in the own role: nothing
# goes by one alone, each rule that refuses is named, and what a stranger wrote
# stands nowhere as the desk's own words.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
. "$(dirname "$0")/work_lib.sh"
work_bits=4
make_people_story
write_case "$story/first.json"
printf 'An invented page.\n' >"$story/page.txt"
seal -r "$story/first.json" -a "$story/page.txt" -o "$story/1.age" --code-fd 3 3>"$story/code" 2>/dev/null
write_report "$story/second.json" "An invented account of the south."
seal -r "$story/second.json" -o "$story/2.age" --code-fd 3 3>"$story/code2" 2>/dev/null
reference=$(send "$story/1.age" 2>/dev/null | grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -n 1)
[ -n "$reference" ] || fail "no reference"
send "$story/2.age" 2>/dev/null | grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -n 1 |
  sed 's/^/reference /' >"$story/second.reference"
to_desk
first=$(case_of 'north')
second=$(case_of 'south')

echo "--- the inbox: the most urgent first, and why"
at "ben dara" "case list --as dara.example"
said "$first"
grep '^[0-9]\{8\} ' "$story/said" | sed -n 1p >"$story/top"
has "^$first \*danger  *OPENED" "$story/top" || fail "the urgent one is not first"
said 'for: danger_now liberty'

echo "--- intake gives it to an officer; nobody else does"
at_fails "ben dara" "case triage --as ben.example $first --class confidential --officer ben.example --alternate emil.example"
said 'refused by role'
at "anna cleo" "case triage --as cleo.example $first --class confidential --officer ben.example --alternate emil.example"
said "case $first: TRIAGE"
at_fails "ben dara" "case verifying --as ben.example $first"
said 'is refused by limb'
at "ben dara" <<END
case assess --as ben.example $first --limb 54/24-4a --urgency danger --urgency-why "two arrests in a week" --consent-summary "all but her name in public"
case verifying --as ben.example $first
END
said "case $first: VERIFYING"

echo "--- sources, elements, harm"
at "ben dara" <<END
source add --as ben.example $first --kind account --connection victim --person-grade B --information-grade 2 --group family --first-hand yes --text "Her own account."
source add --as ben.example $first --kind document --connection official --person-grade A --information-grade 2 --group court --first-hand no --item "attachment 1"
source add --as ben.example $first --kind media --connection media --person-grade C --information-grade 3 --group press --first-hand no
END
said 'number 3 of its sources'
at_fails "ben dara" "verify record --as ben.example $first --element act --finding met --sources 3 --contradicting 'none found'"
said 'refused by not-media-alone'
for element in status act attribution link; do
  echo "verify record --as ben.example $first --element $element --finding met --sources 1,2 --contradicting 'none found'"
  echo "verify review --as dara.example $first --element $element"
done >"$story/day"
at "ben dara" <"$story/day"
at_fails "ben dara" "verify review --as ben.example $first --element act"
said 'refused by role'
at "ben dara" <<END
verify harm --as ben.example $first --at-risk "her brother" --own-view "she wants it raised" --likelihood medium --severity high --lessens "no name in public" --until $(day_after 60)
case credible --as ben.example $first
END
said "case $first: CREDIBLE"

echo "--- the letter: each consent, each person, each name"
printf 'Facts of %s.\nOf two lines.\n' 'Amal Noor' >"$story/facts"
at "ben dara" <<END
action draft --as ben.example $first --kind AL --to "Government of an invented State"
action text --as ben.example $first 1 --facts @$story/facts --norms "Article 19." --questions "Why?" --follow-up "Release." --named 1 --public "A person was held." --tests founded,described,language,credible,not-media
END
said 'action 1: DRAFT'
at_fails "ben dara" "action review --as dara.example $first 1"
said 'refused by consent: C3 of person 1: never asked'
at "ben dara" <<END
consent record --as ben.example $first --person 1 --use C2,C3,C4 --value yes --by self --how spoken --day $(day_after 0) --risks "arrest"
action review --as dara.example $first 1
END
said 'action 1: REVIEWED'
at_fails "ben dara" "action approve --as ben.example $first 1"
said 'refused by role'
at "anna ben" "action approve --as anna.example $first 1"
said 'action 1: APPROVED'
at "anna ben" "action show --as anna.example $first 1"
said 'Consent allows it today'
has -F "$(mark) Facts of Amal Noor." "$story/said" || fail "no text"

echo "--- it leaves in a folder that two custodians sign, and sha256sum and minisign check"
at_fails "anna ben" "action send --as ben.example $first 1"
said 'refused by signed: it takes 2 signature(s), and has 0'
leave "$first" 1 "$story/letter"
has -F 'Facts of Amal Noor.' "$story/letter/letter.txt" || fail "the letter's text"
has -F 'A person was held.' "$story/letter/published.txt" || fail "the published text"
! has -e Amal -e "$first" "$story/letter/published.txt" "$story/letter/published.html" ||
  fail "a name is published"
has -F 'STRICTLY' "$story/letter/letter.html" && fail "another class"
has -F 'CONFIDENTIAL' "$story/letter/letter.html" || fail "no class"
echo more >>"$story/letter/letter.txt"
asked=cleo at_fails "anna cleo" "action sign --as cleo.example $first 1 $story/letter $(custody_of cleo)"
said "letter.txt in it is not what is made of the desk's rows now"
sed -i '$d' "$story/letter/letter.txt"
echo x >"$story/letter/more.txt"
asked=cleo at_fails "anna cleo" "action sign --as cleo.example $first 1 $story/letter $(custody_of cleo)"
said 'a file that is not in its list'
rm "$story/letter/more.txt"
at "anna ben" "action send --as ben.example $first 1"
said 'action 1: SENT'
at_fails "anna ben" "action no-answer --as ben.example $first 1"
said 'refused by overdue'
at "anna ben" "action answer --as ben.example $first 1 --receipt substantive --day $(day_after 0) --position denies --adequacy 2 --opinion 'No question is answered.' --text 'All is well.'"
said 'action 1: ANSWERED'

echo "--- an entry in annex I, unnamed"
at "ben dara" <<END
action draft --as ben.example $first --kind entry --to "annex I"
action text --as ben.example $first 2 --text "A person who spoke at a session was held." --state-said "The State denied it." --annex I --year 2027 --paragraph 12
action review --as dara.example $first 2
END
at "anna ben" "action approve --as anna.example $first 2"
leave "$first" 2 "$story/entry"
at "anna ben" "action send --as ben.example $first 2"
has -F 'Report of 2027, annex I, paragraph 12' "$story/entry/letter.txt" || fail "its place"

echo "--- a package, checked without this program"
at "ben dara" <<END
consent record --as ben.example $first --person 1 --use C9 --value yes --by self --how spoken --day $(day_after 0) --risks "arrest"
action draft --as ben.example $first --kind package --to "a court"
action text --as ben.example $first 3 --text "Evidence of case $first."
action review --as dara.example $first 3
END
at "anna ben" "action approve --as anna.example $first 3"
leave "$first" 3 "$story/package"
mkdir "$story/unpacked"
tar -xf "$story/package/package.tar" -C "$story/unpacked"
(cd "$story/unpacked" && sha256sum --strict -c SHA256SUMS) || fail "the package's own list"
cmp "$story/page.txt" "$story/unpacked/attachment-0001"

has -F 'ben.example' "$story/unpacked/custody.txt" || fail "no custody"
grep -c '^valise-journal/2 ' "$story/unpacked/custody.txt" | has '[1-9][0-9]' || fail "no lines of the journal"
! has -e voice_key -e reply_recipient -e identity "$story/unpacked/report.json" ||
  fail "who told it is in the package"

echo "--- the same for another system: by code, the names of who consented alone"
cat >"$story/told" <<'END'
A "person"; held, once: شخص محتجز
in two lines.
END
at "ben dara" <<END
consent record --as ben.example $first --person 1 --use C1 --value yes --by self --how spoken --day $(day_after 0) --risks "arrest"
action draft --as ben.example $first --kind interchange --to "a UN body"
action text --as ben.example $first 4 --text @$story/told --named 1
action review --as dara.example $first 4
END
at "anna ben" "action approve --as anna.example $first 4"
leave "$first" 4 "$story/events"
"$python" "$source_dir/tests/tools/interchange.py" "$story/events" \
  "$source_dir/docs/events.schema.json" "Amal Noor" "$story/told"
! has -e "$first" -e 'approver: anna' "$story"/events/* || fail "a number, or a stranger's text"
for text in 'one | two' 'one :: two'; do
  at "ben dara" <<END
action text --as ben.example $first 4 --text "$text" --named none
action review --as dara.example $first 4
END
  at "anna ben" "action approve --as anna.example $first 4"
  at_fails "anna ben" "action write --as ben.example $first 4 $story/refused"
  said 'which would be read as several'
  [ ! -e "$story/refused" ] || fail "something was left"
done

echo "--- the source is told"
printf 'It was raised.\n' >"$story/answer"
asked=anna at "anna ben" "source hold --as anna.example $(person_of anna) $first ben.example anna.example"
asked=ben at "ben dara" <<END
reply --as ben.example $(person_of ben) $first $story/answer
bulletin prepare --as ben.example
END
for who in ben anna; do
  asked=$who at "$who dara" "bulletin sign --as $who.example $(custody_of $who) $(digits)"
done
at "ben dara" "export --as ben.example $story/stick"
courier deliver "$story/stick" >/dev/null 2>&1
check --code-fd 3 3<"$story/code" >"$story/said"
said 'It was raised.'

echo "--- who told it withdraws: an approved letter is stopped in that moment"
at "ben dara" <<END
action draft --as ben.example $first --kind OL --to "Government of an invented State"
action text --as ben.example $first 5 --facts F --norms N --questions Q --follow-up A --tests founded,described,language,credible,not-media
action review --as dara.example $first 5
END
at "anna ben" "action approve --as anna.example $first 5"
leave "$first" 5 "$story/other"
withdraw "$story/code" "$reference" "$story/stop.age"
to_desk "$story/stop.age"
at_fails "anna ben" "action send --as ben.example $first 5"
said 'refused by state: the case is WITHDRAWN'
at "anna ben" "action show --as ben.example $first 5"
said 'Stopped'
at_fails "anna ben" "case renew --as ben.example $first --reason r"
said 'refused by fresh-consent'

echo "--- what strangers wrote is theirs"
at "ben dara" "case show --as ben.example $first"
has -F "$(mark) case 99999999  CREDIBLE" "$story/said" || fail "the account"
! has '^case 99999999' "$story/said" || fail "a stranger speaks as the desk"
said 'What is told'

echo "--- a pair of cases: linked, undone, not twice; one handed over; what is due"
at "ben dara" "case proposals --as ben.example $first"
said 'None is proposed'
at "ben dara" <<END
case link --as ben.example $first --with $second --relation duplicate --reason "one event"
case unlink --as ben.example $first --link 1 --reason "two events"
END
at_fails "ben dara" "case unlink --as ben.example $first --link 1 --reason again"
said 'refused by item'
at "anna cleo" <<END
case triage --as cleo.example $second --class confidential --officer emil.example --alternate ben.example
case handover --as anna.example emil.example --officer ben.example --alternate emil.example --reason leave
case due --as anna.example $second --day $(day_after 3) --text "call the court"
case dues --as anna.example
END
said '1 case(s) of emil.example; 1 handed over'
has "^$(day_after 3)  $second  set (1) $(mark) call the court" "$story/said" || fail "what is due"
at_fails "anna cleo" "case handover --as cleo.example ben.example --officer emil.example --alternate ben.example --reason x"
said 'refused by role'

echo "--- hard to read, abusive: not before it is asked for"
at "ben dara" "case warn --as ben.example $second --of torture,child"
for command in "case show" show; do
  status=0
  open_desk "ben dara" >"$story/said" 2>&1 <<<"$command --as ben.example $second" || status=$?
  [ "$status" = 3 ] || fail "$command: status $status, not that a part is not shown"
  said_not 'account of the south'
done
at "ben dara" <<END
case show --as ben.example $second --anyway
case fold --as ben.example $second --abusive yes --reason insults
case list --as ben.example --all
END
said 'account of the south'
has "^$second .*(folded)" "$story/said" || fail "not folded"
at "ben dara" "case list --as ben.example"
has "^$second " "$story/said" || fail "a folded case is gone from the inbox"

echo "--- a search: every word, without case, and nothing of who told it"
at "ben dara" "case search --as ben.example NORTH invented"
has "^$first  *$(mark) An invented" "$story/said" || fail "not found"
said '1 found in 3.'

echo "--- a withdrawal that nothing signs holds what it names, once"
second_reference=$(sed -n 's/^reference //p' "$story/second.reference")
name_it "$second_reference" "$story/unsigned.age"
to_desk "$story/unsigned.age"
at "ben dara" "case show --as ben.example $second --anyway"
said "  On hold"
at "ben dara" "case lift --as ben.example $second --reason 'a third person'"
name_it "$second_reference" "$story/again.age"
to_desk "$story/again.age"
at "ben dara" "case show --as ben.example $second --anyway"
said "  Triage"
said 'case-hold-not-repeated'

echo "--- its records go no sooner than the work on it"
at "anna ben" "case schedule --as anna.example $second --schedule HRC-4.2 --keep-until $(day_after 400)"
open_desk "anna ben" >"$story/said" 2>&1 <<<"dispose plan --as anna.example --schedule HRC-4.2 $second" || true
said "it is to be kept until $(day_after 400)"

echo "--- what a follow-up says of consent counts before anything leaves"
cat >"$story/more.json" <<'END'
{"kind": "more", "text_language": "eng", "narrative": "Not this year.",
 "victims": [{"unit": "person", "name": "Salim Third"}],
 "consent": [{"person": "self", "C0": "yes", "C2": "no"}]}
END
write_report "$story/third.json" "An invented account of the east."
seal -r "$story/third.json" -o "$story/3.age" --code-fd 3 3>"$story/code4" >/dev/null 2>&1
third_reference=$(send "$story/3.age" 2>/dev/null | grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -n 1)
seal -r "$story/more.json" -o "$story/more.age" --follows "$third_reference" --code-fd 3 \
  3<"$story/code4" >/dev/null 2>&1
to_desk "$story/more.age"
third=$(case_of east)
at "anna cleo" "case triage --as cleo.example $third --class confidential --officer ben.example --alternate emil.example"
at "ben dara" <<END
case assess --as ben.example $third --limb 54/24-4a --urgency life --consent-summary none
case verifying --as ben.example $third
action draft --as ben.example $third --kind UA --to "a State" --urgent yes
action text --as ben.example $third 1 --facts F --norms N --questions Q --follow-up A
END
at_fails "ben dara" "action review --as dara.example $third 1"
said 'refused by taken'
at "ben dara" "case take --as ben.example $third --item $third.0001"
at_fails "ben dara" "case take --as ben.example $third --item $third.0001"
said 'taken before'
at_fails "ben dara" "action review --as dara.example $third 1"
said 'refused by consent: C2 of person 1: never asked'
at "ben dara" "consent list --as ben.example $third"
said 'C2 refused'
