#!/usr/bin/env bash
# Goal: a whole report from the screens through Tor, on a private tor network
# with the relay behind an onion service: where tor has stopped that is said,
# and the second try sends it with the code that was shown; the desk opens it.
# Needs no network, and takes about a minute.  In its own
# network (tor_lib.sh) both places at which Tor is looked for are free: there the
# browser's has it.
socks=9150
. "$(dirname "$0")/tor_lib.sh"
. "$(dirname "$0")/screen_lib.sh"
trap 'end_tors; finish_flow' EXIT
terminal 80 24
stop_tor client

start "$(word ask_language)" -d directory.note -t "$intake"
step "$(word ask_start)" 1
# Before anything is typed, and asked again as often as wanted.
step "$(word title_tor)" 1
shows "127.0.0.1:9050, 127.0.0.1:9150" || fail "where it was looked for"
step "$(word label_tor_later)" 1
step "$(word ask_directory)" 2
trusted=yes
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
step "$(word ask_narrative)" 1
text "An invented account, typed, through Tor."
go_to_steps
go_to_ways
shows "$(word label_send_tor)" || fail "Tor is what is offered"
! shows "$(word label_send_direct)" || fail "going without is offered"
keys 1
on_screen "nothing answers at 127.0.0.1:9050"
[ "$(count 7)" = 0 ] || fail "nothing came"
start_tor client
within 60 "the defender's tor again" is_bootstrapped client
within 60 "the relay behind it" relay_answers
step "$(word progress_reference)" 1
step "$(word label_wiped)" 1
quick_exit
[ ! -s "$story/said$sitting" ] || fail "it said something"
[ "$(count 3)" = 1 ] || fail "stored"
echo "after $SECONDS s: sent"

# The command finds it in the same place, and says what it looked for.
write_report "$story/report.json"
seal -r "$story/report.json" -o "$story/two.age" --no-reply 2>/dev/null
"$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" "$story/two.age" | has "Accepted by"
# It is there now: nothing is asked of it.
start "$(word ask_language)" -d directory.note -t "$intake"
step "$(word ask_start)" 1
step "$(word ask_directory)" 1
quick_exit

mkdir "$story/stick"
sed -i "s/^way = .*/way = socks\nsocks = 127.0.0.1:$socks/" \
  "$story/courier.ini"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" 2>/dev/null | has 'Listed 2: 2 new and opened'
{ desk show 1 && desk show 2; } 2>/dev/null |
  has 'narrative: An invented account, typed, through Tor.' ||
  fail "the desk has what was typed"
echo "after $SECONDS s: passed"
