#!/usr/bin/env bash
# Goal: every day from 1900 to 2100, typed in each calendar, is the day that ICU
# has for it.
. "$(dirname "$0")/lib.sh"
command -v node >/dev/null || skip "there is no node"
"$bin/tests/tools/calendars" >"$story/days"
code=0
node "$source_dir/tests/peers/calendars.mjs" <"$story/days" || code=$?
[ "$code" -ne 77 ] || exit 77
[ "$code" -eq 0 ] || fail "a day differs"
# The comparison itself: one day off is seen.
sed '200000s/[0-9]$/x/' "$story/days" >"$story/off"
refuses "ICU:" node "$source_dir/tests/peers/calendars.mjs" <"$story/off"
echo "passed"
