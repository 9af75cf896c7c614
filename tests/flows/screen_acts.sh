#!/usr/bin/env bash
# Goal: which victims an act was done to, chosen on the screen by their names, is
# what the desk reads; and a victim who is taken out leaves the others theirs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
work_bits=4
make_story
mkdir "$story/stick"
goto() {
  keys Home
  for _ in $(seq "$1"); do keys Down; done
}
terminal 80 24
start "$(word ask_language)" -d directory.note -t "$intake" --direct
step "$(word ask_start)" 1
go_to_narrative
echo "--- an answer that stops sealing says so at once"
step "$(word ask_hold)" F3
step "$(word error_hold_answer)" 2
step "$(word ask_hold)" F3
step "$(word ask_narrative)" 1
says_not error_hold_answer
text "An invented account."
go_to_steps

echo "--- nobody to choose from yet"
goto 9
step "$(word ask_acts)" Enter
step "$(word title_act_victims)" Enter
step "$(word text_none_yet)" 2
step "$(word title_act_type)" 1
step "$(word title_act_victims)" 1
step "$(word key_remove)" F2
step "$(word ask_steps)" F2

echo "--- three victims, one alleged perpetrator"
goto 8
step "$(word ask_victims)" Enter
for name in Amina Boris Chen; do
  keys End
  step "$(word title_label)" Enter
  step "$(word ask_label)" 4
  text "$name"
  step "$name" Enter
  step "$(word ask_victims)" F2
done
step "$(word ask_steps)" F2
goto 10
step "$(word ask_actors)" Enter
step "$(word title_actor)" Enter
step "$(word ask_actor)" 1
step "$(word title_relation)" 1
step "$(word ask_actors)" F2
step "$(word ask_steps)" F2

echo "--- the act was done to the second and the third of them"
goto 9
step "$(word ask_acts)" Enter
step "$(word title_act_victims)" Enter
step "$(word ask_act_victims)" 2
on_screen "2. Boris"
step '[x]' 2
keys 3
step "$(word title_act_victims)" F2
on_screen "2, 3"
step "$(word ask_act_actors)" 3
step '[x]' 1
step "$(word title_act_actors)" F2
step "$(word ask_acts)" F2
step "$(word ask_steps)" F2

echo "--- an act of one who is taken out alone does not become one of all unsaid"
goto 10
step "$(word ask_actors)" Enter
keys Home
keys F7
step "$(word warn_act_of_all)" F7
step "$(word ask_steps)" F2

echo "--- the first victim is taken out: the others keep what is theirs"
goto 8
step "$(word ask_victims)" Enter
keys Home
keys F7
keys F7
on_screen "1. Boris"
step "$(word ask_steps)" F2
want_no_reply
step "$(word ask_review)" F2
step "$(word ask_way)" F2
step "$(word progress_reference)" 1
quick_exit
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
desk_columns=9999 desk show 1 >"$story/shown" 2>/dev/null
tr -s '|│ \n' '|| ' <"$story/shown" | tr -d '|' | tr -s ' ' >"$story/line"
has "acts: type: A01 victims: 1 2 attachments" "$story/line" ||
  fail "the desk reads another: $(cat "$story/shown")"
has "label: Boris label: Chen" "$story/line" || fail "the victims"
echo "passed"
