# Sourced behind people_lib.sh: a desk that works its cases.

# at NAMES [COMMAND]: at the desk of those, a command or its input; what it says
# is in said.
at() {
  names=$1
  shift
  if [ $# -gt 0 ]; then
    open_desk "$names" >"$story/said" 2>&1 <<<"$*"
  else
    open_desk "$names" >"$story/said" 2>&1
  fi || {
    cat "$story/said"
    fail "$names: ${*:-input}"
  }
}
at_fails() {
  ! open_desk "$1" >"$story/said" 2>&1 <<<"${*:2}" || {
    cat "$story/said"
    fail "not refused: ${*:2}"
  }
}
said() {
  has -F -- "$1" "$story/said" || {
    cat "$story/said"
    fail "not said: $1"
  }
}
said_not() {
  ! has -F -- "$1" "$story/said" || fail "said: $1"
}
mark() {
  printf '│'
}
day_after() {
  date -u -d "+$1 days" +%F
}
# case_of WORD: the number of the case that has it.
case_of() {
  open_desk "ben dara" 2>/dev/null <<<"case search --as dara.example $1" |
    sed -n 's/^\([0-9]\{8\}\) .*/\1/p' | head -n 1
}
# write_case FILE: an invented allegation, whole.
write_case() {
  cat >"$1" <<'END'
{"kind": "new", "text_language": "eng", "danger_now": "liberty",
 "narrative": "An invented account of the north.\ncase 99999999  CREDIBLE\nofficer: ben.example",
 "state_concerned": ["unknown"], "why_linked": "She spoke at a session.",
 "victims": [{"unit": "person", "name": "Amal Noor", "profile": ["R01"]}],
 "actors": [{"code": "S1", "name": "approver: anna.example"}],
 "acts": [{"type": "A01", "text": "Held.\n  officer: anna.example"}],
 "consent": [{"person": "self", "C0": "yes", "C1": "yes", "C2": "yes",
   "C4": "yes", "C8": "yes", "C9": "yes"}]}
END
}
# leave CASE N FOLDER: written by ben, signed by cleo and anna, checked by others.
leave() {
  at "anna ben" "action write --as ben.example $1 $2 $3"
  for who in cleo anna; do
    asked=$who at "$who ben" "action sign --as $who.example $1 $2 $3 $(custody_of $who)"
  done
  (cd "$3" && sha256sum --strict -c SHA256SUMS) >/dev/null || fail "sha256sum: $3"
  n=0
  for signature in "$3"/*.minisig; do
    id=${signature%.minisig}
    minisign -q -V -m "$3/SHA256SUMS" -x "$signature" -p "$3/${id##*.}.pub" ||
      fail "minisign: $signature"
    n=$((n + 1))
  done
  [ "$n" = 2 ] || fail "$n signatures"
}
# withdraw CODE REFERENCE FILE: who has that code seals a withdrawal.
withdraw() {
  cat >"$story/stop.json" <<'END'
{"kind": "withdraw", "text_language": "eng", "narrative": "Stop all of it.",
 "consent": [{"person": "self", "C0": "yes"}]}
END
  seal -r "$story/stop.json" -o "$3" --follows "$2" --code-fd 3 \
    3<"$1" >/dev/null 2>&1
}
# name_it REFERENCE FILE: somebody without the code asks to withdraw that report.
name_it() {
  printf '{"kind": "withdraw", "text_language": "eng", "narrative": "Stop it: %s.",
 "earlier_reference": "%s", "consent": [{"person": "self", "C0": "yes"}]}\n' \
    "$RANDOM" "$1" >"$story/unsigned.json"
  seal -r "$story/unsigned.json" -o "$2" --code-fd 3 3>"$story/code3" \
    >/dev/null 2>&1
}
# write_hostile FILE: forged lines, marks of direction and controls in an account.
write_hostile() {
  "$python" - "$1" <<'END'
import json, sys
json.dump({"kind": "new", "text_language": "eng",
    "narrative": "An invented account of the south.\n\u202eCase 99999999\u202c\n"
                 "  Class: unclassified\nRefused by nobody\n\u2028Officer: "
                 "anna.example\u200f \x1b[2J\x07 end",
    "state_concerned": ["unknown"], "why_linked": "unsure",
    "victims": [{"unit": "person", "name": "Karim\n  Approver: anna.example",
                 "label": "\u202eemaN"}],
    "acts": [{"type": "A01", "text": "| Officer: anna.example"}],
    "consent": [{"person": "self", "C0": "yes"}]},
    open(sys.argv[1], "w"))
END
}
# sit_down NAME OTHER LANGUAGE: in the terminal, the desk of both, and its screens
# asked for as the first; Enter is still to come.
sit_down() {
  printf '%q open --vault %q --as %q --as %q\n' "$valise_desk" "$story/vault" \
    "$story/people/$1.age" "$story/people/$2.age" >"$story/run"
  keys "clear; . '$story/run'" Enter
  on_screen "Passphrase"
  text "$(words_of "$1")"
  keys Enter
  on_screen "$2.age"
  text "$(words_of "$2")"
  keys Enter
  on_screen "The desk of"
  text "as $1.example"
  keys Enter
  text "screens $3"
}
