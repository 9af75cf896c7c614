#!/usr/bin/env bash
# Goal: with the limits as they are shipped, and more connections than those allow
# that mean no good, small envelopes get in throughout, and soon after one in
# parts does.
#
# flood.sh [SECONDS [KIND...]]: so long of each kind (tests/tools/flood.py).
. "$(dirname "$0")/lib.sh"
seconds=${1:-6}
[ $# -gt 1 ] && shift && kinds=$*
work_bits=18 # as shipped; the others are not set at all
segment_bytes=67108864
make_story
attackers=1500
sent=0
# honest SIZE [OPTION...]: how long an honest sender takes, in ms, to $took.
honest() {
  any_envelope "$story/honest.age" "$1"
  began=$(date +%s%N)
  timeout 300 "$valise" send -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --direct "$story/honest.age" \
    >/dev/null 2>"$story/said" ||
    fail "an honest sender did not get through: $(cat "$story/said")"
  took=$((($(date +%s%N) - began) / 1000000))
  sent=$((sent + 1))
}
# Work is done beforehand: 48 stamps for bodies, and for room that costs less than
# this machine's minute, two.
day=$(date -u +%F)
stamps() { # SIZE COUNT
  for _ in $(seq "$2"); do
    digest=$(head -c 32 /dev/urandom | sha256sum | cut -c1-64)
    nonce=$("$bin/tests/tools/work-peer" "$intake" "$digest" "$1" "$day" 18)
    printf '%s sha256 %s,nonce %s,day %s\n' "$1" "$(in_base64 "$digest")" \
      "$(in_base64 "$nonce")" "$(printf %s "$day" | base64)"
  done
}
in_base64() { printf '%b' "$(printf %s "$1" | sed 's/../\\x&/g')" | base64 -w 0; }
stamps 900000 48 >"$story/stamps"
stamps 1310720 400 >"$story/places"

for kind in ${kinds:-nothing lines refused bodies reserve}; do
  file=$story/stamps
  [ "$kind" != reserve ] || file=$story/places
  "$python" "$source_dir/tests/tools/flood.py" "$port" "$intake" "$kind" \
    "$attackers" "$seconds" 18 "$file" >"$story/flood" &
  flood=$!
  # Until they are there, as many as there may be.
  until [ "$(ss -Htn state established "sport = :$port" | wc -l)" -ge 1000 ]; do
    kill -0 "$flood" 2>/dev/null || fail "the flood ended before it began"
    sleep 0.05
  done
  times='' during=0
  while kill -0 "$flood" 2>/dev/null; do
    honest 33000
    times="$times $took"
    ! kill -0 "$flood" 2>/dev/null || during=$((during + 1))
  done
  [ "$during" -gt 0 ] || fail "$kind: no one got in while it lasted"
  wait "$flood"
  # shellcheck disable=SC2086
  echo "$kind: $(cat "$story/flood"); honest, in ms: $(printf '%s\n' $times |
    sort -n | awk '{ a[NR] = $1 } END { print NR " sent, least " a[1] \
      ", half " a[int((NR + 1) / 2)] ", most " a[NR] }')"
  honest 3000000
  echo "$kind: one in parts behind it: $took ms"
done
[ "$(count 3)" = "$sent" ] || fail "$sent were promised, $(count 3) are there"
echo "the relay's peak: $(relay_peak) KiB"
echo "passed"
