#!/usr/bin/env bash
# Goal: what another relay left on a stick is put right; a relay that serves
# another log than it signed, or a list without an end, is told so and ends no run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
work_bits=2
by_days
make_story
write_report "$story/report.json" "Invented."
seal -r "$story/report.json" -o "$story/same.age" --no-reply
same=()
for _ in $(seq 200); do same+=("$story/same.age"); done
send "${same[@]}" >/dev/null
next_day
bundle=$(relay_folder)/log/tile/entries/000
brings() { # STICK: the bundle on it is the relay's, and the desk says nothing
  curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/log/tile/entries/000" |
    cmp - "$1/valise/$intake/$bundle" || fail "the bundle is not the relay's"
  desk import "$1" >"$story/said" 2>&1
  has ' 0 without an envelope, 0 listed and not in it' "$story/said" ||
    fail "$(cat "$story/said")"
  ! grep -e 'not whole' -e 'do not lead' -e 'is not looked at' "$story/said" ||
    fail "an honest relay is accused"
}

echo "--- the bundle of another relay's log lies on the stick"
mkdir -p "$story/stick/valise/$intake/$(relay_folder)/log/tile/entries"
head -c 8704 /dev/urandom >"$story/stick/valise/$intake/$bundle"
courier collect "$story/stick" >"$story/said" 2>&1 || fail "$(cat "$story/said")"
! has 'does not have the root' "$story/said" || fail "the relay is accused"
brings "$story/stick"
echo "--- and one that was cut short"
head -c 100 /dev/urandom >"$story/stick/valise/$intake/$bundle"
courier collect "$story/stick" >/dev/null
brings "$story/stick"

echo "--- the relay itself serves another log than it signed"
front_port=$port
stop_relay
port=$(free_port)
sed -i "s/^port = .*/port = $port/" "$story/relay.ini"
start_relay
front() { # LIE: from now on, where the directory says the relay is
  stand "$front_port" "$port" "$1"
}
taken() { # STICK: the envelope came all the same
  [ "$(ls "$1/valise/$intake/in/"*.age | wc -l)" = 1 ] || fail "no envelope"
}
front change
mkdir "$story/other"
courier collect "$story/other" >"$story/said" 2>&1 || true
has 'does not have the root that it signed' "$story/said" ||
  fail "not told: $(cat "$story/said")"
taken "$story/other"
desk import "$story/other" >"$story/said" 2>&1 || true
has 'do not lead to the root' "$story/said" || fail "$(cat "$story/said")"

echo "--- its list of publications has no end"
front endless
mkdir "$story/endless"
timeout 100 "$valise_courier" collect -c "$story/courier.ini" "$story/endless" \
  >"$story/said" 2>&1 || fail "$?: $(cat "$story/said")"
taken "$story/endless"
desk import "$story/endless" >"$story/said" 2>&1 || true
has 'as the courier.s list has it: what follows is not looked at' \
  "$story/said" || fail "$(cat "$story/said")"
echo "passed"
