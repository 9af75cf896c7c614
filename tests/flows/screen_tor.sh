#!/usr/bin/env bash
# Goal: a whole report from the screens through Tor, on a private tor network
# with the relay behind an onion service: where tor has stopped that is said,
# and the second try sends it with the code that was shown; the desk opens it.
# Needs no network, and takes about a minute.
. "$(dirname "$0")/tor_lib.sh"
. "$(dirname "$0")/screen_lib.sh"
trap 'end_tors; finish_flow' EXIT
terminal 80 24
stop_tor client

start "$(word ask_language)" -d directory.note -t "$intake" \
  --socks "127.0.0.1:$socks"
step "$(word ask_start)" 1
go_to_narrative
text "An invented account, typed, through Tor."
go_to_steps
go_to_ways
shows "$(word label_send_tor)" || fail "Tor is what is offered"
! shows "$(word label_send_direct)" || fail "going without is offered"
keys 1
on_screen "nothing answers at 127.0.0.1:$socks"
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

mkdir "$story/stick"
sed -i "s/^way = .*/way = socks\nsocks = 127.0.0.1:$socks/" \
  "$story/courier.ini"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" 2>/dev/null | has 'Listed 1: 1 new and opened'
desk show 1 2>/dev/null |
  has 'narrative: An invented account, typed, through Tor.' ||
  fail "the desk has what was typed"
echo "after $SECONDS s: passed"
