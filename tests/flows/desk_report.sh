#!/usr/bin/env bash
# Goal: a report of a period counts who agreed to it, says the same bytes twice,
# is frozen once it is issued, tells nobody from its numbers, leaves with two
# signatures, and can be read in a browser in six languages.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
. "$(dirname "$0")/work_lib.sh"
by_days
make_people_story
month=$(date -u +%Y-%m-01)
from=$(date -u -d "$month 2 months ago" +%F)
to=$(date -u -d "$month 1 month 1 day ago" +%F)
period="--from $from --to $to"
# later: so many days after the period's last.
later() {
  echo $(($(date -u -d "$to $1 days" +%s) - $(LD_PRELOAD='' date +%s))) >"$story/clock.new"
  mv "$story/clock.new" "$story/clock"
}
n=0
# told WORD C7 ACT
told() {
  n=$((n + 1))
  cat >"$story/r.json" <<END
{"kind": "new", "text_language": "eng", "narrative": "An invented account of the $1.",
 "state_concerned": ["unknown"], "un_bodies": ["HRC"],
 "victims": [{"unit": "person", "name": "Amal Noor", "profile": ["R02"]}],
 "acts": [{"type": "$3", "channel": "online", "text": "</script><b>&"}],
 "consent": [{"person": "self", "C0": "yes", "C1": "yes", "C7": "$2"}]}
END
  seal -r "$story/r.json" -o "$story/$n.age" --code-fd 3 3>"$story/code" 2>/dev/null
}
for word in north south east west; do told "$word" yes A07; done
told coast no A05
to_desk "$story"/[0-9].age
later 3

report() { # FOLDER
  at "anna ben" "report --as anna.example $period $story/$1"
}
# json FOLDER EXPRESSION: of its report, by python; cell(TABLE, CODE).
json() {
  /usr/bin/python3 - "$story/$1/report.json" "$2" <<'END'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
def cell(table, code, what="printed"):
    counts = [t for t in report["tables"] if t["table"] == table][0]["counts"]
    return [c for c in counts if c["code"] == code][0][what]
print(eval(sys.argv[2]))
END
}
is() { # FOLDER EXPRESSION VALUE
  [ "$(json "$1" "$2")" = "$3" ] || fail "$2 is $(json "$1" "$2"), not $3"
}

echo "--- a draft, twice: the same bytes"
report one
said 'A draft'
report two
diff -r "$story/one" "$story/two" || fail "not the same bytes"
(cd "$story/one" && sha256sum --strict -c SHA256SUMS) >/dev/null || fail "sha256sum"
is one 'report["issued"]' ''
has 'CONFIDENTIAL' "$story/one/report.en.html" || fail "no class on a draft"
# Four agreed to be counted, one did not; that these are four stands nowhere.
is one 'cell("acts", "A07", "least") <= 4 <= cell("acts", "A07", "most")' True
is one 'cell("acts", "A07", "most") - cell("acts", "A07", "least") >= 8' True
is one 'cell("acts", "A01")' 0
said 'seven days after its period ended'

echo "--- what is asked wrongly leaves nothing"
at_fails "anna ben" "report --as anna.example $period $story/one"
said 'File exists'
at_fails "anna ben" "report --as anna.example --from $to --to $from $story/three"
said 'a period is --from the first day of a month'
at_fails "ben dara" "report --as dara.example $period $story/three"
said 'refused by role'
at_fails "anna ben" "report issue --as ben.example $period"
said 'refused by role: it takes head'
at_fails "anna ben" "report issue --as anna.example $period"
said 'that period has not ended for seven days'
for other in "--from $from --to $(date -u -d "$to 1 day ago" +%F)" \
  "--from $(date -u -d "$from 1 day" +%F) --to $to"; do
  at_fails "anna ben" "report --as anna.example $other $story/three"
  said 'the first day of a month'
done
[ ! -e "$story/three" ] || fail "something was left"
asked=anna
at_fails "anna ben" "report sign --as anna.example $period $story/one $(custody_of anna)"
said 'it was not issued'
asked=

later 8
echo "--- issued: no later fact changes it"
at "anna ben" "report issue --as anna.example $period"
at_fails "anna ben" "report issue --as anna.example $period"
said 'it was issued on'
report issued
said 'As it was issued on'
has 'UNCLASSIFIED' "$story/issued/report.en.html" || fail "the class of a draft"
for word in north south east west; do
  at "ben dara" "case withdraw --as ben.example $(case_of $word) --reason 'by telephone'"
done
report again
diff -r "$story/issued" "$story/again" || fail "a later fact changed it"
at_fails "anna ben" "report --as anna.example --from $month --to $(date -u -d "$month 2 months 1 day ago" +%F) $story/three"
said 'a part of that period is in a report that was issued'
at_fails "anna ben" "report --as anna.example --from 2020-01-01 --to 2020-12-31 $story/three"
said 'a report of a later period was issued'
at "ben dara" "report list --as dara.example"
said "$from to $to, issued on $(date -u +%F)"

echo "--- two custodians sign it, once it was made again and compared"
for who in cleo anna; do
  asked=$who at "$who ben" "report sign --as $who.example $period $story/issued $(custody_of $who)"
done
signatures=0
for signature in "$story"/issued/*.minisig; do
  id=${signature%.minisig}
  minisign -q -V -m "$story/issued/SHA256SUMS" -x "$signature" \
    -p "$story/issued/${id##*.}.pub" || fail "minisign"
  signatures=$((signatures + 1))
done
[ "$signatures" = 2 ] || fail "$signatures signatures"
printf ' ' >>"$story/again/report.csv"
asked=anna
at_fails "anna ben" "report sign --as anna.example $period $story/again $(custody_of anna)"
said 'report.csv in it is not what'
asked=

echo "--- the numbers, attacked"
/usr/bin/python3 "$source_dir/tests/tools/statistics_attack.py" "$story/issued" >"$story/found"
has '^found 0 of [1-9][0-9]*$' "$story/found" || fail "$(cat "$story/found")"
/usr/bin/python3 - "$story/issued" <<'END' || fail "the table with commas is another"
import csv, json, sys
report = json.load(open(sys.argv[1] + "/report.json", encoding="utf-8"))
rows = list(csv.DictReader(open(sys.argv[1] + "/report.csv", encoding="utf-8", newline="")))
for table in report["tables"]:
    own = [r for r in rows if r["table"] == table["table"]]
    counts = table.get("counts", [])
    assert own and (not counts or [(r["code"], r["printed"], r["least"], r["most"]) for r in own]
                    == [(c["code"], *(str(c.get(m, "")) for m in ("printed", "least", "most"))) for c in counts])
assert any("," in r["label"] for r in rows)
assert all((r["from"], r["to"], r["issued"]) == (report["from"], report["to"], report["issued"]) for r in rows)
END

echo "--- in a browser, in six languages"
has -F "$(printf '\xe2\x81\xa6%s\xe2\x81\xa9' "$from")" "$story/issued/report.ar.html" ||
  fail "a day in a line from right to left is turned round"
[ -n "$(fc-list :lang=ar)" ] && [ -n "$(fc-list :lang=zh)" ] || fail "no font for ar or zh"
looks=${VALISE_BUILD}/report-looks
rm -rf "$looks"
mkdir -p "$looks"
for language in en fr es ar ru zh; do
  page=$story/issued/report.$language.html
  ! has -i '<script\|http:\|src=' "$page" || fail "the page loads or runs something"
  HOME=$story LD_PRELOAD='' chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$story/chromium" --window-size=900,6000 --hide-scrollbars \
    --screenshot="$looks/$language.png" "file://$page" >"$story/chromium.log" 2>&1 ||
    fail "chromium: $(tail -n 3 "$story/chromium.log")"
  # The ranges are drawn, behind the words as these are read, and there is ink.
  pngtopnm "$looks/$language.png" 2>/dev/null >"$story/look.ppm"
  /usr/bin/python3 - "$story/look.ppm" "$language" <<'END' || fail "the page in $language"
import sys
data = open(sys.argv[1], "rb").read()
head = data.split(b"\n", 3)
width, height = map(int, head[1].split())
pixels = head[3]
ink, ranges = [], []
for y in range(0, height, 2):
    row = pixels[3 * width * y:3 * width * (y + 1)]
    for x in range(0, width, 2):
        pixel = row[3 * x:3 * x + 3]
        if pixel == b"\x00\x22\x44":
            ranges.append(x)
        elif pixel < b"\x60\x60\x60":
            ink.append(x)
assert len(ink) > 5000 and len(ranges) > 2000, (len(ink), len(ranges))
words, lines = sum(ink) / len(ink), sum(ranges) / len(ranges)
assert (lines < words) if sys.argv[2] == "ar" else (lines > words), (words, lines)
END
done
