#!/usr/bin/env bash
# Goal: the relay is killed, or its disk fails, at each write, sync, rename and
# unlink in turn, from its first start to the erasing; whatever had a promise is
# there afterwards, whole and provable, and nothing is stored twice.
#
# usage: faults.sh kill|eio|enospc|shortened [EVERY [CALL...]]
# EVERY: only each so-manieth point (1: all of them, an hour; for the figures in
# docs/RELIABILITY.md).  Another part of the points is chosen each day.
. "$(dirname "$0")/lib.sh"
mode=${1:?kill, eio, enospc or shortened}
every=${2:-97}
! sanitized || skip "strace and a sanitizer's leak check exclude each other"
segment_bytes=4194304 grace_seconds=0 work_bits=4
relay_options="part_bytes = 700000"
make_story

# --- the envelopes, and what the desk says of them, made once
any_envelope "$story/small.age" 9000
any_envelope "$story/large.age" 2000000
send "$story/small.age" "$story/large.age" >/dev/null
mkdir "$story/stick"
until_logged 2
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
desk export "$story/stick" >/dev/null
stop_relay
# Keys alone: every round begins as a new relay does.
mkdir "$story/keys"
cp "$story/spool/"*.seed "$story/keys/"

calls=(pwritev pwrite64 write fdatasync fsync linkat rename renameat2 unlink
  ftruncate mkdir fallocate)
[ $# -lt 3 ] || calls=("${@:3}")
points=0 hit=0 promises=0
# A relay that dies in the middle is met by the next one; one that only reads and
# writes little by little is waited for.
send_seconds=25
[ "$mode" != shortened ] || send_seconds=600

is_up() {
  kill -0 "$relay_pid" 2>/dev/null
}
start_again() {
  relay_wrapper=
  wait "$relay_pid" 2>/dev/null || true
  start_relay
  restarted=1
}
# Runs a command, and starts the relay again where it dies meanwhile.
through() {
  "$@" >/dev/null 2>&1 &
  step=$!
  while kill -0 "$step" 2>/dev/null; do
    is_up || start_again
    sleep 0.02 # between two looks
  done
  wait "$step" || true
  is_up || start_again
}
# Until a condition holds, at most that many seconds; the relay may die in it.
hold_on() {
  end=$((SECONDS + $1))
  shift
  until "$@"; do
    is_up || start_again
    [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
}
all_logged() {
  [ "$(logged)" = "$(count 7)" ] || [ "$(count 7)" = 0 ]
}
all_erased() {
  [ "$(count 6)" = 2 ]
}
settled() {
  [ "$(($(count 5) + $(count 6)))" = 2 ]
}
quick_send() { # FILE RECEIPTS
  timeout "$send_seconds" "$valise" send -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --direct --receipt "$2" "$1"
}
proven() { # FILE RECEIPT
  rm -f "$story/proof"
  "$valise" receipt complete -d "$story/directory.note" \
    --fingerprint "$fingerprint" --direct -o "$story/proof" "$2" "$1" \
    >"$story/said" 2>&1
}

# The whole life of two envelopes, with one fault in it.
life() { # CALL NUMBER
  inject=
  case $mode in
  kill) inject="signal=SIGKILL:when=$2" ;;
  eio) inject="error=EIO:when=$2" ;;
  enospc) inject="error=ENOSPC:when=$2" ;;
  esac
  rm -rf "$story/spool" "$story/receipts" "$story/trace"
  mkdir -m 700 "$story/spool"
  cp "$story/keys/"*.seed "$story/spool/"
  mkdir -p "$story/receipts/small" "$story/receipts/large"
  restarted=
  relay_wrapper="strace -f -qq -o $story/trace -e trace=$1 -e inject=$1:$inject"
  if [ "$mode" = shortened ]; then
    relay_wrapper="env LD_PRELOAD=$bin/tests/tools/libshortened.so \
SHORTENED=$2"
  fi
  # It may be hit before it serves at all.
  start_relay 2>/dev/null || start_again
  through quick_send "$story/small.age" "$story/receipts/small"
  through quick_send "$story/large.age" "$story/receipts/large"
  through quick_send "$story/small.age" "$story/receipts/small"
  hold_on 300 all_logged || fail "$1 $2: not published: $(status)"
  rm -rf "$story/again" && mkdir "$story/again"
  through courier collect "$story/again"
  through courier deliver "$story/stick"
  hold_on 1 all_erased || true
}

# What must be true afterwards, of a relay that nothing happens to.
judge() { # CALL NUMBER
  traced=$(pgrep -P "$relay_pid" || true)
  # To the relay itself: strace would let go of it.
  if [ -n "$traced" ]; then
    kill "$traced" 2>/dev/null || true
    wait "$relay_pid" 2>/dev/null || true
    relay_pid=
  fi
  stop_relay
  relay_wrapper=
  start_relay
  hold_on 300 all_logged || fail "$1 $2: not published: $(status)"
  "$valise_relay" verify -c "$story/relay.ini" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "$1 $2: the spool is damaged"
  }
  for name in small large; do
    for receipt in "$story/receipts/$name/"*; do
      [ -e "$receipt" ] || continue
      promises=$((promises + 1))
      proven "$story/$name.age" "$receipt" || {
        cat "$story/said"
        fail "$1 $2: LOST: a promise for $name is not in the log"
      }
    done
  done
  # Once more all of it, without a fault: stored once, settled, erased.
  quick_send "$story/small.age" "$story/receipts" >/dev/null
  quick_send "$story/large.age" "$story/receipts" >/dev/null
  [ "$(($(count 3) + $(count 4) + $(count 5) + $(count 6)))" = 2 ] ||
    fail "$1 $2: stored twice: $(status)"
  # What is promised is collected once it is published.
  hold_on 300 all_logged || fail "$1 $2: not published again: $(status)"
  done_with=$(($(count 5) + $(count 6)))
  if ! settled; then
    # What was cut off before its end is stored only now, behind the desk's note
    # of the other one.
    rm -rf "$story/again" && mkdir "$story/again"
    courier collect "$story/again" >/dev/null
    came=0
    for name in small large; do
      hash=$(sha256sum "$story/$name.age" | cut -c1-64)
      back=$story/again/valise/$intake/in/$hash.age
      [ -e "$back" ] || continue
      cmp "$story/$name.age" "$back" || fail "$1 $2: $name came back otherwise"
      came=$((came + 1))
    done
    [ $((came + done_with)) -eq 2 ] ||
      fail "$1 $2: $came came back, $done_with were settled"
    courier deliver "$story/stick" >/dev/null
  fi
  hold_on 300 all_erased || fail "$1 $2: not erased: $(status)"
  "$valise_relay" verify -c "$story/relay.ini" >/dev/null ||
    fail "$1 $2: damaged after erasing"
  stop_relay
}

day=$(($(date +%s) / 86400))
if [ "$mode" = shortened ]; then
  calls=(any)
fi
for call in "${calls[@]}"; do
  n=$((1 + (day + ${#call}) % every))
  if [ "$mode" = shortened ]; then n=1; fi
  while :; do
    life "$call" "$n"
    points=$((points + 1))
    if [ "$mode" = shortened ]; then
      hit=$((hit + 1))
      judge "$call" "$n"
      [ "$n" -lt 4096 ] || break
      n=$((n * 16))
      continue
    fi
    was_hit=
    if grep -aq "INJECTED\|killed by SIGKILL" "$story/trace" 2>/dev/null; then
      was_hit=1
      hit=$((hit + 1))
    fi
    judge "$call" "$n"
    [ -n "$was_hit" ] || break # there are no more calls of this kind
    n=$((n + every))
  done
  echo "$call: up to number $n; $hit points so far"
done
echo "$mode: $points lives, $hit of them with a fault, $promises promises, 0 lost"
[ "$hit" -gt 0 ] || fail "no fault was ever injected"
echo "passed"
