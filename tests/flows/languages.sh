#!/usr/bin/env bash
# Goal: Arabic, Chinese and Russian text and every kind of file name arrive
# exactly, are shown neutralised, and never become a path.
. "$(dirname "$0")/lib.sh"
make_story
mkdir "$story/files"
long=$(printf 'n%.0s' $(seq 255))
names=("شهادة.pdf" "رسالة.pdf" "证词 第一.txt" "Показания.txt" "$long"
  $'two\nlines.txt' $'bidi\u202Egpj.exe' '..' '-a' $'tab\there' "it's \$(x)"
  $'\xff\xfe latin.txt')
names[7]='...' # ".." itself is no file; three dots are
args=()
i=0
for name in "${names[@]}"; do
  i=$((i + 1))
  printf 'file %d\n' "$i" >"$story/files/$name"
  args+=(-a "$story/files/$name")
done
"$python" - "$story/report.json" "$source_dir/tests/samples" <<'EOF'
import json, os, sys
text = {"ar": "هذه حالة مختلقة. قيل لنا: لا تكتبوا إلى جنيف. ٣ أشخاص.",
        "zh": "此案例是虚构的。有人告诉我们：不要写信。",
        "ru": "Это вымышленный случай. Нам сказали: не пишите."}
narrative = "\n".join(text.values())
for lang in ("ar", "zh", "ru"):
    path = os.path.join(sys.argv[2], lang + ".txt")
    narrative += "\n" + open(path, encoding="utf-8").read()
narrative += "\u202e\u0007\x1b[31m end"
json.dump({"kind": "new", "narrative": narrative, "text_language": "ara",
           "state_concerned": ["unknown"], "why_linked": "unsure",
           "extra_member": {"kept": ["是", 1]},
           "victims": [{"name": "مريم المُختلَقة", "name_latin": "Maryam"}],
           "consent": [{"person": "本人", "C0": "yes"}]},
          open(sys.argv[1], "w"), ensure_ascii=True)
EOF
seal -r "$story/report.json" "${args[@]}" -o "$story/e.age" --no-reply
send "$story/e.age"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" | has '1 new and opened'
desk extract 1 "$story/out" >"$story/names"
desk show 1 >"$story/shown"
"$python" - "$story" "$i" <<'EOF'
import base64, json, os, re, sys
story, n = sys.argv[1].encode(), int(sys.argv[2])
sent = json.load(open(story + b"/report.json"))
got = json.load(open(story + b"/out/report.json", encoding="utf-8"))
for key, value in sent.items():
    assert got[key] == value, key
assert len(got["attachments"]) == n
by_content = {open(os.path.join(story, b"files", f), "rb").read(): f
              for f in os.listdir(story + b"/files")}
for a in got["attachments"]:
    data = open(story + b"/out/attachment-%04d" % a["number"], "rb").read()
    name = by_content[data]
    if "name_base64" in a:
        assert base64.b64decode(a["name_base64"]) == name
    else:
        assert a["name"].encode() == name, a["name"]
made = sorted(os.listdir(story + b"/out"))
assert made == sorted([b"report.json"] +
                      [b"attachment-%04d" % (k + 1) for k in range(n)]), made
for shown in ("names", "shown"):
    text = open(story.decode() + "/" + shown, encoding="utf-8").read()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]",
                         text), shown
    assert "<U+202E>" in text
print("%d names and %d characters of text arrived exactly" %
      (n, len(got["narrative"])))
EOF
echo "passed"
