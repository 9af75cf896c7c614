#!/usr/bin/env bash
# Goal: on the screens a camera reads the directory's digits; an older sheet
# still leads to it; a newer directory is taken where the person says so and
# nowhere else, and an old, forged, expired or foreign one never.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
make_story
cp "$story/directory.note" "$story/1.note"
cp "$story/directory.note" "$story/old.note"
chmod 640 "$story/old.note"
sheet=$fingerprint
digits=$(printf '%s' "$sheet" | tr -d ' ')

# scanned dark | light: what a camera reads on the screen.
scanned() {
  look
  grep -E '^[█▀▄ ]*[█▀▄][█▀▄ ]*$' "$screen" |
    "$python" -c '
import sys
lines = sys.stdin.read().split("\n")[:-1]
indent = min(len(line) - len(line.lstrip(" ")) for line in lines)
lines = [line[indent:].rstrip(" ") for line in lines]
width = max(map(len, lines))
margin = "" if sys.argv[1] == "light" else " " * 4
around = [] if sys.argv[1] == "light" else [" " * (width + 8)] * 2
body = [margin + line.ljust(width) + margin for line in lines]
print("\n".join(around + body + around))' "$1" |
    "$python" "$source_dir/tests/tools/qr_text.py" "$1" >"$story/qr.pbm"
  zbarimg --quiet --raw --nodbus "$story/qr.pbm"
}
reads_digits() {
  [ "$(scanned "$1" 2>/dev/null)" = "$digits" ]
}
is_scanned() {
  until_holds reads_digits "$1"
}
# offer FILE KEY: chosen by its path, from the start screen, and judged.
offer() {
  step "$(word ask_newer)" 8
  step "$(word ask_newer_file)" 2
  step "$(word label_path)" F6
  text "$1"
  keys Enter
  says "$2"
}
# declined FILE KEY: that it says so and offers no use.
declined() {
  cp "$story/old.note" "$story/before.note"
  offer "$@"
  step "$(word label_newer)" F2
  cmp "$story/old.note" "$story/before.note" || fail "the old one changed"
}
# from_relay KEY
from_relay() {
  step "$(word ask_newer)" 8
  keys 1
  says "$1"
}

terminal 80 24
begin en 2 -d old.note

echo "--- for a camera"
step "$(word ask_directory)" 8
shows "$(word key_qr)" || fail "F6"
! shows "$(word label_older_sheet)" || fail "there is no earlier set"
step "$(word ask_qr)" F6
is_scanned light
keys F6
is_scanned dark
keys F6
resize 120 40
is_scanned light
resize 60 16
says error_qr_small
resize 80 24
is_scanned light
step "$(word label_digits_same)" F3

echo "--- from the relay"
step "$(word ask_newer)" 1
keys 1
says text_newer_same
on_screen "version 1 was offered"
step "$(word label_newer)" F2
make_directory "$story/2.note" 2
publish "$story/2.note"
from_relay text_newer
on_screen "Version 1 is here; version 2 was offered"
says label_newer_no_changes
step "$(word ask_newer_use)" F2
step "$(word label_newer)" 1
from_relay text_newer # it was left
step "$(word ask_newer_use)" F2
keys 2
says label_newer_used
cmp "$story/old.note" "$story/1.note" || fail "something was written"
from_relay text_newer_same
on_screen "version 2 was offered"
step "$(word label_newer)" F2
# The intake is that of the new one.
step "$(word ask_check)" 4
step "$(word label_newer)" F3

echo "--- written to a new file, and in the place of the old one"
make_directory "$story/3.note" 3
publish "$story/3.note"
cp "$story/old.note" "$story/kept.note"
from_relay text_newer
step "$(word ask_newer_use)" F2
step "$(word ask_newer_target)" 3
text "$story/old.note"
keys Enter
says label_exists
keys C-e BSpace BSpace BSpace BSpace BSpace BSpace BSpace BSpace
text "new.note"
keys Enter
says label_newer_used
cmp "$story/new.note" "$story/3.note" || fail "written whole"
cmp "$story/old.note" "$story/kept.note" || fail "the old one is as it was"
quick_exit
begin en 2 -d old.note --fingerprint "$sheet"
from_relay text_newer
step "$(word ask_newer_use)" F2
step "$(word ask_newer_replace)" 4
step "$(word label_newer_changes)" 1
cmp "$story/old.note" "$story/kept.note" || fail "no is no"
step "$(word ask_newer_use)" F2
step "$(word ask_newer_replace)" 4
keys 2
says label_newer_used
cmp "$story/old.note" "$story/3.note" || fail "replaced"
[ "$(stat -c %a "$story/old.note")" = 640 ] || fail "as open as before"
[ -z "$(find "$story" -maxdepth 1 -name '.part-*')" ] || fail "a leftover"

echo "--- what is not taken"
declined "$story/1.note" warn_rollback
on_screen "$(word label_newer)"
over='"issued": "2026-01-01T00:00:00Z", "expires": "2026-02-01T00:00:00Z",'
make_directory "$story/fork.note" 3 "$over"
declined "$story/fork.note" warn_newer_forked
make_directory "$story/expired.note" 4 "$over"
declined "$story/expired.note" warn_newer_expired
head -c 1000 /dev/urandom >"$story/noise"
declined "$story/noise" warn_newer_untrusted
sed 's/"version":3/"version":5/' "$story/3.note" >"$story/changed.note"
declined "$story/changed.note" warn_newer_untrusted
step "$(word ask_newer)" 8
step "$(word ask_newer_file)" 2
step "$(word label_path)" F6
text "$story/nothing"
keys Enter
says error_newer_not_read
mkdir -p "$story/stick/valise"
make_directory "$story/stick/valise/directory.note" 6
offer "$story/stick" text_newer
on_screen "version 6 was offered"
quick_exit

echo "--- an older sheet"
if command -v node >/dev/null; then
  link() { node "$source_dir/tests/tools/old_sheet.mjs" "$@"; }
  describe 7
  link describe "$story/description.json" >"$story/linked.json"
  "$valise_desk" authority propose "$story/linked.json" -o "$story/linked" \
    --persons "$story/linked.persons"
  link sign "$story/linked" >"$story/linked.note"
  sed -n 's/^fingerprint *//p' \
    < <("$valise_desk" authority show "$story/linked.note") >"$story/new_digits"
  "$python" - "$story/linked.json" "$(link old)" >"$story/before.json" <<'PYTHON'
import json
import sys

description = json.load(open(sys.argv[1], encoding="utf-8"))
description["authority"] = {"threshold": 1, "keys": [sys.argv[2]]}
description["links"] = []
json.dump(description, sys.stdout)
PYTHON
  "$valise_desk" authority propose "$story/before.json" -o "$story/before" \
    --persons "$story/before.persons"
  old_digits=$("$valise_desk" authority show "$story/before" |
    sed -n 's/^fingerprint *//p')
  [ -n "$old_digits" ] || fail "the digits of an older sheet"
  begin en 2 -d linked.note
  step "$(word ask_directory)" 4
  on_screen "$(cut -c1-5 "$story/new_digits")"
  ! shows "$old_digits" || fail "the older digits come when asked for"
  step "$(word ask_older_sheet)" 3
  on_screen "$old_digits"
  step "$(word label_digits_same)" 2
  step "$(word ask_older_sheet)" 3
  step "$(word ask_check)" 1
  quick_exit
else
  echo "without node: left out"
fi
echo "passed"
