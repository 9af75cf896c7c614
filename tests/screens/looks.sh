# shellcheck shell=bash
# Sourced by the tests that hold whole screens against a file, $expected: with
# VALISE_UPDATE=1 they are written anew, and looked at before they are committed.
mkdir -p "$story/looks"
written=$expected
if [ -n "${VALISE_UPDATE:-}" ]; then
  expected=$story/expected
  : >"$expected"
fi

wanted() {
  awk -v name="$1" '/^== / { if (on) exit; on = $2 == name; next } on' \
    "$expected"
}

# looks NAME: the whole screen is that of the file.  What differs from run to
# run, by as many signs: digits, hashes, codes, days.
looks() {
  wanted "$1" >"$story/looks/$1"
  if [ -n "${VALISE_UPDATE:-}" ]; then
    looks_like "$story/looks/$1.new" masked
    # The same name is the same screen, each time.
    if [ -s "$story/looks/$1" ]; then
      diff "$story/looks/$1" "$story/looks/$1.new" >&2 ||
        fail "$1 differs from itself"
    else
      { echo "== $1"; cat "$story/looks/$1.new"; } >>"$expected"
    fi
    return
  fi
  [ -s "$story/looks/$1" ] || fail "no expected screen $1"
  looks_like "$story/looks/$1" masked
}

# look KEYS... NAME: presses, then compares.
look() {
  keys "${@:1:$#-1}"
  looks "${!#}"
}

# looks_done: all of them were seen.
looks_done() {
  if [ -n "${VALISE_UPDATE:-}" ]; then
    cp "$expected" "$written"
  fi
}
