#!/usr/bin/env bash
# Goal: a first report takes at most 12 screens and 40 keys beyond its text, from
# the program's start to the relay's reference, with the 24 digits of the reply
# code among them; and the desk has exactly what was typed, in any script.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
make_story
mkdir "$story/stick"

# report_of NARRATIVE: from the start to the reference, typed and counted.
report_of() {
  keys_sent=0
  : >"$titles"
  start "$(word ask_language)" -d directory.note -t "$intake" --direct
  step "$(word ask_start)" 1
  go_to_narrative
  text "$1"
  go_to_steps
  go_to_ways
  step "$(word progress_reference)" 1
  reference=$(grep -oE 'Reference: .*' "$screen" | cut -d' ' -f2)
  screens=$(wc -l <"$titles")
  counted=$keys_sent
}

# The desk's words of case NUMBER are those.
desk_has() {
  desk_columns=9999 desk show "$1" >"$story/shown" 2>/dev/null
  sed -n 's/^[^a-z]* narrative: //p' "$story/shown" >"$story/narrative"
  printf '%s\n' "$2" | cmp - "$story/narrative" || {
    cat "$story/shown" >&2
    fail "case $1 is not what was typed"
  }
}

terminal 80 24
number=0
for written in \
  'On 3 May the guard, “Mr X”, told her: "stop, or else" - 100% & <b>.' \
  'في 3 مايو قال لها الحارس: «توقّفي، وإلا…» ثم كتب abc (12).' \
  '五月三日，保安对她说：“停下，否则……”。她叫李𠮷（12）。'; do
  number=$((number + 1))
  report_of "$written"
  echo "$screens screens, $counted keys: $(cut -c1-40 "$titles" |
    sed 's/  */ /g' | paste -sd '|')"
  [ "$screens" -le 12 ] || fail "$screens screens"
  [ "$counted" -le 40 ] || fail "$counted keys"
  [ -n "$reference" ] || fail "a reference"
  # Done: everything is wiped; another sitting for the next.
  step "$(word label_wiped)" 1
  shows "$(word ask_start)" || fail "back at the start"
  quick_exit
  [ ! -s "$story/said$sitting" ] || fail "it said something"
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >"$story/imported" 2>/dev/null
  has '1 new and opened' "$story/imported" || fail "the desk opens it"
  desk_has "$number" "$written"
  # The code opens the answers: it is the one that was typed.
  code=$(echo "$code" | sed 's/..../& /g; s/ $//')
  check --code-fd 3 3<<<"$code" >/dev/null || fail "the code is the report's"
done
echo "passed"
