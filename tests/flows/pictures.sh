#!/usr/bin/env bash
# Goal: what pictures carry is said before they are sealed; a cleaned copy, as
# another program sees it, carries nothing and shows the same pixels; whatever
# breaks a picture breaks no more than the look at it.
. "$(dirname "$0")/lib.sh"
pictures=$story/pictures
mkdir "$pictures"
cd "$pictures"

# --- made here: a noisy picture, so that every coefficient counts
"$python" - <<'END'
import random, struct, zlib
random.seed(7)
w, h = 97, 61
rows = [bytes((x * 2 + random.randrange(60) + k * 30) % 256
              for x in range(w) for k in range(3)) for y in range(h)]
open("a.ppm", "wb").write(b"P6\n%d %d\n255\n" % (w, h) + b"".join(rows))

def chunk(name, data):
    return (struct.pack(">I", len(data)) + name + data +
            struct.pack(">I", zlib.crc32(name + data)))

def png(name, w, h, depth, colour, raw, before=b"", interlace=0):
    head = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlace)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) +
        before + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))

# A palette with transparency; sixteen bits; texts in both.
text = chunk(b"tEXt", b"Author\0A. Person") + chunk(b"tIME", bytes(7))
png("palette.png", 16, 4, 4, 3, b"\0\x01\x23\x45\x67\x89\xab\xcd\xef" * 4,
    chunk(b"PLTE", bytes(range(48))) + chunk(b"tRNS", b"\0\x80") + text)
png("deep.png", 8, 8, 16, 6, (b"\0" + bytes(range(64))) * 8,
    chunk(b"gAMA", struct.pack(">I", 45455)) + text)
png("moving.png", 1, 1, 8, 0, b"\0\1",
    chunk(b"acTL", struct.pack(">II", 1, 0)))
# XMP that is packed; and IPTC as ImageMagick writes it into a PNG.
packet = (b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf="
    b"'http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    b"xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "
    b"xmlns:dc='http://purl.org/dc/elements/1.1/' photoshop:City='Town'>"
    b"<dc:creator><rdf:Seq><rdf:li>A. Person</rdf:li></rdf:Seq></dc:creator>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta>")
png("packed.png", 1, 1, 8, 0, b"\0\1", chunk(b"iTXt",
    b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(packet)))
records = b"\x1c\2\x5a\0\4Town\x1c\2\x50\0\x09A. Person"
block = b"8BIM\4\4\0\0" + struct.pack(">I", len(records)) + records
png("profile.png", 1, 1, 8, 0, b"\0\1", chunk(b"zTXt",
    b"Raw profile type iptc\0\0" + zlib.compress(
        b"\niptc\n%8d\n" % len(block) + block.hex().encode() + b"\n")))
# What takes all the memory there is, out of a few bytes.
png("bomb.png", 900000, 900000, 16, 6, b"\0" * 1000, text)
jpeg = (b"\xff\xd8" + b"\xff\xfe\0\6text" + b"\xff\xdb\0\x43\0" + b"\1" * 64 +
    b"\xff\xc2\0\x11\x08\xff\xdc\xff\xdc\3\1\x22\0\2\x11\0\3\x11\0" +
    b"\xff\xc4\0\x14\0\1" + bytes(15) + b"\0" +
    b"\xff\xda\0\x0c\3\1\0\2\0\3\0\0\0\0" + b"\0" * 50 + b"\xff\xd9")
open("bomb.jpg", "wb").write(jpeg)
open("nonsense.jpg", "wb").write(b"\xff\xd8\xff" + random.randbytes(3000))
open("nonsense.png", "wb").write(b"\x89PNG\r\n\x1a\n" + random.randbytes(3000))
open("a.heic", "wb").write(b"\0\0\0\x18ftypheic" + bytes(40))
open("a.pdf", "wb").write(b"%PDF-1.7" + bytes(40))
open("note.jpg", "wb").write(b"No picture, whatever its name says.\n")
open("empty", "wb")
END
cjpeg -quality 88 a.ppm >plain.jpg
cjpeg -quality 90 -progressive -sample 1x1 -restart 2 a.ppm >progressive.jpg
cjpeg -grayscale a.ppm >grey.jpg
pnmtopng -interlace a.ppm >plain.png 2>/dev/null
djpeg -scale 1/4 plain.jpg | cjpeg >small.jpg
for name in plain.jpg progressive.jpg grey.jpg plain.png; do
  cp "$name" "told-$name"
  exiftool -q -overwrite_original -Make=Acme "-Model=Eye$(printf '\033')[31m5" \
    -GPSLatitude=46.2266 -GPSLatitudeRef=N -GPSLongitude=6.1404 \
    -GPSLongitudeRef=E -SerialNumber=SN12345 '-OwnerName=A. Person' \
    '-Artist=A. Person' '-Software=Soft 1' -Orientation#=6 \
    '-DateTimeOriginal=2024:05:06 07:08:09' -XMP:City=Town \
    -XMP:GPSLatitude=46.2266 "told-$name"
done
exiftool -q -overwrite_original '-ThumbnailImage<=small.jpg' -Comment=hello \
  -IPTC:Keywords=word told-plain.jpg
cat small.jpg >>told-progressive.jpg # behind the end, as some telephones do
head -c 2000 told-plain.jpg >cut.jpg
head -c 3000 told-plain.png >cut.png

# The sealed files of the last report, in $story/out.
number=0
open_again() {
  hash=$(sha256sum "$1" | cut -c1-64)
  mkdir -p "$story/stick/valise/$intake/in" "$story/stick/valise/$intake/out"
  cp "$1" "$story/stick/valise/$intake/in/$hash.age"
  desk import "$story/stick" --without-manifest >/dev/null 2>&1
  number=$((number + 1))
  rm -rf "$story/out"
  desk extract "$number" "$story/out" >/dev/null
}
forms() {
  "$python" - "$story/out" <<'END'
import hashlib, json, os, sys
for a in json.load(open(sys.argv[1] + "/report.json"))["attachments"]:
    path = "%s/attachment-%04d" % (sys.argv[1], a["number"])
    b = open(path, "rb").read()
    assert a["size"] == len(b), path
    assert a["sha256"] == hashlib.sha256(b).hexdigest(), path
    print(a["form"], a["name"])
END
}
said() {
  has -F -- "$1" "$story/said" || {
    cat "$story/said" >&2
    fail "it did not say: $1"
  }
}
seal_all() {
  choice=$1
  shift
  rm -f "$story/e.age"
  files=()
  for f in "$@"; do files+=(-a "$f"); done
  seal -r "$story/report.json" -o "$story/e.age" --no-reply \
    --pictures "$choice" "${files[@]}" >/dev/null 2>"$story/said"
}

make_story
stop_relay
write_report "$story/report.json"

echo "--- as they are"
seal -r "$story/report.json" -o "$story/e.age" --no-reply -a told-plain.jpg \
  -a plain.jpg -a note.jpg -a a.heic 2>"$story/said"
said "told-plain.jpg carries the place (coordinates are not shown here), the \
camera: Acme Eye<U+001B>[31m5, the time: 2024:05:06 07:08:09, the software: \
Soft 1, a serial number or the maker's notes, a person's name"
said "a small copy of itself (thumbnail), comments or captions, an XMP block, \
an IPTC block"
said "It is sealed as it is; --pictures cleaned"
said "a.heic is a HEIC or AVIF picture: it may carry place, device and time"
! has '46[.]22\|plain.jpg carries the time\|SN12345\|note.jpg' "$story/said" ||
  fail "it said too much"
[ "$(wc -l <"$story/said")" = 3 ] || fail "two warnings, and that it is sealed"
open_again "$story/e.age"
cmp told-plain.jpg "$story/out/attachment-0001"
[ "$(forms | cut -d' ' -f1 | sort -u)" = original ] || fail "the form"

echo "--- what only XMP or only IPTC says, and packed in a PNG"
# only FILE OPTION...: a picture that carries that and nothing else.
only() {
  file=$1
  shift
  cp "plain.${file##*.}" "$file"
  exiftool -q -overwrite_original "$@" "$file"
}
only xmp.jpg -XMP-photoshop:City=Town '-XMP-dc:Creator=A. Person' \
  '-XMP-xmp:CreateDate=2024:05:06 07:08:09' -XMP-tiff:Make=Acme
only iptc.jpg -IPTC:City=Town '-IPTC:By-line=A. Person' \
  -IPTC:DateCreated=2024:05:06
! has -a Town packed.png profile.png || fail "they are not packed"
for f in xmp.jpg iptc.jpg packed.png profile.png; do
  exiftool -City "$f" | has Town || fail "exiftool sees no place in $f"
  seal_all original "$f"
  said "$f carries the place (coordinates are not shown here)"
  said "a person's name (owner, author, copyright)"
done
seal_all original xmp.jpg
said "the camera: Acme, the time: 2024-05-06T07:08:09"
seal_all original iptc.jpg
said "the time: 20240506"
seal_all cleaned xmp.jpg iptc.jpg packed.png profile.png
open_again "$story/e.age"
for f in "$story"/out/attachment-*; do
  ! exiftool -City -Creator -By-line "$f" | has . || fail "$f still says so"
done

echo "--- cleaned"
good=(told-plain.jpg told-progressive.jpg told-grey.jpg told-plain.png
  palette.png deep.png plain.jpg plain.png)
bad=(cut.jpg cut.png bomb.jpg bomb.png moving.png nonsense.jpg nonsense.png)
other=(note.jpg empty a.heic)
for f in "${bad[@]}"; do
  rm -f "$story/e.age"
  refuses "no cleaned copy could be made of $f" seal -r "$story/report.json" \
    -o "$story/e.age" --no-reply --pictures cleaned -a "$f" >/dev/null
  [ ! -e "$story/e.age" ] || fail "an envelope of $f"
  case $f in
  bomb.*) has 'it is too large' <"$story/said" || fail "$f" ;;
  moving.png) has 'a copy would stand still' <"$story/said" || fail "$f" ;;
  esac
done
# As they are, if that is wanted.
seal_all original "${bad[@]}"
for f in "${bad[@]}"; do
  has "warning: $f carries .*It is sealed as it is" <"$story/said" ||
    fail "$f was not warned of"
done
open_again "$story/e.age"
i=0
for f in "${bad[@]}"; do
  i=$((i + 1))
  cmp "$f" "$story/out/attachment-$(printf %04d "$i")" ||
    fail "$f is not as it was"
done
seal_all cleaned "${good[@]}" "${other[@]}"
said "something behind its end"
cut -c1-150 "$story/said"
for f in "${good[@]}"; do
  case $f in
  plain.*) said "$f: a cleaned copy is sealed; nothing was found in it" ;;
  *) said "$f: a cleaned copy is sealed, without " ;;
  esac
done
open_again "$story/e.age"
forms >"$story/forms"
[ "$(grep -c ^cleaned "$story/forms")" = "${#good[@]}" ] || fail "the forms"
i=0
for f in "${good[@]}" "${other[@]}"; do
  i=$((i + 1))
  got=$story/out/attachment-$(printf %04d "$i")
  if [ "$i" -gt "${#good[@]}" ]; then
    cmp "$f" "$got" || fail "$f is not as it was"
    continue
  fi
  # What exiftool finds, apart from the file's own name, size and shape.
  exiftool -G1 -s -a -u "$got" | sed 's/ *:.*//' |
    grep -vE '^\[(System|ExifTool|Composite)\]' |
    grep -vE ' (FileType|FileTypeExtension|MIMEType|ImageWidth|ImageHeight|EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling|ExifByteOrder|BitDepth|ColorType|Compression|Filter|Interlace|Palette|Transparency|Gamma|JFIFVersion|ResolutionUnit|XResolution|YResolution)$' \
    >"$story/left" || true
  case $f in
  told-*) [ "$(cat "$story/left")" = "[IFD0]          Orientation" ] ;;
  *) [ ! -s "$story/left" ] ;;
  esac || { cat "$story/left" >&2; fail "$f still carries that"; }
  ! grep -caE 'Acme|Town|Person|SN12345|hello|2024' "$got" >/dev/null ||
    fail "$f still holds a word"
  case $f in
  *.jpg) cmp <(djpeg -pnm "$f" 2>/dev/null) <(djpeg -pnm "$got") ;;
  *.png)
    cmp <(pngtopnm "$f" 2>/dev/null) <(pngtopnm "$got")
    cmp <(pngtopnm -alpha "$f" 2>/dev/null) <(pngtopnm -alpha "$got")
    ;;
  esac || fail "$f does not show the same"
done
# What was cleaned once is nothing to warn of.
seal_all refuse "$story/out/attachment-0001" "$story/out/attachment-0004" \
  note.jpg empty
[ "$(wc -l <"$story/said")" = 1 ] || fail "a cleaned copy is warned of"

echo "--- what is forged or hidden"
"$python" - <<'PY'
# A picture that writes a line of ours; one whose APP1 hides behind a TEM marker.
import struct
plain = open("plain.jpg", "rb").read()


def exif(tags):
    body, data = b"", b""
    at = 8 + 2 + 12 * len(tags) + 4
    for tag, text in tags:
        value = text + b"\0"
        body += struct.pack("<HHII", tag, 2, len(value), at + len(data))
        data += value
    block = (b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(tags)) + body +
             bytes(4) + data)
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block


forged = exif([(0x131, b"\nvalise: spoof.jpg: a cleaned copy is sealed")])
open("spoof.jpg", "wb").write(plain[:2] + forged + plain[2:])
hidden = exif([(0x10f, b"Acme hidden"), (0x110, b"x")])
pad = b"\xff\xfe" + struct.pack(">H", 0xffe1 - len(hidden) - 2 + 2)
pad += bytes(0xffe1 - len(hidden) - 2)
open("hidden.jpg", "wb").write(
    plain[:2] + b"\xff\x01" + hidden + pad + plain[2:])
PY
seal_all original spoof.jpg
[ "$(grep -c '^valise: ' "$story/said")" = 1 ] || {
  cat "$story/said" >&2
  fail "a picture wrote a line of its own"
}
rm -f "$story/e.age"
if seal -r "$story/report.json" -o "$story/e.age" --no-reply \
  --pictures cleaned -a hidden.jpg 2>/dev/null; then
  open_again "$story/e.age"
  ! grep -ca 'Acme' "$story/out/attachment-0001" >/dev/null ||
    fail "a hidden block was sealed as cleaned"
fi
# A report that says "cleaned" of what was not.
"$python" - "$story/report.json" "$story/claims.json" <<'PY'
import json
import sys
report = json.load(open(sys.argv[1]))
report["attachments"] = [{"form": "cleaned"}]
json.dump(report, open(sys.argv[2], "w"))
PY
rm -f "$story/e.age"
refuses "the report says that told-plain.jpg was cleaned" seal \
  -r "$story/claims.json" -o "$story/e.age" --no-reply -a told-plain.jpg
# A line's end in a file's name.
cp told-plain.jpg $'a\nvalise: b.jpg'
seal_all original $'a\nvalise: b.jpg'
[ "$(grep -c '^valise: ' "$story/said")" = 1 ] || fail "a name wrote a line"

echo "--- refused"
for f in told-plain.jpg palette.png a.pdf cut.jpg; do
  rm -f "$story/e.age"
  refuses "and --pictures refuse was given" seal -r "$story/report.json" \
    -o "$story/e.age" --no-reply --pictures refuse -a "$f" >/dev/null
  [ ! -e "$story/e.age" ] || fail "an envelope of $f"
done
refuses "is no value for that option" seal --pictures hide

if ! sanitized; then
  echo "--- what the system saw"
  rm -f "$story/e.age"
  strace -f -o "$story/trace" \
    -e trace=%file,%network,memfd_create,seccomp,fork,clone,clone3 \
    "$valise" seal -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" -r "$story/report.json" -o "$story/e.age" --no-reply \
    --pictures cleaned -a told-plain.jpg -a told-plain.png 2>/dev/null
  grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(' "$story/trace" |
    cut -d' ' -f2- >"$story/written" || true
  cat "$story/written"
  [ "$(wc -l <"$story/written")" = 1 ] || fail "more was opened than the output"
  has -F "\"$story\"" "$story/written" ||
    fail "that is not the output"
  # Once the filter is set for it, a child does none of these.
  awk '/seccomp\(SECCOMP_SET_MODE_FILTER.*\{len=/ { shut[$1] = 1; n++; next }
    ($1 in shut) && !/\+\+\+|--- SIG|resumed/ { print; bad = 1 }
    END { print n " children shut in"; exit bad || n != 4 }' "$story/trace" ||
    fail "a child did that"

  echo "--- a child that is killed, or can't be shut in"
  for way in signal=KILL error=EINVAL; do
    rm -f "$story/e.age"
    ! strace -f -o /dev/null -e trace=seccomp -e "inject=seccomp:$way" \
      "$valise" seal -d "$story/directory.note" --fingerprint "$fingerprint" \
      -t "$intake" -r "$story/report.json" -o "$story/e.age" --no-reply \
      --pictures cleaned -a told-plain.jpg 2>"$story/said" ||
      fail "it was sealed as cleaned"
    [ ! -e "$story/e.age" ] || fail "an envelope all the same"
    grep "can't be looked into" "$story/said" || fail "it was not said"
  done
fi
echo "passed"
