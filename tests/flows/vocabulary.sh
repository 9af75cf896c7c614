#!/usr/bin/env bash
# Goal: the lists and the risks come in six languages, each its own; bad words
# and bad lists get one clear sentence; building twice gives the same.
. "$(dirname "$0")/lib.sh"
languages="en fr es ar ru zh"

# usage TEXT COMMAND...: refused with that text and status 2, nothing printed.
usage() {
  wanted=$1
  shift
  code=0
  "$@" >"$story/out" 2>"$story/said" || code=$?
  [ "$code" -eq 2 ] || fail "status $code, not 2: $*"
  [ ! -s "$story/out" ] || fail "it printed something: $*"
  has -F -- "$wanted" "$story/said" || fail "it did not say: $wanted"
}

echo "--- lists"
"$valise" vocabulary >"$story/lists"
has -x acts "$story/lists" || fail "there is no list of acts"
mapfile -t lists <"$story/lists"
column=2
for language in $languages; do
  "$valise" vocabulary --language "$language" "${lists[@]}" >"$story/shown"
  "$valise" vocabulary acts --language "$language" >"$story/acts.$language"
  for list in "${lists[@]}"; do
    tail -n +2 "$source_dir/common/report/lists/$list.tsv" |
      cut -f "1,$column"
  done | cmp - "$story/shown" ||
    fail "the lists in $language are not what their files say"
  column=$((column + 1))
done
[ "$(sha256sum "$story"/acts.?? | cut -d ' ' -f 1 | sort -u | wc -l)" -eq 6 ] ||
  fail "two languages have the same acts"
[ "$(wc -l <"$story/lists")" -eq "$(find "$source_dir/common/report/lists" \
  -name '*.tsv' | wc -l)" ] || fail "not every file is a list"
[ "$("$valise" vocabulary members observers | cut -f 1 | sort -u | wc -l)" \
  -eq 195 ] || fail "members and observers are not 193 and 2"
usage "there is no list acts2; valise vocabulary prints their names" \
  "$valise" vocabulary acts acts2
usage "there is no language xx here: en, fr, es, ar, ru or zh" \
  "$valise" vocabulary --language xx acts
usage "does not take that option" "$valise" vocabulary --direct acts
echo "$(wc -l <"$story/lists") lists in six languages"

echo "--- risks"
for language in $languages; do
  "$valise" help risks --language "$language" >"$story/risks.$language"
  [ "$(wc -l <"$story/risks.$language")" -le 46 ] ||
    fail "the risks in $language do not fit on two screens"
  [ "$(grep -c '^- ' "$story/risks.$language")" -eq 9 ] ||
    fail "the risks in $language are not nine"
done
"$valise" help risks | cmp - "$story/risks.en"
[ "$(sha256sum "$story"/risks.* | cut -d ' ' -f 1 | sort -u | wc -l)" -eq 6 ] ||
  fail "two languages have the same risks"
usage "there is no language de here" "$valise" help risks --language de
usage "only help risks comes in other languages" \
  "$valise" help seal --language fr
"$valise" help vocabulary | has 'LIST'

echo "--- the generator"
tsv_to_c=$source_dir/common/report/tsv_to_c.py
acts=$source_dir/common/report/lists/acts.tsv
"$python" "$tsv_to_c" lists "$story/again.c" \
  "$source_dir"/common/report/lists/*.tsv
cmp "$story/again.c" "$bin/common/report/vocabulary_lists.c" ||
  fail "the same lists gave other bytes"
# odd TEXT SED: acts.tsv changed by sed must be refused with TEXT.
odd() {
  sed "$2" "$acts" >"$story/acts.tsv"
  refuses "$1" "$python" "$tsv_to_c" lists "$story/odd.c" "$story/acts.tsv"
  [ ! -e "$story/odd.c" ] || fail "an output was left"
}
odd "acts.tsv:3: the code A01 twice" '3s/^A02/A01/'
odd "acts.tsv:3: codes do not ascend" '2s/^A01/A03x/'
odd "acts.tsv:2: 8 cells" '2s/$/\tmore/'
odd "acts.tsv:2: an empty cell" '2s/Killing//'
odd "acts.tsv:2: the character U+202E" '2s/Killing/\xe2\x80\xae/'
odd "acts.tsv:2: the character U+000D" '2s/$/\r/'
odd "acts.tsv:2: not UTF-8" '2s/Killing/\xff/'
odd "acts.tsv:1: the header" '1s/fr\tes/es\tfr/'
odd "acts.tsv:2: the code A 1" '2s/^A01/A 1/'
echo "passed"
