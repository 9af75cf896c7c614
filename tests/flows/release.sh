#!/usr/bin/env bash
# Goal: a release of the program on a stick is named where enough of the directory's
# release keys signed it by the real minisign and each file is what they signed, and
# refused with its reason else; a program or a directory that became old says so.
. "$(dirname "$0")/lib.sh"
command -v minisign >/dev/null || fail "minisign is not installed"
by_days
echo $((43200 - $(date +%s) % 86400)) >"$story/clock"
make_story
mkdir -p "$story/stick" "$story/pages"
for n in 1 2 3 4; do
  minisign -G -W -p "$story/key$n.pub" -s "$story/key$n.sec" >/dev/null 2>&1
done
key() { sed -n 2p "$story/key$1.pub"; }
desk() {
  command=$1
  shift
  with_passphrase "$valise_desk" $command --vault "$story/vault" "$@"
}
version=1
# newer_directory [RELEASES]: with that member.
newer_directory() {
  version=$((version + 1))
  make_directory "$story/next.note" $version "${1:+\"releases\": $1,}"
  publish "$story/next.note"
  adopt "$story/directory.note" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "directory $version"
  }
}
# release VERSION DAY: two files and their list on the stick, unsigned.
release=$story/stick/valise/release
make_release() {
  rm -rf "$release"
  mkdir -p "$release"
  printf 'A program, %s.\n' "$1" >"$release/valise-$1.tar.gz"
  printf 'A page.\n' >"$release/README"
  {
    printf 'valise-release/1\nversion %s\ndate %s\nbytes %s\n' "$1" "$2" \
      "$(cat "$release/"* | wc -c)"
    (cd "$release" && LC_ALL=C sha256sum README "valise-$1.tar.gz")
  } >"$story/RELEASE"
  mv "$story/RELEASE" "$release/RELEASE"
}
sign() { # KEY [OPTION]: by the real program
  minisign -S ${2:-} -s "$story/key$1.sec" -m "$release/RELEASE" \
    -x "$release/RELEASE.$1.minisig" -t "valise, key $1" >/dev/null 2>&1
}
check() { desk "release check" "$story/stick" "$@"; }
refused() { # TEXT
  refuses "$1" check
  has 'Install nothing of it' "$story/said" || fail "it does not say what to do"
}

echo "--- who signs is in the directory, on the sheet, and said when it changes"
refuses "there is no release on it" check
make_release 9.1.0 2026-12-20
refused "names nobody who signs releases"
for bad in '{"threshold": 0, "keys": []}' '{"threshold": 2, "keys": ["'"$(key 1)"'"]}' \
  '{"threshold": 1, "keys": ["'"$(key 1)"'", "'"$(key 1)"'"]}' \
  '{"threshold": 1, "keys": ["RWQx"]}' '{"threshold": 1, "keys": [7]}' '"none"'; do
  describe $((version + 1)) "\"releases\": $bad,"
  refuses "member releases has another form than" "$valise_desk" authority propose "$story/description.json" -o "$story/bad.text"
done
newer_directory '{"threshold": 2, "keys": ["'"$(key 1)"'", "'"$(key 2)"'", "'"$(key 3)"'"]}'
"$valise_desk" authority show "$story/directory.note" >"$story/said"
has "release key .*$(key 2 | cut -c1-40)" "$story/said" || fail "show"
has '2 of 3 keys sign one' "$story/said" || fail "show: the threshold"
"$valise_desk" authority show --sheet "$story/directory.note" >"$story/sheet"
has -F "$(key 3)" "$story/sheet" || fail "it is not on the sheet"

echo "--- signed by two of three, read by the desk and by minisign with the sheet's keys"
sign 1
refused "1 of the directory's release keys signed it, and it takes 2"
cp "$release/RELEASE.1.minisig" "$release/RELEASE.again.minisig"
refused "1 of the directory's release keys signed it" # one key counts once
rm "$release/RELEASE.again.minisig"
sign 4
refused "1 of the directory's release keys signed it" # a stranger's counts for nothing
sign 3
check >"$story/said" || { cat "$story/said"; fail "a good release"; }
cat "$story/said"
has 'Release 9.1.0 of 2026-12-20, signed by 2 of the' "$story/said"
has 'valise-9.1.0.tar.gz: as it was signed' "$story/said"
has 'It is newer than this program' "$story/said"
for n in 1 3; do
  grep -oE 'RW[A-Za-z0-9+/]{54}' "$story/sheet" | while read -r of; do
    ! minisign -V -q -P "$of" -m "$release/RELEASE" \
      -x "$release/RELEASE.$n.minisig" >/dev/null 2>&1 || echo "$n"
  done
done >"$story/by"
[ "$(cat "$story/by")" = "1
3" ] || fail "minisign says otherwise: $(cat "$story/by")"
(cd "$release" && tail -n +5 RELEASE | sha256sum --check --quiet --strict) ||
  fail "sha256sum says otherwise"

echo "--- it is copied, and checked where it is"
check "$story/new" >"$story/said" || { cat "$story/said"; fail "take"; }
cmp "$release/valise-9.1.0.tar.gz" "$story/new/valise-9.1.0.tar.gz"
refused_copy() { refuses "$1" check "$2"; }
refused_copy "File exists" "$story/new"
refused_copy "No such file" "$story/none/new"

echo "--- each change of it, in its own words"
cp -a "$release" "$story/good"
again() {
  rm -rf "$release"
  cp -a "$story/good" "$release"
}
change_byte "$release/README" 2
refused "release/README: it is not what was signed"
again
rm "$release/README"
refused "release/README: it is missing"
again
rm "$release/README"
ln -s /etc/hostname "$release/README"
refused "release/README: it is a link, which is not followed"
again
sed -i 's/^version 9.1.0/version 9.1.1/' "$release/RELEASE"
refused "it names a key of the directory and does not verify"
again
sed -i 's/^trusted comment: .*/trusted comment: another/' "$release/RELEASE.1.minisig"
refused "release/RELEASE.1.minisig: it names a key of the directory and does not verify"
again
sign 3 -l
refused "it is of minisign's older form"
again
echo >"$release/RELEASE.3.minisig"
refused "1 of the directory's release keys signed it" # of no form: for nothing
again
truncate -s 5000 "$release/RELEASE.3.minisig"
refused "1 of the directory's release keys signed it"
again
printf '%064d  ../x\n' 0 >>"$release/RELEASE"
refused "release/RELEASE: it has another form"
again
rm "$release/RELEASE.3.minisig"
ln -s RELEASE.1.minisig "$release/RELEASE.3.minisig"
refused "1 of the directory's release keys signed it"
again
mkfifo "$release/RELEASE.2.minisig"
check >/dev/null 2>&1 || fail "a pipe beside them"
again
printf 'more' >>"$release/README"
refused "release/README: it is not what was signed"
again
rm "$release/RELEASE"
refused "release/RELEASE:"
again
# A file of sixteen TiB under a signed name costs no time.
rm "$release/README"
truncate -s 16T "$release/README" 2>/dev/null || truncate -s 8T "$release/README"
began=$SECONDS
refused "release/README: it is longer than was signed"
refuses "it is longer than was signed" check "$story/huge"
[ ! -e "$story/huge" ] && [ $((SECONDS - began)) -lt 60 ] || fail "all of it was read"
again
# Escape sequences in a name of a stranger's signature go nowhere.
cp "$release/RELEASE.1.minisig" "$release/RELEASE.$(printf '\033[2J').minisig"
check "$story/clean" >/dev/null 2>&1 || fail "beside a stranger's"
[ "$(find "$story/clean" -type f | wc -l)" = 5 ] &&
  [ "$(find "$story/clean" -name 'RELEASE.????????????????.minisig' | wc -l)" = 2 ] ||
  fail "what was copied: $(ls "$story/clean")"
again
mv "$release" "$story/elsewhere"
ln -s "$story/elsewhere" "$release"
refused "it is no folder"
rm "$release"
mv "$story/elsewhere" "$release"
check >/dev/null || fail "it is good again"

echo "--- an import names it; an older one than was verified is said"
write_report "$story/report.json" "Invented."
seal -r "$story/report.json" -o "$story/1.age" --no-reply 2>/dev/null
send "$story/1.age" >/dev/null 2>&1
next_day
courier collect "$story/stick" >/dev/null 2>&1
desk import "$story/stick" >"$story/said" 2>&1 || { cat "$story/said"; fail import; }
has 'Release 9.1.0 of 2026-12-20 is on the stick' "$story/said" || {
  cat "$story/said"
  fail "the import does not name it"
}
has 'release 9.1.0 of .* was signed for and seen here on .*, and this program is' "$story/said" ||
  fail "no alarm that there is a newer one"
# Whatever it is, it holds no envelope up.
sed -i 's/^version 9.1.0/version 9.1.1/' "$release/RELEASE"
desk import "$story/stick" >"$story/said" 2>&1 || { cat "$story/said"; fail "import beside it"; }
has 'the release on the stick is refused: release/RELEASE.*does not verify' "$story/said" ||
  fail "import"
make_release 9.0.9 2026-12-01
sign 1
sign 2
partly check "$story/older" >"$story/said" 2>&1
has 'release 9.1.0 of 2026-12-20 was seen here on .*: this one is older' "$story/said"
! has 'install from that' "$story/said" || fail "it invites to an older one"
desk import "$story/stick" 2>&1 | has 'release 9.0.9 of .* is not newer' || fail "import, older"
make_release 0.0.1 2025-01-01
sign 1
sign 2
partly check >"$story/said" 2>&1
has 'it is older than this program' "$story/said" || fail "an old one"
make_release 9.1.0 2026-12-21
sign 1
sign 2
partly check >"$story/said" 2>&1
has 'another text was signed under version 9.1.0 before' "$story/said" || fail "two of one"
desk "release show" 2>/dev/null | has 'signed for, is 9.1.0 of 2026-12-20' || fail "show"

echo "--- a key that signed it leaks: what it signed counts no more; one forgotten"
newer_directory '{"threshold": 2, "keys": ["'"$(key 2)"'", "'"$(key 4)"'"]}'
desk "release show" >"$story/said" 2>&1
has 'No release was seen here yet' "$story/said" || { cat "$story/said"; fail "it counts"; }
! has 'install the newer one' "$story/said" || fail "it is recommended"
make_release 9.2.0 2026-12-22
sign 2
sign 4
check >"$story/said" 2>&1 || { cat "$story/said"; fail "by the new keys"; }
desk "release forget" >/dev/null 2>&1
desk "release show" 2>/dev/null | has 'No release was seen here yet' || fail "forget"

echo "--- age: of the program, of the directory"
refuses "takes two numbers of days" desk "release ages" 0 5
refuses "takes two numbers of days" desk "release ages" 5 x
# Whenever this runs: ten days from now on for the program of that day.
of=$(desk "release show" 2>/dev/null | sed -n 's/^This program is .* of \(.*\)\.$/\1/p')
days=$((($(date +%s) - $(date -d "$of" +%s)) / 86400 + 10))
[ $days -ge 10 ] || days=10
[ $days -le 3650 ] || skip "this program is older than what can be set"
desk "release ages" $days 20 |
  has "older than $days days, and the directory than 20" || fail "ages"
desk list >"$story/said" 2>&1
! has 'days ago, and' "$story/said" || { cat "$story/said"; fail "not yet"; }
echo $(($(cat "$story/clock") + 40 * 86400)) >"$story/clock.new"
mv "$story/clock.new" "$story/clock"
desk list >"$story/said" 2>&1
has 'the directory was issued 4[0-9] days ago, and 20 were set' "$story/said" || {
  cat "$story/said"
  fail "an old directory"
}
[ "$(date +%s)" -lt $(($(date -d "$of" +%s) + 30 * 86400)) ] ||
  has 'this program is of .* days ago, and [0-9]* were set' "$story/said" || {
  cat "$story/said"
  fail "an old program"
}
echo passed
