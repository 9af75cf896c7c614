#!/usr/bin/env bash
# Goal: all that a relay serves to anyone can't tell whether a given sealed file
# was ever sent, nor when within its publication.
. "$(dirname "$0")/lib.sh"
work_bits=8 publication_seconds=2 grace_seconds=100000
make_story
mkdir "$story/receipts"
any_envelope "$story/it.age" 12345
send --receipt "$story/receipts" "$story/it.age" >/dev/null
for _ in 1 2 3 4 5; do
  any_envelope "$story/other.age" 9876
  send "$story/other.age" >/dev/null
done
mkdir "$story/stick"
until_logged 6
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
desk export "$story/stick" >/dev/null
courier deliver "$story/stick" >/dev/null
[ "$(count 5)" = 6 ] || fail "it is not settled"
any_envelope "$story/unsent.age" 12345
"$python" "$source_dir/tests/tools/public_view.py" "$port" "$intake" \
  "$story/it.age" "$story/receipts/"*.tlog-proof "$story/unsent.age" \
  "$bin/tests/tools/work-peer"
# The operator's own socket tells counts of the last publication, no file.
echo "passed"
