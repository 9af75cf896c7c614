#!/usr/bin/env bash
# Goal: whatever keys come, in whatever order and size of window, the screens go
# on or end well, in three languages.
#
# usage: screen_keys.sh [KEYS]
. "$(dirname "$0")/lib.sh"
keys=${1:-600}
work_bits=2
make_story
cd "$story"
seed=${seed:-$((10#$(date -u +%j) * 10))} # of the day, or as it was said
for language in en ar zh; do
  seed=$((seed + 1))
  LC_ALL=C.UTF-8 "$python" "$source_dir/tests/tools/keys_fuzz.py" "$seed" \
    "$keys" "$valise" -d directory.note --fingerprint "$fingerprint" \
    -t "$intake" --direct --language "$language" --lock-after 0 ||
    fail "language $language, seed $seed"
done
echo "passed"
