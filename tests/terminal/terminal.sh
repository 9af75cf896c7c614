# shellcheck shell=bash
# Sourced by the tests that sit at a screen: a real terminal (tmux) for the
# length of the test, keys, words, and waits that look.  One helper does it all
# (terminal.py); no process is started for a key or a look.
#
# Wants: $source_dir, $python, $story (a folder of the test's own), fail, skip.
command -v tmux >/dev/null || skip "tmux is not installed"
export LC_ALL=C.UTF-8
screen=$story/screen   # what stood there at the last look
titles=$story/titles   # every title that was seen, in order
terminal_pid=

# terminal COLUMNS ROWS [FOLDER]: a shell in that folder.
terminal() {
  end_terminal
  : >"$titles"
  terminals=$((${terminals:-0} + 1)) # a server that ends takes no session
  coproc TERMINAL {
    exec "$python" "$source_dir/tests/terminal/terminal.py" \
      "$story/tmux$terminals" "$1" "$2" "${3:-$story}" "$titles"
  }
  terminal_pid=$TERMINAL_PID
  terminal_to=${TERMINAL[1]} terminal_from=${TERMINAL[0]}
  hears
}

# hears: the answer to what was asked is yes; $heard is what it says.
hears() {
  read -r heard <&"$terminal_from" || fail "the terminal has ended"
  [ "${heard%% *}" = ok ]
}

# ask_terminal WORD...
ask_terminal() {
  printf '%s\x1f' "$@" >&"$terminal_to"
  printf '\x1e' >&"$terminal_to"
  hears
}

# end_terminal: with what runs in it.
end_terminal() {
  [ -n "$terminal_pid" ] || return 0
  # It ends tmux, and all that runs there.  Said, as whatever was started since
  # may hold the pipe too.
  printf 'end\x1f\x1e' >&"$terminal_to" || true
  exec {terminal_to}>&-
  wait "$terminal_pid" 2>/dev/null || true
  exec {terminal_from}<&-
  terminal_pid=
}

# show_terminal: for whoever reads why a test failed.
show_terminal() {
  if [ -n "$terminal_pid" ] && [ -f "$screen" ]; then
    cat "$screen" >&2
  fi
}

keys() {
  ask_terminal keys "$@"
}

# text TEXT: typed as it is.
text() {
  ask_terminal text "$1"
}

# paste_file FILE [WAY]: marked as a paste by the terminal, unless WAY is typed.
paste_file() {
  ask_terminal paste "$1" "$([ "${2:-}" = typed ] || echo marked)"
}

# look: what stands on the screen, into $screen.
look() {
  ask_terminal look "$screen"
}

# look_back: with what is above it, too, on standard output.
look_back() {
  ask_terminal history "$story/history"
  cat "$story/history"
}

# shows TEXT...: all of it stands there now, also from right to left or over
# two lines, and keys are heard.
shows() {
  ask_terminal shows "$screen" "$@"
}

# hides TEXT
hides() {
  ! shows "$1" || {
    show_terminal
    fail "it shows: $1"
  }
}

# on_screen TEXT...: waits until it stands there.
on_screen() {
  ask_terminal until "$screen" "$@" || {
    show_terminal
    fail "never on the screen: $*"
  }
}

# until_holds TEST...: for what is not on the screen; a minute and what the
# tests themselves take.
until_holds() {
  for _ in $(seq 1200); do
    if "$@"; then return; fi
    sleep 0.05 # between two looks
  done
  show_terminal
  fail "never: $*"
}

# resize COLUMNS ROWS
resize() {
  ask_terminal resize "$1" "$2"
}

# terminal_value NAME: what tmux says of its pane, on standard output.
terminal_value() {
  ask_terminal value "$1"
  printf '%s\n' "${heard#ok }"
}

# The program's sentences, read once: "KEY COLUMN" to the sentence up to what
# is filled in; en 2, fr 3, es 4, ar 5, ru 6, zh 7.
declare -A sentences
read_words() {
  local file line column cells
  for file in "$@"; do
    while IFS= read -r line; do
      IFS=$'\t' read -r -a cells <<<"$line"
      for column in 2 3 4 5 6 7; do
        sentences[${cells[0]} $column]=${cells[column - 1]:-}
      done
    done < <(grep -v '^#' "$file")
  done
}

# word KEY [COLUMN]
word() {
  local found=${sentences[$1 ${2:-2}]:-}
  [ -n "$found" ] || fail "no such word: $1"
  found=${found%%%*}
  printf '%s\n' "${found% }"
}

# looks_like FILE plain|masked: the whole screen is that of the file.  With
# VALISE_UPDATE=1 it is written anew, once it is the same for a while: for a
# person to compare.
looks_like() {
  if [ -n "${VALISE_UPDATE:-}" ]; then
    ask_terminal settled "$1" "${2#plain}" 1
    return
  fi
  ask_terminal until-same "$screen" "${2#plain}" "$1" || {
    diff "$1" "$screen" >&2 || true
    fail "not as expected: $(basename "$1")"
  }
}

# last_words FILE: its last line.
last_words() {
  tail -n 1 "$1"
}

# make_long_text FILE: 20,000 characters in four scripts, for a paste.
make_long_text() {
  local all
  all=$(cat "$source_dir"/tests/samples/{zh,ar,ru,en}.txt)
  printf '%s' "${all:0:20000}" >"$1"
  [ "$(wc -m <"$1")" -eq 20000 ] || fail "20,000 characters"
}

# --- what a dump of memory is searched for
hex() {
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# The same in code points of four bytes, and as cells of curses; ASCII alone.
hex32() {
  hex "$1" | sed 's/../&000000/g'
}

hex_cells() {
  hex "$1" | sed 's/../00000000&0000000000000000000000000000000000000000000000/g'
}
