#!/usr/bin/env bash
# Goal: three years of reports over invented cases, with all tables, and with what
# persons who told some of them know, leave no count a range narrower than is
# promised, by integer programming of another make (GLPK) that knows the
# documents alone; and the same attacker finds every count that is not rounded.
. "$(dirname "$0")/lib.sh"
releases=$bin/tests/unit/statistics_releases
attack() {
  /usr/bin/python3 "$source_dir/tests/tools/statistics_attack.py" "$@" >"$story/found"
  tail -n 1 "$story/found"
}
for cases in 3 240; do
  mkdir "$story/$cases"
  "$releases" "$cases" "$story/$cases"
  attack "$story/$cases" "$story/$cases/known"
  has '^found 0 of [1-9][0-9]*$' "$story/found" || fail "$(head -n 5 "$story/found")"
done
mkdir "$story/plain"
"$releases" 240 "$story/plain" unrounded
attack "$story/plain"
read -r _ found _ all <<<"$(tail -n 1 "$story/found")"
[ "$found" = "$all" ] && [ "$all" -gt 200 ] ||
  fail "without rounding it found $found of $all"
# What is left out by rounding alone: two who know their own cases find more.
mkdir "$story/alone"
"$releases" 240 "$story/alone" alone
attack "$story/alone" "$story/alone/known"
! has '^found 0 of' "$story/found" || fail "two find nobody where nobody looked for two"
