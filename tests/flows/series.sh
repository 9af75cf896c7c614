#!/usr/bin/env bash
# Goal: whoever touches a stick can't stop a desk's notes: a signature line that
# is added changes nothing, is not kept, and the next note follows on; text is
# what counts.
. "$(dirname "$0")/lib.sh"
make_story
mkdir "$story/stick"
out=$story/stick/valise/$intake/out

# A line of a key that no one lists, and the desk's own line once more.
touch_note() {
  "$python" - "$1" <<'END'
import base64, os, sys
note = open(sys.argv[1], encoding="utf-8").read()
own = note.split("\n\n")[1]
foreign = "\u2014 stranger " + base64.b64encode(os.urandom(68)).decode() + "\n"
open(sys.argv[1], "w", encoding="utf-8").write(
    note.split("\n\n")[0] + "\n\n" + foreign + own + own)
END
}
# served PATH FILE: what the relay keeps is what the desk signed, byte for byte.
served() {
  curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/$1" | cmp - "$2" ||
    fail "$1: the relay keeps what a stranger added"
}

write_report "$story/report.json" "An honest account."
for number in 1 2 3; do
  seal -r "$story/report.json" -o "$story/$number.age" --code-fd 3 \
    3>"$story/code$number"
  send "$story/$number.age"
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >/dev/null 2>&1
  echo "Answer $number." | desk reply "$number" >/dev/null 2>&1
  desk export "$story/stick" >/dev/null 2>&1
  note=$(printf '%s/import-%06d.note' "$out" "$number")
  bulletin=$(printf '%s/bulletin-%06d.note' "$out" "$number")
  cp "$bulletin" "$story/signed.note"
  [ -e "$note" ] || fail "there is no import note $number"
  # Each is touched after the desk signed it; the third goes untouched.
  if [ "$number" -lt 3 ]; then
    touch_note "$note"
    touch_note "$bulletin"
  fi
  courier deliver "$story/stick" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "note $number was refused"
  }
  served "bulletins/$number" "$story/signed.note"
  check --code-fd 3 3<"$story/code$number" >"$story/said"
  has "Answer $number." "$story/said" || fail "answer $number"
done
[ "$(($(count 5) + $(count 6)))" = 3 ] || fail "not each was settled"
# What is there already is known again, whatever stands below its text.
touch_note "$out/import-000003.note"
courier deliver "$story/stick" >/dev/null 2>&1 || fail "known notes were refused"

# What stops one series does not stop the other.
write_report "$story/report.json" "Another account."
seal -r "$story/report.json" -o "$story/4.age" --code-fd 3 3>"$story/code4"
send "$story/4.age"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
echo "Answer 4." | desk reply 4 >/dev/null 2>&1
desk export "$story/stick" >/dev/null 2>&1
echo damaged >"$out/import-000004.note"
refuses "import note 4 is damaged" courier deliver "$story/stick"
check --code-fd 3 3<"$story/code4" >"$story/said"
has "Answer 4." "$story/said" || fail "a damaged import note held up the answers"

# Another text is another note, however it is signed below.
sed -i 's/^week .*/week 2026-W01/' "$out/bulletin-000003.note"
refuses "bulletin 3 is not signed by the desk's keys" \
  courier deliver "$story/stick"
# One in another's place.
cp "$out/bulletin-000002.note" "$out/bulletin-000003.note"
refuses "bulletin 3 says another number of itself" courier deliver "$story/stick"
echo "passed"
