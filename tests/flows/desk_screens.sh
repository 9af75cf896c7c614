#!/usr/bin/env bash
# Goal: a case is worked at the screens of the open desk, at a real terminal: given,
# assessed, verified, found, reviewed, held and searched for, with the keys of the
# ten commonest tasks counted; what a rule refuses is said whole and changes nothing;
# the lock key and the quick exit shut the desk, and nobody goes on without a word.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
. "$(dirname "$0")/work_lib.sh"
. "$(dirname "$0")/screen_lib.sh"
work_bits=4
column=2
make_people_story
write_case "$story/first.json"
seal -r "$story/first.json" -o "$story/1.age" --code-fd 3 3>"$story/code" 2>/dev/null
to_desk "$story/1.age"
terminal 80 24 "$story"

# sit NAME OTHER: the desk of both, at its screens as the first.
sit() {
  sit_down "$1" "$2" en
  keys Enter
  says desk_label_inbox
}
leave_it() {
  keys "$1"
  on_screen "Locked: at its screens"
  text close
  keys Enter
  on_screen "Closed."
}
# task NAME MOST: what was pressed since the last one.
task() {
  echo "keys: $1: $keys_sent"
  [ "$keys_sent" -le "$2" ] || fail "$1 takes $keys_sent keys, and $2 are enough"
  keys_sent=0
}
# to_acts: from the start screen to what can be done to the case.
to_acts() {
  step 'Cases: 1' 1
  step 'Case 00000001' 1
  step "$(word desk_ask_do)" 8
}
home() {
  for _ in $(seq "$1"); do keys F3; done
  says desk_label_inbox
}

sit cleo ben
keys_sent=0
step 'Cases: 1' 1
step 'Case 00000001' 1
step 'An invented account of the north.' 1
task "read the most urgent case" 3
home 3
keys_sent=0
to_acts
step "! $(word field_class)" 1
step "$(word code_confidential)" 1
step "$(word field_class): confidential" 2
step "emil.example" Enter
step "$(word field_officer): ben.example" 2
step "emil.example" Enter
step "$(word field_alternate): emil.example" 5
step "Done: $(word act_case_triage)" F2
task "triage" 11
leave_it F9

sit ben dara
keys_sent=0
to_acts
keys "begin to"
step "$(word act_case_verifying)" Enter
step "Refused by limb" F2
step "Begin to verify" F2
task "be refused, whole" 7
home 3
keys_sent=0
to_acts
step "$(word field_limb)" 1
step "54/24, paragraph 4 (b)" 1
step "$(word field_limb): 54/24" 1
step "danger to life" Enter
step "$(word field_urgency): danger" 2
keys Down
step "$(word field_consent_summary)" Enter
text "all of it"
step "$(word field_consent_summary): $(mark) all of it" F2
step "Done: $(word act_case_assess)" F2
task "assess" 12
home 2
to_acts
keys "begin to"
keys Enter
step "Done: $(word act_case_verifying)" F2
task "begin to verify" 5
home 2
to_acts
text "add a source"
keys Enter
says field_connection
home 3
to_acts
text "note for"
keys Enter
step "$(word field_text)" 1
text "Call first."
step "$(word field_text): $(mark) Call first." F2
step "Done: $(word act_case_note)" F2
task "add a note" 12
home 2
to_acts
text "stop it"
keys Enter
says field_reason
step '>' 1
text "a changed risk"
step "$(word field_reason): $(mark) a changed risk" Enter
step "Done: $(word act_case_hold)" F2
task "stop a case" 6
home 2
to_acts
text "lift"
keys Enter
says field_reason
step '>' 1
text "it was none"
step "$(word field_reason): $(mark) it was none" Enter
step "Done: $(word act_case_lift)" F2
task "lift a hold" 6
home 2
to_acts
text "draft a letter"
keys Enter
step "! $(word field_kind)"
step "$(word code_quiet)" 1
step "$(word field_kind): AL" 2
step '>' Enter
text "a State"
step "$(word field_to): $(mark) a State" Enter
step "Done: $(word act_action_draft)" F2
task "draft a letter" 10
step 'Action 1: AL, Draft' 5
step 'Author: ben.example' 1
step "$(word act_action_text)" F2
task "read a letter, and go on to its text" 3
home 4
step "$(word desk_ask_search)" 6
text "NORTH"
step 'Found: 1' Enter
step 'Case 00000001' 1
task "search, and open what was found" 3
# The quick exit leaves no desk open behind it.
keys Escape
says label_once_more
keys Escape
on_screen "Locked: at its screens"
text close
keys Enter
on_screen "Closed."
end_terminal

at "ben dara" "case show --as ben.example 1"
for line in 'Being verified' 'Limb: 54/24, paragraph 4 (a)' 'Call first.' 'case-hold' \
  'case-lift' 'action-draft'; do
  said "$line"
done
at_fails "ben dara" "screens"
said 'screens need a terminal'
"$valise_desk" journal export --vault "$story/vault" | has ' searched '
