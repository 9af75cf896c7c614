#!/usr/bin/env bash
# Goal: of the pictures that Debian's packages carry, everything of a kind that
# exiftool finds is named before they are sealed, and cleaned copies hold none of
# it and show the same.
. "$(dirname "$0")/lib.sh"
make_story
stop_relay
write_report "$story/report.json"
mkdir "$story/pictures" "$story/good"
number=0
# Cameras' heads; test pictures of a decoder; drawings, and photographs.
for package in golang-github-rwcarlsen-goexif-dev golang-golang-x-image-dev \
  golang-github-disintegration-imaging-dev desktop-base; do
  folder=$(debian_package "$package")
  while read -r file; do
    number=$((number + 1))
    ending=${file##*.}
    cp "$file" "$story/pictures/$(printf '%04d' "$number").${ending/jpeg/jpg}"
  done < <(find "$folder" -type f \( -name '*.png' -o -name '*.jpg' -o \
    -name '*.jpeg' \) | sort)
done
[ "$number" -ge 250 ] || fail "only $number pictures"
attached() { # FOLDER: as arguments, to $files; and there
  cd "$1"
  files=()
  for file in *; do files+=(-a "$file"); done
}
attached "$story/pictures"
seal -r "$story/report.json" -o "$story/e.age" --no-reply --pictures original \
  "${files[@]}" >/dev/null 2>"$story/warnings"
"$python" "$source_dir/tests/tools/pictures_peer.py" "$story/warnings" \
  "$story/pictures"/*

echo "--- cleaned copies of those that a decoder reads whole"
pixels() { # FILE: what it shows
  case $1 in
  *.png)
    # Always in colour: a background decides otherwise, and shows nothing.
    pngtopam "$1" 2>/dev/null | ppmtoppm
    pngtopam -alpha "$1" 2>/dev/null
    ;;
  *) djpeg "$1" 2>/dev/null ;;
  esac
}
for file in "$story/pictures"/*; do
  ! pixels "$file" >/dev/null || cp "$file" "$story/good"
done
count=$(ls "$story/good" | wc -l)
[ "$count" -ge 200 ] || fail "only $count can be read"
attached "$story/good"
seal -r "$story/report.json" -o "$story/cleaned.age" --no-reply \
  --pictures cleaned "${files[@]}" >/dev/null 2>"$story/said" ||
  fail "$(tail -3 "$story/said")"
stick=$story/stick/valise/$intake/in
mkdir -p "$stick"
mv "$story/cleaned.age" \
  "$stick/$(sha256sum "$story/cleaned.age" | cut -c1-64).age"
desk import "$story/stick" --without-manifest >/dev/null 2>&1
desk extract 1 "$story/out" >/dev/null
number=0
for file in "$story/good"/*; do
  number=$((number + 1))
  mv "$story/out/attachment-$(printf '%04d' "$number")" \
    "$story/out/$(basename "$file")"
  pixels "$file" | cmp - <(pixels "$story/out/$(basename "$file")") ||
    fail "$(basename "$file") shows something else"
done
rm "$story/out/report.json"
exiftool -q -r -G1 -s -a -u "$story/out" | sed 's/ *:.*//' | sort -u |
  grep -vE '^(=|\[(System|ExifTool|Composite)\])' |
  grep -vE ' (FileType|FileTypeExtension|MIMEType|ImageWidth|ImageHeight|EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling|ExifByteOrder|BitDepth|ColorType|Compression|Filter|Interlace|Palette|Transparency|Gamma|SRGBRendering|JFIFVersion|ResolutionUnit|XResolution|YResolution|Orientation|ColorTransform|DCTEncodeVersion|APP14Flags[01])$' \
  >"$story/left" || true
[ ! -s "$story/left" ] || fail "cleaned copies carry $(cat "$story/left")"
echo "passed: $count cleaned"
