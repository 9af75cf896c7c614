#!/usr/bin/env bash
# Goal: on the screens, on any machine, a reply code opens acknowledgement,
# message and state of the case, in English and in Arabic; an answer and a
# withdrawal go into the same case; and an unfinished report is there as before.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
work_bits=4
make_story
mkdir "$story/stick"

# sit LANGUAGE COLUMN: with the directory, trusted by its digits.
sit() {
  begin "$@" -d directory.note --fingerprint "$fingerprint"
}
to_desk() {
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "import"
  }
}
publish_answers() {
  desk export "$story/stick" >/dev/null 2>&1
  courier deliver "$story/stick" >/dev/null
}
# shows_case ID TEXT
shows_case() {
  desk show "$1" >"$story/shown" 2>/dev/null || fail "show $1"
  has -F -- "$2" "$story/shown" || {
    cat "$story/shown"
    fail "case $1 does not show: $2"
  }
}

# open_answers: from the start screen, with the code.
open_answers() {
  step "$(word ask_check "$column")" 4
  text "$code"
  step "$(word label_bulletins "$column")" Enter
}

terminal 80 24

write_report "$story/first.json" "An invented first account."
seal -r "$story/first.json" -o "$story/first.age" --code-fd 3 3>"$story/code"
code=$(grep -oE '([0-9]{4} ){5}[0-9]{4}' "$story/code" | head -1)
[ -n "$code" ] || code=$(tr -dc 0-9 <"$story/code")
reference=$(send "$story/first.age" |
  grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -1)

echo "--- before the desk has it"
sit en 2
open_answers
on_screen "were read: 0"
says text_no_bulletins
says text_no_answers
says key_answer
quick_exit

echo "--- what the desk says"
to_desk
printf 'شكرا على بلاغك.\nIn which year \342\200\256was\033[2J it?\n' |
  desk reply 1 >/dev/null
publish_answers
{
  echo "The beginning of a long answer."
  for n in $(seq 200); do echo "Line $n of an invented long answer."; done
  echo "The end of a long answer."
} | desk reply 1 >/dev/null
publish_answers
for language in "en 2" "ar 5"; do
  # shellcheck disable=SC2086
  sit $language
  open_answers
  on_screen ": 2"
  says text_newest_week "$column"
  says label_opened "$column"
  says label_message "$column"
  on_screen 'شكرا على بلاغك.'
  on_screen 'In which year <U+202E>was<U+001B>[2J it?'
  step 'The end of a long answer.' End
  says_not label_parts_missing "$column"
  if [ "$column" = 5 ]; then # the other language, in the same place
    step 'English' F4
    keys 1
    column=2
    on_screen "$(word label_bulletins)"
  fi
  quick_exit
done

echo "--- a code that is none"
sit en 2
step "$(word ask_check)" 4
text "1234"
keys Enter
says error_code_short
text "xyz"
keys F2
says error_code_short
keys F3
on_screen "$(word label_check)"
step "$(word ask_check)" 4
text "$(echo "$code" | one_wrong)"
keys Enter
says error_code_mistyped
keys F3
on_screen "$(word label_check)"
# In Arabic-Indic digits with hyphens.
step "$(word ask_check)" 4
! shows "$(echo "$code" | one_wrong | cut -c1-9)" || fail "the digits are gone"
text "$(echo "$code" | sed 's/ /-/g; y/0123456789/٠١٢٣٤٥٦٧٨٩/')"
step "were read: 2" Enter
keys F2
on_screen "$(word label_check)"
quick_exit

echo "--- an answer into the same case, beside an unfinished report"
sit en 2
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
step "$(word ask_narrative)" 1
text "Words that are not finished."
on_screen "Words that are not finished."
step "$(word ask_hold)" F3
step "$(word ask_kind)" F3
step "$(word label_check)" F3
open_answers
step "$(word ask_answer_what)" F6
step "$(word ask_answer)" 1
says_not key_draft
keys F2
says error_answer_empty
text "It was an invented year."
step "$(word ask_hold_answer)" F2
says_not key_next
keys 2
says error_hold_answer
step "$(word ask_reference)" 1
text "1234"
keys F2
says error_reference
keys BSpace BSpace BSpace BSpace
text "$reference"
step "$(word ask_answer_ready)" F2
keys 3
on_screen "It was an invented year."
says_not label_own_words
step "$(word ask_answer_ready)" F3
step "$(word ask_way)" 1
says_not ask_code
step "$(word progress_reference)" 1
step "$(word label_bulletins)" 1
says label_answer_gone
keys F2
on_screen "$(word label_check)"
step "$(word ask_kind)" 1
step "$(word ask_hold)" F2
step "$(word ask_narrative)" F2
on_screen "Words that are not finished."
says key_draft
quick_exit
to_desk
has 'case 00000001.0001: follow-up of case 00000001, signed by the same code' \
  "$story/said" || { cat "$story/said"; fail "a follow-up"; }
! has 'not known here' "$story/said" || fail "its reference is of that case"
shows_case 1.1 'narrative: It was an invented year.'
shows_case 1.1 'C0: yes'
! has 'not finished' "$story/shown" || fail "the unfinished report went along"

echo "--- a withdrawal, by a stick, without the reference"
sit ar 5
open_answers
step "$(word ask_answer_what 5)" F6
step "$(word ask_withdraw 5)" 2
text "Stop all of it."
step "$(word ask_hold_answer 5)" F2
step "$(word ask_reference 5)" 1
step "$(word ask_answer_ready 5)" F2
step "$(word ask_way 5)" 1
step "$(word ask_export 5)" 2
text "$story/stop.age"
keys Enter
on_screen "$(word label_written 5)"
step "$(word label_bulletins 5)" 3
quick_exit
send "$story/stop.age" >/dev/null
to_desk
has 'consent withdrawn, signed by the code of the report' "$story/said" || {
  cat "$story/said"
  fail "withdrawn"
}
shows_case 1 'consent withdrawn: by 00000001.0002 of week'
echo 'It is withdrawn.' | desk reply 1 >/dev/null
publish_answers

echo "--- without a relay"
sit en 2
stop_relay
step "$(word ask_check)" 4
text "$code"
keys Enter
says error_not_read
start_relay
step "$(word label_bulletins)" Enter
step 'It is withdrawn.' End
quick_exit
echo "passed"
