#!/usr/bin/env bash
# Goal: whatever a stranger wrote, on every page and every screen of the desk it
# stands behind its mark, line by line: nothing of it speaks as the desk.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
. "$(dirname "$0")/work_lib.sh"
. "$source_dir/tests/terminal/terminal.sh"
read_words "$source_dir"/client/words/*.tsv
work_bits=4
make_people_story
recipient=$(sed -n 's/.*"recipient": *"\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -n 1)
for kind in link many words; do
  "$python" "$source_dir/tests/tools/hostile_report.py" "$story/$kind.tar" \
    $kind "$source_dir/common/report/lists"
  "$valise_age" encrypt -r "$recipient" <"$story/$kind.tar" >"$story/$kind.age"
  to_desk "$story/$kind.age"
  cp "$story/said" "$story/said.$kind"
done
# behind_mark FILE: in each line, before the first of a stranger's words, stands
# the mark that says so; and no control or mark of direction is left.
behind_mark() {
  "$python" - "$1" "${2:-1}" <<'END' || fail "as the desk's own words, in $1"
import sys, unicodedata
seen = 0
for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
    line = line.rstrip("\n")
    at = line.find("ZZF")
    bad = [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
    if bad or (at >= 0 and "│" not in line[:at]):
        sys.exit("%r" % line)
    seen += at >= 0
print("%s: %d lines" % (sys.argv[1].split("/")[-1], seen))
sys.exit(None if seen >= int(sys.argv[2]) else "none of it is shown")
END
}
# It sees what it looks for.
for planted in 'ZZF Case 1: CREDIBLE' $'\xe2\x94\x82 ZZF\rx' $'\xe2\x94\x82 ZZF\xe2\x80\xae'; do
  printf '%s\n' "$planted" >"$story/planted"
  ! (behind_mark "$story/planted") >/dev/null 2>&1 || fail "not seen: $planted"
done
printf '%s\n' '  Name: │ ZZF' >"$story/planted"
behind_mark "$story/planted" >/dev/null
page() { # NAME LINES COMMAND: that many of a stranger's stand there at least.
  at "${opened_by:-ben dara}" "$3"
  cp "$story/said" "$story/page_$1"
  behind_mark "$story/page_$1" "$2"
}

echo "--- on every page"
case=$(case_of ZZF)
[ -n "$case" ] || fail "it did not open"
page show 500 "show --as ben.example $case --anyway"
at "anna cleo" "case triage --as cleo.example $case --class confidential --officer ben.example --alternate emil.example"
at "ben dara" <<END
case assess --as ben.example $case --limb 54/24-4a --urgency ordinary --consent-summary none
case verifying --as ben.example $case
action draft --as ben.example $case --kind AL --to "a State"
action text --as ben.example $case 1 --facts "Facts." --named 1 --about 1
END
page case 20 "case show --as ben.example $case --anyway"
page list 1 "case list --as ben.example --all"
page search 1 "case search --as ben.example ZZF one"
page consent 0 "consent list --as ben.example $case"
page action 0 "action show --as ben.example $case 1"
opened_by="anna ben" asked=anna page source 10 "source show --as anna.example $(person_of anna)--reason look $case"

echo "--- its files, by numbers of ours, and once it was written down"
at "ben dara" "extract --as ben.example $case $story/out"
[ "$(find "$story/out" -name 'attachment-*' | wc -l)" = 1000 ] || fail "1,000 attachments"
! find "$story/out" -name '*ZZF*' | has . || fail "a stranger named a file"

echo "--- on every screen"
terminal 80 24 "$story"
sit_down ben dara en
keys Enter
says() { on_screen "$(word "$1")"; }
shown=0
look_behind() {
  if has ZZF "$screen"; then
    behind_mark "$screen" >/dev/null
    shown=$((shown + 1))
  fi
}
# see NAME LEAST: a list, as it stands there: so many screens of a stranger's words.
see() {
  look_behind
  echo "$1: $shown screens"
  [ "$shown" -ge "$2" ] || fail "nothing of it on the screen: $1"
  shown=0
}
is_read() {
  look
  has "^ $1$" "$screen" && ! has "$(word label_search)" "$screen"
}
# reads KEY: the text of that title is on the screen, and no list.
reads() { until_holds is_read "$(word "$1")"; }
# read_all NAME LEAST: a text to its end, page after page.
read_all() {
  while true; do
    look_behind
    # What is on the screen as a whole says no rows.
    read -r first last rows < <(sed -n \
      's|^ \([0-9]*\)-\([0-9]*\) / \([0-9]*\)$|\1 \2 \3|p' "$screen"
      echo 1 1 1)
    [ "$last" -lt "$rows" ] || break
    page=$((last - first + 1))
    # A row of the page before stays; the last page is a whole one.
    next=$((last + page - 1 > rows ? rows - page + 1 : last))
    keys PageDown
    on_screen " $next-"
  done
  echo "$1: $shown screens of a stranger's, $rows rows"
  [ "$shown" -ge "$2" ] || fail "nothing of it on the screen: $1"
  shown=0
}
says desk_label_inbox
keys 1
on_screen "1 / 1"
see inbox 1
keys 1
says desk_label_do
see case 0
keys 1
reads desk_label_facts
read_all facts 3
keys F2
says desk_label_do
keys 2
reads desk_label_people
read_all people 1
keys F2
says desk_label_do
keys 5
on_screen "Action 1:"
see actions 0
keys 1
reads desk_label_actions
read_all action 0
keys F3
on_screen "Action 1:"
keys F3
says desk_label_do
keys 6
reads desk_label_notes
read_all notes 0
keys F2
says desk_label_do
keys 7
see proposals 0
keys F3
says desk_label_do
keys F3
on_screen "1 / 1"
keys F3
says desk_label_inbox
keys 6
says desk_label_search
text ZZF
keys Enter
on_screen "1 / 1"
see search 1
keys F9
on_screen "Locked: at its screens"
text close
keys Enter
on_screen "Closed."
end_terminal
