#!/usr/bin/env bash
# Goal: an import note says that an envelope is held only once its bytes are on as many
# disks of the desk as were set; until then the relay keeps it.  A copy that fails costs
# that envelope alone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=4
# A disk of its own, by its device number.
second=$story/second
[ "$(id -u)" -eq 0 ] || skip "mounting a disk of its own needs root"
mkdir "$second"
mount -t tmpfs -o size=8m tmpfs "$second" 2>/dev/null ||
  skip "no tmpfs can be mounted here"
mounted=$second
copies=2 make_people_story
has 'is held once it is on 2 media of the desk' "$story/made"
for n in 1 2 3 4; do
  write_report "$story/report.json" "An invented account number $n."
  seal -r "$story/report.json" -o "$story/$n.age" --no-reply 2>/dev/null
done
# import_stick STICK OPTION...: by cleo, with ben.
import_stick() {
  stick=$1
  shift
  asked="cleo ben" open_desk "anna cleo" \
    <<<"import --as cleo.example $(custody_of cleo ben) $* $stick"
}
imports() {
  import_stick "$@" >"$story/said" 2>&1
}
# brought STICK ENVELOPE: sent, and collected on a new stick.
brought() {
  mkdir -p "$1"
  send "$2" >/dev/null 2>&1
  courier collect "$1" >/dev/null 2>&1
}
notes() {
  find "$story/vault/import-notes" -name '*.note' | wc -l
}
held() {
  cat "$story/vault/import-notes/"*.note | grep -c '^held '
}
says() {
  has "$1" "$story/said" || { cat "$story/said"; fail "nothing of: $1"; }
}
# waits: how many the relay still keeps.
waits() {
  "$valise_relay" queue -c "$story/relay.ini" -t "$intake" --each |
    awk '$3 == "stored" || $3 == "taken"' | wc -l
}
hash_of() {
  sha256sum "$1" | cut -d' ' -f1
}

echo "--- on one disk: read at once, and nothing is signed for"
brought "$story/first" "$story/1.age"
brought "$story/stick" "$story/2.age"
partly imports "$story/stick"
says '2 held here on fewer than 2 media of the desk'
says 'There is nothing that it signs for'
[ "$(notes)" = 0 ] || fail "a note of what one disk has"
open_desk "anna dara" <<<"list --as anna.example" 2>/dev/null | has 'account number 2'
courier deliver "$story/stick" >/dev/null 2>&1
[ "$(waits)" = 2 ] || fail "the relay does not keep them: $(waits)"

echo "--- what is no further disk: nothing was imported"
brought "$story/stick" "$story/3.age"
refuses "on the same disk as the vault, the stick" import_stick "$story/stick" \
  --copy "$story/copy"
refuses "or another copy, and would be lost" import_stick \
  "$story/stick" --copy "$second/desk" --copy "$second/again"
mkdir "$second/linked"
ln -s "$story/vault/originals" "$second/linked/originals"
refuses "on the same disk as the vault, the stick" import_stick "$story/stick" \
  --copy "$second/linked"
mkdir -p "$story/empty/originals"
refuses "on the same disk as the vault, the stick" import_stick "$story/stick" \
  --copy "$story/empty"
[ -d "$story/empty/originals" ] || fail "somebody's folder was removed"
[ ! -e "$story/copy" ] && [ ! -e "$second/again" ] ||
  fail "what was refused left a folder"
refuses "has a copy or keys of another vault" import_stick "$story/stick" \
  --copy "$(mkdir -p "$second/other"
    printf 'valise-vault/2\nother\n' >"$second/other/vault"; echo "$second/other")"
open_desk "anna dara" <<<"list --as anna.example" 2>/dev/null >"$story/said"
! has 'account number 3' "$story/said" || fail "it was imported"

echo "--- one that waits, and whose original is gone: said, and never signed for"
cp -a "$story/vault" "$story/good"
second_of() {
  printf '%s' "$story/vault/originals/$(hash_of "$story/2.age").age"
}
for how in gone changed; do
  rm -rf "$story/vault"
  cp -a "$story/good" "$story/vault"
  forget_heads
  if [ "$how" = gone ]; then
    rm "$(second_of)"
  else
    change_byte "$(second_of)" 1000
  fi
  rm -rf "$story/first/valise/$intake/out" # which would tell that it was set back
  # By the stick that has the first alone.
  partly imports "$story/first" --copy "$second/desk"
  says "nothing can be signed of it: its original is damaged or gone, or its case can't be read: $(hash_of "$story/2.age")"
  [ "$(held)" = 1 ] || fail "$how: it was signed for"
  # What has originals is a copy that this desk knows, and a disposal waits for it.
  open_desk "anna dara" <<<"dispose list --as anna.example" >"$story/said" 2>/dev/null
  says "$(sed -n 2p "$second/desk/copy"): store and originals, seen .* at $second/desk"
done
rm -rf "$story/vault" "$second/desk" "$story/first/valise/$intake/out"
mv "$story/good" "$story/vault"
forget_heads

echo "--- an earlier stick, which has one of the two: both are in the note"
imports "$story/first" --copy "$second/desk" || { cat "$story/said"; fail "import"; }
says 'The import note is on the medium, which may be removed; 2 in it'
[ "$(held)" = 2 ] || fail "not both are held"
for n in 1 2; do
  cmp "$story/$n.age" "$second/desk/originals/$(hash_of "$story/$n.age").age"
done

echo "--- a copy that can't be written costs that envelope alone"
brought "$story/stick" "$story/4.age"
mkdir "$second/desk/originals/$(hash_of "$story/3.age").age"
partly imports "$story/stick" --copy "$second/desk"
says "no copy on $second/desk"
says '1 held here on fewer than 2 media'
[ "$(held)" = 3 ] || fail "the other is not held"
rmdir "$second/desk/originals/$(hash_of "$story/3.age").age"
# Other bytes under its name are no copy, and are written over.
printf 'x' >"$second/desk/originals/$(hash_of "$story/3.age").age"
imports "$story/stick" --copy "$second/desk" || { cat "$story/said"; fail "import"; }
[ "$(held)" = 4 ] || fail "the third is not held"
cmp "$story/3.age" "$second/desk/originals/$(hash_of "$story/3.age").age"
imports "$story/stick" --copy "$second/desk" || { cat "$story/said"; fail "again"; }
says 'There is nothing that it signs for'
courier deliver "$story/stick" >/dev/null 2>&1
[ "$(waits)" = 0 ] || fail "the relay was not told: $(waits) wait"
# It is no copy of the vault yet; a backup goes on in the same folder.
refuses "No such file" "$valise_desk" restore --vault "$story/new" \
  --keys "$story/vault" "$second/desk"
open_desk "anna cleo" <<<"backup --as cleo.example $second/desk" 2>/dev/null |
  has '[4-9] files were there'
"$valise_desk" check --vault "$second/desk" | has 'Whole: 4 originals'

echo "--- how many: two persons set it, and nobody with the disk alone"
"$valise_desk" share list --vault "$story/vault" | has 'said to be held: 2'
refuses "it takes 1 more who hold this vault" open_desk "anna dara" \
  <<<"share copies --as anna.example 1"
with="--person $story/people/dara.age"
for n in 0 10 x; do
  asked=dara refuses "a number from 1 to 9" open_desk "anna cleo" \
    <<<"share copies --as anna.example $with $n"
done
asked=dara open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"share copies --as anna.example $with 3"
"$valise_desk" share list --vault "$story/vault" | has 'said to be held: 3'
sed -i 's/"copies": 3/"copies": 1/' "$story/vault/shares.json"
refuses "changed by somebody who never opened this vault" open_desk "anna dara" </dev/null
sed -i 's/"copies": 1/"copies": 3/' "$story/vault/shares.json"
seal -r "$story/report.json" -o "$story/5.age" --no-reply 2>/dev/null
brought "$story/stick" "$story/5.age"
partly imports "$story/stick" --copy "$second/desk"
says 'on fewer than 3 media'
asked=dara open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"share copies --as anna.example $with 1"
imports "$story/first" || { cat "$story/said"; fail "import"; }
says '1 in it'
says 'copy the vault to a second medium'
[ "$(held)" = 5 ] || fail "the last is not held"
echo "passed"
