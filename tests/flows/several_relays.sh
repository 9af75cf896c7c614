#!/usr/bin/env bash
# Goal: a stick brings list and log of every relay of the intake, so that one that
# hides, lies, floods or is away costs itself alone and is named by the desk.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
. "$(dirname "$0")/near_lib.sh"
[ "$(id -u)" -eq 0 ] || fail "a small stick needs root"
work_bits=2 grace_seconds=100000
make_story
init_near
describe 2
join_near
sign_directory "$story/directory.two"
adopt "$story/directory.two" >/dev/null 2>&1
publish "$story/directory.two"
start_near
by_near() { # FILE...
  "$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" --direct --relay near.example "$@" >/dev/null
}
by_story() { # FILE...
  "$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" --direct --relay "$relay_name" "$@" >/dev/null
}
near_logged=0 story_logged=0
published() { # until what was sent is in both logs
  until [ "$(logged "$story/spool-near")" -ge "$near_logged" ] &&
    [ "$(logged)" -ge "$story_logged" ]; do sleep 0.05; done
}
collect() { # STICK STATUS: its output to $story/said
  status=0
  courier collect "$1" >"$story/said" 2>&1 || status=$?
  [ "$status" = "$2" ] || fail "collect: $status: $(cat "$story/said")"
}
import() { # STICK STATUS
  status=0
  desk import "$1" >"$story/said" 2>&1 || status=$?
  [ "$status" = "$2" ] || fail "import: $status: $(cat "$story/said")"
}
said() { # TEXT...
  for text in "$@"; do
    has -F -- "$text" "$story/said" || fail "$text: $(cat "$story/said")"
  done
}
number=0
fresh() { # FILE: one more report
  number=$((number + 1))
  write_report "$story/report.json" "Invented account $number."
  seal -r "$story/report.json" -o "$1" --no-reply
}

echo "--- one by each, and one by both: three cases, and two logs looked at"
fresh "$story/one.age"
fresh "$story/two.age"
fresh "$story/both.age"
by_near "$story/one.age" "$story/both.age"
by_story "$story/two.age" "$story/both.age"
near_logged=2 story_logged=2
published
mkdir "$story/stick"
collect "$story/stick" 0
said "At near.example: 2 envelopes" "At $relay_name: 2 envelopes"
[ "$(ls "$story/stick/valise/$intake/in/"*.age | wc -l)" = 3 ] || fail "not three"
import "$story/stick" 0
said "Listed 3: 3 new and opened" "Log of near.example up to" \
  "Log of $relay_name up to"
[ "$(grep -c ' 0 without an envelope, 0 listed and not in it' "$story/said")" = 2 ] ||
  fail "$(cat "$story/said")"
import "$story/stick" 0
said "Listed 3: 0 new and opened, 0 new and quarantined, 3 held from before"

echo "--- what the desk says goes to each of them"
desk export "$story/stick" >/dev/null
courier deliver "$story/stick" >"$story/said" 2>&1 || fail "$(cat "$story/said")"
said "Delivered to near.example: 1 import note(s), 1 bulletin(s)" \
  "Delivered to $relay_name: 1 import note(s), 1 bulletin(s)"
near_settled() {
  "$valise_relay" status -c "$story/near.ini" |
    awk '$1 == "'"$intake"'" { print $5 + $6 }'
}
[ "$(near_settled)" = 2 ] || fail "near did not settle: $(near_settled)"
grep -c '^log ' "$story/stick/valise/$intake/out/bulletin-000001.note" | has 2 ||
  fail "the bulletin does not say both logs"

# front LIE: stands where the directory says near is.
stop_near
front_port=$near_port near_port=$(free_port)
start_near
front() {
  stand "$front_port" "$near_port" "$1"
}

echo "--- a relay that hides an envelope which it promised"
front plain
fresh "$story/hidden.age"
by_near "$story/hidden.age"
near_logged=3
published
front hide
mkdir "$story/hiding"
collect "$story/hiding" 0
import "$story/hiding" 0
said "in the log of near.example, but no stick brought it: reference" \
  "1 without an envelope"
[ ! -e "$story/hiding/valise/$intake/in/$(sha256sum "$story/hidden.age" |
  cut -c1-64).age" ] || fail "it was not hidden"

echo "--- a relay that lies of sizes and says that all is erased takes nothing away"
fresh "$story/other.age"
front plain
by_near "$story/other.age"
by_story "$story/other.age"
near_logged=4 story_logged=3
published
front sizes+erased
mkdir "$story/sizes"
collect "$story/sizes" 0
import "$story/sizes" 3
said "1 new and opened" "0 damaged, 1 missing"

echo "--- one that is away costs itself alone, and is named by both"
stand_down "$front_port"
fresh "$story/away.age"
by_story "$story/away.age"
story_logged=4
published
mkdir "$story/away"
collect "$story/away" 3
said "near.example: " "of 2 relays 1 are done"
import "$story/away" 0
said "1 new and opened" "nothing of the relay near.example is on this stick"
courier deliver "$story/away" >"$story/said" 2>&1 && fail "near was not there"
said "near.example: " "Delivered to $relay_name"
sed "s/^intake = .*/&\nrelay = $relay_name/" "$story/courier.ini" \
  >"$story/one.ini"
"$valise_courier" deliver -c "$story/one.ini" "$story/away" >"$story/said" ||
  fail "one that is named is the only one: $(cat "$story/said")"
sed "s/^relay = .*/relay = nobody.example/" "$story/one.ini" >"$story/none.ini"
refuses "the directory has no relay nobody.example" \
  "$valise_courier" collect -c "$story/none.ini" "$story/away"

echo "--- lists on a stick: damaged, or in another's place"
front plain
mkdir "$story/lists"
collect "$story/lists" 0
near_folder=$(relay_folder near.example)
cp -r "$story/lists" "$story/half"
truncate -s 300 "$story/half/valise/$intake/$near_folder/manifest.note"
import "$story/half" 3
said "its manifest is damaged or only half there" "1 list(s) of the stick" \
  "Log of $relay_name up to" \
  "nothing of the relay near.example is on this stick" "new and opened"
cp -r "$story/lists" "$story/swapped"
cp "$story/swapped/valise/$intake/$(relay_folder)/manifest.note" \
  "$story/swapped/valise/$intake/$near_folder/manifest.note"
import "$story/swapped" 3
said "its manifest lies in the place of another relay"
import "$story/lists" 0
said "Log of near.example up to" " 0 without an envelope"
mkdir -p "$story/crowd/valise/$intake/in"
for n in $(seq 20); do
  mkdir "$story/crowd/valise/$intake/in/relay-$(printf '%016x' "$n")"
done
refuses "there is no manifest" desk import "$story/crowd"
has "there are more lists than one stick has" "$story/said" ||
  fail "$(cat "$story/said")"

echo "--- a flood at one leaves room on a small stick for all of the other"
small=$story/small
mkdir "$small"
mount -t tmpfs -o size=5m tmpfs "$small"
mounted=$small
mkdir "$small/stick"
flood=()
# Each a little smaller than a report: no gap is left where the flood comes first.
for n in $(seq 140); do
  any_envelope "$story/flood$n.age" 31000
  flood+=("$story/flood$n.age")
done
by_near "${flood[@]}"
fresh "$story/small.age"
by_story "$story/small.age"
near_logged=144 story_logged=5
published
collect "$small/stick" 3
said "were left at the relay" "near.example: " "of 2 relays 1 are done"
[ -e "$small/stick/valise/$intake/in/$(sha256sum "$story/small.age" |
  cut -c1-64).age" ] || fail "the flood took its room"
[ -s "$small/stick/valise/$intake/$near_folder/log/checkpoint" ] ||
  fail "the log of the flooded one is not there"
stand_down "$front_port"
stop_near
echo "passed"
