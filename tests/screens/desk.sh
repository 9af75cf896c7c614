#!/usr/bin/env bash
# Goal: every screen of the open desk as a whole, in a real terminal, in English,
# Arabic and Chinese and two sizes; what strangers wrote, forged lines and marks of
# direction among it, stands behind its mark on each; what is refused is said.
#
# desk.sh; with VALISE_UPDATE=1 the expected screens are written anew.
. "${VALISE_SOURCE:?}/tests/flows/lib.sh"
. "$source_dir/tests/flows/people_lib.sh"
. "$source_dir/tests/flows/work_lib.sh"
. "$source_dir/tests/terminal/terminal.sh"
read_words "$source_dir"/client/words/*.tsv
work_bits=4
make_people_story
write_case "$story/first.json"
write_hostile "$story/second.json"
for n in first second; do
  seal -r "$story/$n.json" -o "$story/$n.age" --code-fd 3 3>"$story/code" 2>/dev/null
done
# One after the other: a bag of two is in no order.
to_desk "$story/second.age"
to_desk "$story/first.age"
first=$(case_of 'north')
second=$(case_of 'south')
at "anna cleo" <<END
case triage --as cleo.example $first --class confidential --officer ben.example --alternate emil.example
END
at "ben dara" <<END
case assess --as ben.example $first --limb 54/24-4a --urgency danger --urgency-why "two arrests" --consent-summary "all but her name"
case verifying --as ben.example $first
source add --as ben.example $first --kind account --connection victim --person-grade B --information-grade 2 --group family --first-hand yes --text "Her own account, in some words that take more than one row of a screen that is cut in two."
source add --as ben.example $first --kind document --connection official --person-grade A --information-grade 2 --group court --first-hand no --text "صدر القرار في المحكمة، ونصه طويل بما يكفي ليأخذ أكثر من سطر واحد في نصف الشاشة."
verify record --as ben.example $first --element act --finding met --sources 1,2 --contradicting 'none found'
verify review --as dara.example $first --element act
verify harm --as ben.example $first --at-risk "her brother" --own-view "raise it" --likelihood medium --severity high --lessens "no name" --until $(day_after 60)
action draft --as ben.example $first --kind AL --to "Government of an invented State"
action text --as ben.example $first 1 --facts "Amal Noor was held." --norms "Article 19." --questions "Why?" --follow-up "Release." --named 1 --tests founded
case note --as dara.example $first --text "Call first."
case link --as dara.example $first --with $second --relation related --reason "one month"
END

walk() { # LANGUAGE SIZE
  expected=$source_dir/tests/screens/expected/desk_$1_$2.txt
  . "$source_dir/tests/screens/looks.sh"
  terminal "${2%x*}" "${2#*x}" "$story"
  sit_down ben dara "$1"
  look Enter start
  look 1 inbox
  look 1 case
  look 1 facts
  look F1 facts_help
  keys F1
  keys F2
  look 2 people
  keys F2
  look 3 verification
  keys F2
  look 4 compare_first
  look 1 compare_second
  look 2 compare
  keys F2
  look 5 actions
  look 1 action
  look F2 action_acts
  keys F3 F3
  look 6 notes
  keys F2
  look 7 proposals
  keys F3
  look 8 acts
  text "needs-info"
  keys Enter
  look F2 refused
  keys F2
  look Enter line
  text "Where was it?"
  look Enter filled
  keys F3 F3 F3
  look 6 search
  text "SOUTH"
  look Enter hits
  look 1 second_case
  look 1 second_facts
  keys F2 F3 F3 F3
  look F9 locked
  text close
  keys Enter
  on_screen "Closed."
  end_terminal
  looks_done
}
for size in 80x24 120x40; do
  for language in en ar zh; do
    walk "$language" "$size"
  done
done
