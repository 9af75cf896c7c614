#!/usr/bin/env bash
# Goal: files are attached on the screen: what a picture carries is named and
# asked about, what was chosen is what the desk gets and what the report says;
# where no clean copy can be made, or a file is gone, nothing is sealed, it is
# said, and what was answered stays.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
for tool in exiftool cjpeg pnmtopng; do
  command -v $tool >/dev/null || skip "$tool is not installed"
done
make_story

# The program starts in this folder: what is in it has one digit at most, as
# digits choose in a list.
folder=$story/evidence
mkdir "$folder"
cd "$folder"
"$python" - <<'PY'
import random
random.seed(7)
w, h = 97, 61
rows = [bytes((x * 2 + random.randrange(60) + k * 30) % 256
              for x in range(w) for k in range(3)) for y in range(h)]
open("../a.ppm", "wb").write(b"P6\n%d %d\n255\n" % (w, h) + b"".join(rows))
PY
cjpeg -quality 88 ../a.ppm >plain.jpg
cp plain.jpg told.jpg
pnmtopng ../a.ppm >screen.png 2>/dev/null
exiftool -q -overwrite_original -Make=Acme "-Model=Eye$(printf '\033')[31m" \
  -GPSLatitude=46.2266 -GPSLatitudeRef=N -GPSLongitude=6.1404 \
  -GPSLongitudeRef=E '-DateTimeOriginal=2024:05:06 07:08:09' told.jpg screen.png
printf '%%PDF-1.7' >letter.pdf
echo 'an account' >'شهادة.txt'
echo before >notes.txt
echo soon >gone.txt

# press KEY TEXT: a key, and what must stand there then.
press() {
  keys "$1"
  on_screen "$2"
}

# From the start to the empty list of files, in a terminal of its own.
begin() {
  terminal 80 24 "$folder"
  keys "exec '$valise' -d '$story/directory.note' --fingerprint \
'$fingerprint' --direct --language en --lock-after 0" Enter
  on_screen 'What do you want to do?'
  press 1 'What is this report about?'
  press 4 'Do you agree that' # the kind with the fewest questions
  press 1 'Tell it in your own words'
  press 'An invented account' 'An invented account'
  press F6 '+ Add'
  pid=$(terminal_value pane_pid)
}

# pick NAME TEXT: to the last line, and the file that has this name; then TEXT.
pick() {
  press End '+ Add'
  press Enter 'Which file should go along?'
  press "$1" '1 / '
  press Enter "$2"
}

# From the list of files to the question how it should leave.
to_sending() {
  press F2 'Which file tells what happened?'
  press End 'None of them'
  press Enter 'Tell it in your own words'
  press F2 'What else should the mechanism know?'
  press End 'Replies'
  press Enter 'Do you want to be able to read an answer?'
  press 2 'What else should the mechanism know?'
  press F2 'Is this what you want to seal?'
  press F2 'How should the sealed report leave?'
}

# And back to it.
back_to_files() {
  press F3 'Is this what you want to seal?'
  press F3 'What else should the mechanism know?'
  press Home 'Files'
  press 3 '+ Add'
}

forward_again() {
  press F2 'What else should the mechanism know?'
  press F2 'Is this what you want to seal?'
  press F2 'How should the sealed report leave?'
}

# At the desk: the report of that number, in $story/out.
at_desk() {
  mkdir -p "$story/stick"
  until_logged "$1"
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >/dev/null
  rm -rf "$story/out"
  desk extract "$1" "$story/out" >/dev/null
}

echo "--- attached, each in its own way"
begin
pick told.jpg 'What should be attached?'
on_screen 'this file carries: the place (coordinates'
on_screen '; the camera; the time'
on_screen 'the camera: Acme Eye<U+001B>[31m'
on_screen 'the time: 2024:05:06 07:08:09'
hides 46.2
press Enter 'a cleaned copy is made when it is sealed' # what the cursor is on
press 1 'Who made it?'
press 3 'Who made it: A witness'
press 2 'When did you get it'
press 'In May' 'In May'
press Enter 'When you got it: In May'
press 3 'What is it?'
press photograph photograph
press Enter 'Kind of file: photograph'
press F2 '1. told.jpg, '
on_screen 'Cleaned copy; A witness'
pick screen.png 'What should be attached?'
press 2 'Attached as it is.'
press F2 '2. screen.png, '
pick شهادة 'Attached as it is.'
press F2 '3. '
pick plain.jpg 'Nothing was found in this picture.'
press F2 '4. plain.jpg'
pick plain.jpg 'This file is attached already.'
pick notes.txt 'Attached as it is.'
press F2 '5. notes.txt'
pick letter.pdf 'program does not look inside them'
press Enter 'Not attached.' # nor by the key that is at hand
hides letter.pdf
# An original becomes a copy, and one that is not wanted goes.
press 4 'Original or cleaned copy: Original'
press 4 'Which of the two should be sealed?'
press 2 'Original or cleaned copy: Cleaned copy'
press F2 '4. plain.jpg'
on_screen 'Cleaned copy'
pick gone.txt 'Attached as it is.'
press F2 '6. gone.txt'
press F7 'F7 once more removes it.'
press F7 '6 / 6'
hides gone.txt
[ -f gone.txt ] || fail "the file itself was removed"
echo after >notes.txt # what is sealed is what is there then
to_sending
press 1 'Reference: '
at_desk 1
exiftool -G1 -s -a -u "$story/out/attachment-0001" >"$story/left"
! has -iE 'GPS|Make|Model|DateTimeOriginal|Acme' "$story/left" ||
  fail "it is not cleaned"
cmp <(djpeg -pnm told.jpg) <(djpeg -pnm "$story/out/attachment-0001") ||
  fail "it shows something else"
cmp screen.png "$story/out/attachment-0002"
cmp 'شهادة.txt' "$story/out/attachment-0003"
[ "$(cat "$story/out/attachment-0005")" = after ] || fail "as it was before"
"$python" - "$story/out" <<'PY'
import hashlib
import json
import sys
folder = sys.argv[1]
report = json.load(open(folder + "/report.json"))
assert report["narrative"] == "An invented account", report
assert "narrative_attachment" not in report
items = report["attachments"]
names = ["told.jpg", "screen.png", "شهادة.txt", "plain.jpg", "notes.txt"]
forms = ["cleaned", "original", "original", "cleaned", "original"]
assert [i["name"] for i in items] == names, items
assert [i["form"] for i in items] == forms, items
first = items[0]
assert (first["made_by"], first["got_when"], first["type"]) == \
    ("witness", "In May", "photograph"), first
for n, item in enumerate(items, 1):
    got = open("%s/attachment-%04d" % (folder, n), "rb").read()
    assert item["number"] == n and item["size"] == len(got)
    assert item["sha256"] == hashlib.sha256(got).hexdigest()
PY

echo "--- the process that looks is killed"
begin
pick told.jpg 'What should be attached?'
press 1 'a cleaned copy is made when it is sealed'
press F2 '1. told.jpg'
children=$(cat "/proc/$pid/task/$pid/children")
[ "$(wc -w <<<"$children")" = 1 ] || fail "not one child: $children"
# shellcheck disable=SC2086
kill -KILL $children
pick screen.png 'has ended or can'
press Enter 'Not attached.'
to_sending
press 1 'Not sealed: no cleaned copy, the process that looks has ended: told.jpg'
[ "$(count 7)" = 1 ] || fail "something was sent"
back_to_files
on_screen '1. told.jpg'
on_screen 'Cleaned copy'

echo "--- a file is gone"
press 1 'Original or cleaned copy: Cleaned copy'
press 4 'Which of the two should be sealed?'
press 1 'Original or cleaned copy: Original'
press F2 '1. told.jpg'
pick gone.txt 'has ended or can'
press 1 'Attached as it is.'
press F2 '2. gone.txt'
rm gone.txt
forward_again
press 1 'Not sealed: gone.txt: No such file or directory'
[ "$(count 7)" = 1 ] || fail "something was sent"
back_to_files
shows "2. gone.txt, can't be read now"
press Down "2. gone.txt"
press F7 'F7 once more removes it.'
press F7 '2 / 2'
forward_again
press 1 'Reference: '
at_desk 2
cmp told.jpg "$story/out/attachment-0001"
"$python" - "$story/out/report.json" <<'PY'
import json
import sys
report = json.load(open(sys.argv[1]))
assert report["narrative"] == "An invented account", report
assert [i["form"] for i in report["attachments"]] == ["original"], report
PY
echo "passed"
