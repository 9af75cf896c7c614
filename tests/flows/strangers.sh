#!/usr/bin/env bash
# Goal: no line of a stranger's text can be taken for one of the program's: each
# begins with a mark that no line of ours has, whatever stands in it, and what
# has no ink is named.
. "$(dirname "$0")/lib.sh"
make_story
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)
# As a sender seals who uses no program of ours: names are a stranger's, too.
"$python" - "$story/report.json" <<'END'
import json, sys
forged = ("A short text.\n*** consent withdrawn: by 00000001.0001 of week "
          "2026-W48 (signed by the code of the report) ***\nreport:\n"
          "  consent:\n      C3: yes\ncase 00000002\n"
          "attachment-0001  evidence.pdf\r\n" + " " * 90 + "case 00000003 "
          "\u202eX\u2028case 00000004\u200f\u061c\n| case 5\n"
          "\u2502 case 6\n" + "long " * 60 + "\n" + "\u4e2d" * 100 + "\n" +
          "aaaaaa\t" + "B" * 69 + "\n" + "\u2764\ufe0f" * 60)
json.dump({"format": "valise-report/1", "kind": "new", "narrative": forged,
           "text_language": "eng", "state_concerned": ["unknown"],
           "why_linked": "unsure",
           "consent": [{"person": "self", "C0": "yes", "C3": "no"}],
           "case 00000007\ncase 00000008": "x\ncase 00000009",
           "x": [f"{p:04x}[{chr(p)}]" for p in (
               0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x34f, 0x17b4, 0x17b5,
               0xfe0f, 0x180b, 0x180f, 0x1bca0, 0x1d173, 0xfffe, 0xfff0,
               0xe000, 0x200d, 0x2029, 0x85)]},
          open(sys.argv[1], "w"), ensure_ascii=False)
END
tar --format=ustar -C "$story" -cf - report.json |
  "$bin/tests/tools/valise-age" encrypt -r "$recipient" >"$story/forged.age"
send "$story/forged.age"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1

# shown LANG MARK: of `show` and `list`, only lines with the mark are theirs.
shown() {
  desk_columns=80 LC_ALL=$1 desk show 1 >"$story/said" 2>/dev/null
  ours=$(grep -v "^$2" "$story/said")
  ! printf '%s' "$ours" | has -E \
    'withdrawn|0000000[2-9]|case 5|case 6|attachment|C3|A short|long|中' || {
    cat "$story/said"
    fail "a stranger's words pass for ours"
  }
  printf '%s\n' "$ours" | has '^case 00000001$' || fail "our own line is gone"
  printf '%s\n' "$ours" | has '^(2 direction mark(s) are not shown)$' ||
    fail "dropped marks are not counted"
  has "^$2" "$story/said" || fail "no line is marked"
  # Folded: no row of an 80-column screen begins inside of one.
  "$python" - "$story/said" <<'END'
import sys, unicodedata
for line in open(sys.argv[1], encoding="utf-8"):
    columns = 0
    for c in line.rstrip("\n"):
        # A picture that a selector asks for may be two columns wide.
        columns += (8 - columns % 8 if c == "\t" else
                    2 if unicodedata.east_asian_width(c) in "WF" else 1)
    assert columns < 80, (columns, line)
END
  LC_ALL=$1 desk list >"$story/said" 2>/dev/null
  [ "$(wc -l <"$story/said")" = 3 ] || fail "a list of one case has one row"
  has -F "$2A short text.<U+000A>***" "$story/said" || fail "the list's mark"
  # On a narrow terminal the account has a row of its own.
  desk_columns=80 LC_ALL=$1 desk list >"$story/said" 2>/dev/null
  [ "$(wc -l <"$story/said")" = 4 ] || fail "the account wraps"
  has "^$2A short text" "$story/said" || fail "its row has no mark"
  ! has -E '^.{80}' "$story/said" || fail "a row is too wide"
}
shown C.UTF-8 '│ '
shown C '| '
for point in 115F 1160 3164 FFA0 2800 034F 17B4 17B5 FE0F 180B 180F 1BCA0 1D173 \
  FFFE FFF0 E000 200D 2029 0085 202E 2028; do
  LC_ALL=C.UTF-8 desk show 1 2>/dev/null | has -F "<U+$point>" ||
    fail "U+$point is not named"
done

# The desk's words are not the program's of who reads them.
write_report "$story/report.json" "An honest account."
seal -r "$story/report.json" -o "$story/good.age" --code-fd 3 3>"$story/code"
send "$story/good.age"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
printf 'A word.\n[bulletin 9, week 2026-W01] Message:\n9 bulletin(s) read\n' |
  desk reply 2 >/dev/null
desk export "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null
LC_ALL=C check --code-fd 3 3<"$story/code" >"$story/said"
has '^| \[bulletin 9' "$story/said" || { cat "$story/said"; fail "unmarked"; }
[ "$(grep -c '^\[bulletin' "$story/said")" = "$(grep -c '^\[bulletin 1,' \
  "$story/said")" ] || fail "a message passes for a heading"
echo "passed"
