#!/usr/bin/env bash
# Goal: the relay's answers are those of tus 1.0, and bad requests are refused
# before a byte is taken.
. "$(dirname "$0")/lib.sh"
work_bits=8
make_story
any_envelope "$story/e.age" 300000
python3 "$source_dir/tests/tools/tus_check.py" "$relay_url" "$intake" \
  "$story/e.age"
echo "passed"
