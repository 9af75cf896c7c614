#!/usr/bin/env bash
# Goal: two envelopes of one person go by two circuits: Tor keeps apart what comes
# with other names, and the relay sees two connections of no one.
. "$(dirname "$0")/lib.sh"
work_bits=4
make_story
socks=$(free_port)
"$python" "$source_dir/tests/tools/socks_front.py" "$socks" "$story/seen" &
until (exec 3<>"/dev/tcp/127.0.0.1/$socks") 2>/dev/null; do sleep 0.05; done
for n in 1 2 3; do any_envelope "$story/$n.age" 3000; done
"$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --socks "127.0.0.1:$socks" "$story/1.age" "$story/2.age" \
  "$story/3.age"
cat "$story/seen"
[ "$(sort -u "$story/seen" | wc -l)" = 3 ] ||
  fail "three envelopes, and $(sort -u "$story/seen" | wc -l) names"
[ "$(awk '{ print $2 }' "$story/seen" | sort -u | wc -l)" = 3 ] ||
  fail "a password is used twice"
[ "$(count 3)" = 3 ] || fail "stored"
echo "passed"
