#!/usr/bin/env bash
# Goal: a sender of the same file a hundred times and more hides no withheld one
# and accuses nobody; a stick that comes late or twice takes nothing back.
. "$(dirname "$0")/lib.sh"
work_bits=2 grace_seconds=100000
make_story
write_report "$story/report.json" "Invented."
seal -r "$story/report.json" -o "$story/same.age" --no-reply
same=()
for _ in $(seq 130); do same+=("$story/same.age"); done
send "${same[@]}" >/dev/null
until_logged 130
imported() { # STICK
  desk import "$1" >"$story/said" 2>&1 || [ $? = 3 ] # a file may lack
  sed -n 's/.*leaves, //p' "$story/said"
}
collected() {
  mkdir "$1"
  courier collect "$1" >/dev/null
}
collected "$story/stick1"
[ "$(imported "$story/stick1")" = "0 without an envelope, 0 listed and not in it." ] ||
  fail "the first stick: $(cat "$story/said")"
courier deliver "$story/stick1" >/dev/null
seal -r "$story/report.json" -o "$story/other.age" --no-reply
send "$story/other.age" >/dev/null
until_logged 131
collected "$story/stick2"
[ "$(imported "$story/stick2")" = "0 without an envelope, 0 listed and not in it." ] ||
  fail "what a case does not list is missing: $(grep leaves "$story/said")"
desk export "$story/stick2" >/dev/null 2>&1
bulletin=$story/stick2/valise/$intake/out/bulletin-000001.note
! grep -q '^missing' "$bulletin" || fail "the bulletin accuses the relay"
seen=$(sed -n 's/^log //p' "$bulletin")

echo "--- the first stick once more, weeks late"
imported "$story/stick1" >/dev/null
echo "A word." >"$story/word"
write_report "$story/report.json" "Another."
seal -r "$story/report.json" -o "$story/third.age" --code-fd 3 3>"$story/code"
send "$story/third.age" >/dev/null
until_logged 132
# One that the stick does not bring: named, and after two that grew, published.
hidden=$(sha256sum "$story/third.age" | cut -c1-64)
hide() { # STICK: as a courier would who holds one back
  rm "$1/valise/$intake/in/$hidden.age"
}
collected "$story/stick3"
cp -r "$story/stick3" "$story/late"
hide "$story/stick3"
[ "$(imported "$story/stick3")" = "1 without an envelope, 0 listed and not in it." ] ||
  fail "one held back is not named: $(cat "$story/said")"
imported "$story/stick3" >/dev/null # twice the same is not two sticks
desk export "$story/stick3" >/dev/null 2>&1
! grep -q '^missing' "$story"/stick3/valise/"$intake"/out/bulletin-*.note ||
  fail "the same stick twice counts as two"
size=$(sed -n 's/^log [^ ]* \([0-9]*\) .*/\1/p' "$bulletin")
before=$(log_size)
until [ "$(log_size)" -gt "$before" ]; do sleep 0.1; done # another period ended
mkdir "$story/stick4"
courier collect "$story/stick4" >/dev/null
hide "$story/stick4"
imported "$story/stick4" >/dev/null
printf 'An answer.\n' | desk reply 1 >/dev/null 2>&1 || true
write_report "$story/report.json" "A fourth."
seal -r "$story/report.json" -o "$story/fourth.age" --code-fd 3 3>"$story/code"
send "$story/fourth.age" >/dev/null
until_logged 133
mkdir "$story/stick5"
courier collect "$story/stick5" >/dev/null
hide "$story/stick5"
imported "$story/stick5" >/dev/null
desk export "$story/stick5" >/dev/null 2>&1
last=$(ls "$story"/stick5/valise/"$intake"/out/bulletin-*.note | tail -1)
[ "$(grep -c '^missing' "$last")" = 1 ] || fail "it is not published: $(cat "$last")"
[ "$(sed -n 's/^log [^ ]* \([0-9]*\) .*/\1/p' "$last")" -gt "$size" ] ||
  fail "what was seen went back from $seen"
echo "--- and what a late stick brings after all lacks no more"
imported "$story/late" >/dev/null
desk export "$story/late" >/dev/null 2>&1
last=$(ls "$story"/late/valise/"$intake"/out/bulletin-*.note | tail -1)
! grep -q '^missing' "$last" || fail "what is held by now is said to be missing"
echo "passed"
