# shellcheck shell=bash
# Sourced by the flows that sit at the screens of `valise`, behind lib.sh: a
# terminal of the flow's own, sittings, and the ways through the form.  The
# screens lock for no one's slowness: --lock-after 0.
. "$source_dir/tests/terminal/terminal.sh"
read_words "$source_dir"/client/words/*.tsv
sitting=0    # how many were begun
wrapper=     # what `valise` is run under
keys_sent=0  # a key each; text is not counted

# step TEXT KEY...: counts the keys, and waits for what comes of them.
step() {
  local wanted=$1
  shift
  keys_sent=$((keys_sent + $#))
  keys "$@"
  on_screen "$wanted"
}

# says KEY [COLUMN], and says_not KEY [COLUMN]
says() {
  on_screen "$(word "$@")"
}
says_not() {
  hides "$(word "$@")"
}

# start TEXT OPTION...: begins a sitting, and waits until the text stands there.
start() {
  local wanted=$1
  shift
  sitting=$((sitting + 1))
  printf '%s %q --lock-after 0' "$wrapper" "$valise" >"$story/run$sitting"
  [ $# -eq 0 ] || printf ' %q' "$@" >>"$story/run$sitting"
  printf ' 2>%q; echo "ended %s: $?"\n' "$story/said$sitting" "$sitting" \
    >>"$story/run$sitting"
  keys "clear; . '$story/run$sitting'" Enter
  on_screen "$wanted"
}

# begin LANGUAGE COLUMN [OPTION...]: a sitting, at its start screen.
begin() {
  language=$1
  column=$2
  shift 2
  start "$(word label_check "$column")" --direct --language "$language" "$@"
}

# ended STATUS: this sitting came to its end with that.
ended() {
  on_screen "ended $sitting: $1"
}

# quick_exit: Esc Esc, as a person presses them.
quick_exit() {
  step "$(word label_once_more "${column:-2}")" Escape
  keys Escape
  ended 0
}

# sitting_pid: the process at the terminal.
sitting_pid() {
  pgrep -x valise -P "$(terminal_value pane_pid)"
}

# code_on_screen: the 24 digits, once they stand there.
code_on_screen() {
  on_screen "$(word ask_code)"
  grep -oE '([0-9]{4} ){5}[0-9]{4}' "$screen" | head -1 | tr -d ' '
}

# type_code CODE: a key for each digit.
type_code() {
  for digit in $(echo "$1" | grep -o .); do
    keys_sent=$((keys_sent + 1))
    keys "$digit"
  done
}

# From the start screen to the narrative, the directory's digits compared where
# this is the first report of the sitting.
go_to_narrative() {
  if [ -z "${trusted:-}" ]; then
    step "$(word ask_directory)" 1
  fi
  step "$(word ask_kind)" 1
  step "$(word ask_hold)" 1
  step "$(word ask_narrative)" 1
}

# From the narrative to the steps: State unknown, link unsure.
go_to_steps() {
  step "$(word ask_state)" F2
  step "$(word ask_bodies)" F6
  step '[x]' 1
  step "$(word ask_steps)" F2
}

# save_draft FILE: from where the person is, and back.
save_draft() {
  step "$(word ask_draft)" F8
  text "$1"
  step "$(word ask_passphrase_new)" Enter
  text "$passphrase"
  step "$(word ask_again)" Enter
  text "$passphrase"
  step "$(word label_draft_saved)" Enter
}

# At the steps: no answer is wanted, so that no code is made.
want_no_reply() {
  step "$(word ask_reply)" End Enter
  step "$(word ask_steps)" 2
}

# From the steps to the ways out; the code is left in $code.
go_to_ways() {
  step "$(word ask_review)" F2
  step "$(word ask_code)" F2
  code=$(code_on_screen)
  [ "${#code}" -eq 24 ] || fail "a code of 24 digits"
  type_code "$code"
  on_screen "$(word ask_way)"
}
