#!/usr/bin/env bash
# Goal: in a real terminal the programs ask for what they were not given, hide a
# passphrase, and show the reply code on the terminal alone.
. "$(dirname "$0")/lib.sh"
. "$source_dir/tests/terminal/terminal.sh"
make_story
write_report "$story/report.json"
terminal 120 40
on_screen 'ready>'
keys "'$valise' seal -d directory.note -t $intake -r report.json \
-o e.age >stdout.txt 2>stderr.txt; echo \"ended: \$?\"" Enter
on_screen 'The fifty digits of the printed sheet:'
keys "$fingerprint" Enter
on_screen 'Your reply code, shown only now:'
# Not the prompt: that stands on the screen since before the command.
on_screen 'ended: 0'
code=$(grep -oE '([0-9]{4} ){5}[0-9]{4}' "$screen" | tail -1)
[ -n "$code" ] || fail "a code of six groups"
! grep -q "$code" "$story/stdout.txt" "$story/stderr.txt" ||
  fail "the code went to a file"
send "$story/e.age"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
desk export "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null

# Typed in Arabic-Indic digits with hyphens, after one mistyped try.
keys "clear; '$valise' check -d directory.note -t $intake --direct \
--fingerprint '$fingerprint'" Enter
on_screen 'Your reply code, 24 digits:'
keys "$(echo "$code" | one_wrong)" Enter
on_screen 'one of these digits is wrong'
arabic=$(echo "$code" | sed 's/ /-/g;
  y/0123456789/٠١٢٣٤٥٦٧٨٩/')
keys "$arabic" Enter
on_screen 'Opened at the desk in week'

# Typed again for a follow-up; no other code is shown.
keys "clear; '$valise' seal -d directory.note -t $intake \
--fingerprint '$fingerprint' -r report.json -o f.age --follows code" Enter
on_screen 'Your reply code, 24 digits:'
keys "$code" Enter
on_screen 'signed as a follow-up by your reply code'
hides 'shown only now'

# The passphrase does not show.
keys "clear; '$valise_desk' list --vault vault" Enter
on_screen 'Passphrase:'
keys "$passphrase" Enter
on_screen '1 case(s).'
! look_back | has -F "$passphrase" ||
  fail "the passphrase is on the screen"
echo "passed"
