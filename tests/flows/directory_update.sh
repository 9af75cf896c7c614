#!/usr/bin/env bash
# Goal: a newer directory comes from the relay or a stick and is taken for its
# signatures alone: an old one, a second one of the same version, one of someone
# else, one that is over and nonsense are refused in plain words, and nothing is
# written.  The printed sheet and the screen carry the digits for a camera.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
make_story
old=$story/old.note
new=$story/new.note
cp "$story/directory.note" "$old"
sheet=$fingerprint
digits=$(printf '%s' "$sheet" | tr -d ' ')

update() { # WORDS...
  "$valise" directory update -d "$old" --fingerprint "$sheet" "$@"
}
from_relay() {
  update -o "$new" --direct "$@"
}
# declines TEXT COMMAND...: refuses(), and nothing was written.
declines() {
  cp "$old" "$story/old.before"
  refuses "$@"
  [ ! -e "$new" ] || fail "something was written"
  cmp "$old" "$story/old.before" || fail "the old one changed"
  [ -z "$(find "$story" -maxdepth 1 -name '.part-*')" ] || fail "a leftover"
}

echo "--- for a camera"
scanned() { # dark | light, and the text on standard input
  "$python" "$source_dir/tests/tools/qr_text.py" "$1" >"$story/qr.pbm"
  zbarimg --quiet --raw --nodbus "$story/qr.pbm"
}
"$valise_desk" authority show --sheet "$old" >"$story/sheet"
cat "$story/sheet"
[ "$(scanned dark <"$story/sheet")" = "$digits" ] || fail "the sheet's code"
for group in $sheet; do
  has -wF -- "$group" "$story/sheet" || fail "group $group is on the sheet"
done
has '^name  *directory.example$' "$story/sheet" || fail "its name"
has '^version  *1$' "$story/sheet" || fail "its version"
[ "$(wc -L <"$story/sheet")" -le 80 ] || fail "a sheet is 80 columns wide"
# In each language the same digits and code, in 80 columns, and no two alike.
for language in en fr es ar ru zh; do
  "$valise_desk" authority show --sheet --language $language "$old" \
    >"$story/sheet.$language"
  [ "$(scanned dark <"$story/sheet.$language")" = "$digits" ] ||
    fail "the sheet's code, $language"
  for group in $sheet; do
    has -wF -- "$group" "$story/sheet.$language" || fail "group $group, $language"
  done
  [ "$(LC_ALL=C.UTF-8 wc -L <"$story/sheet.$language")" -le 80 ] ||
    fail "a sheet is 80 columns wide, $language"
done
cmp "$story/sheet" "$story/sheet.en"
[ "$(sha256sum "$story"/sheet.?? | cut -c1-64 | sort -u | wc -l)" = 6 ] ||
  fail "two languages are one"
has 'قائمة المفاتيح' "$story/sheet.ar" && has '密钥目录' "$story/sheet.zh" ||
  fail "not in its language"
"$valise_desk" authority show --sheet --language all "$old" | tr -d '\f' |
  cmp - <(cat "$story"/sheet.{en,fr,es,ar,ru,zh}) || fail "all of them"
refuses "--language takes ar, en, es, fr, ru, zh or all" \
  "$valise_desk" authority show --sheet --language de "$old"
refuses "authority show needs" "$valise_desk" authority show --language ar "$old"
"$valise" directory show --qr --fingerprint "$sheet" "$old" >"$story/shown"
[ "$(scanned light <"$story/shown")" = "$digits" ] || fail "the screen's code"
! "$valise" directory show --fingerprint "$sheet" "$old" | has '█' ||
  fail "a code comes when asked for"
refuses "no sheet was made" "$valise_desk" authority show --sheet \
  "$story/proposal"
head -c 1000 /dev/urandom >"$story/noise"
refuses "no sheet was made" "$valise_desk" authority show --sheet \
  "$story/noise"
sed 's/"version":1/"version":2/' "$old" >"$story/changed.note"
refuses "no sheet was made: a signature does not verify" "$valise_desk" \
  authority show --sheet "$story/changed.note"

echo "--- from the relay"
from_relay >"$story/said"
cat "$story/said"
has 'There is no newer one: relay.example has version 1' "$story/said" ||
  fail "the same one"
[ ! -e "$new" ] || fail "the same one was written"
make_directory "$story/2.note" 2
publish "$story/2.note"
from_relay -t "$intake" --relay "$relay_name" >"$story/said"
cat "$story/said"
cmp "$new" "$story/2.note" || fail "the newer one was taken whole"
has 'Version 1 -> 2, issued 20.*, expires 20' "$story/said" || fail "versions"
has 'the same intakes, relays and keys as before' "$story/said" ||
  fail "no change"
[ -z "$(find "$story" -maxdepth 1 -name '.part-*')" ] || fail "a leftover"
refuses "exists already and is not the directory" from_relay
cmp "$new" "$story/2.note" || fail "an existing file was changed"
rm "$new"
declines "no intake nowhere" from_relay -t nowhere
declines "no relay to talk to" from_relay --relay nobody.example
declines "its fingerprint is not the one on your sheet" "$valise" directory \
  update -d "$old" -o "$new" --direct \
  --fingerprint "$(echo "$sheet" | tr 0123456789 1234567890)"

echo "--- in its own place, and what changed"
make_directory "$story/3.note" 3
"$python" - "$story/description.json" <<'END'
import json
import sys
with open(sys.argv[1], encoding="utf-8") as file:
    d = json.load(file)
d["version"] = 4
other = json.loads(json.dumps(d["intakes"][0]))
other["id"] = "other"
other["relays"] = []  # the relay here has no keys for it
d["intakes"].append(other)
d["intakes"][0]["epoch_keys"][1]["revoked"] = True
d["couriers"] = []
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(d, file)
END
sign_directory "$story/4.note"
publish "$story/4.note"
chmod 640 "$old"
ln -s old.note "$story/link.note"
update -o "$story/link.note" --direct >"$story/said"
cat "$story/said"
[ -L "$story/link.note" ] || fail "the link is one as before"
cmp "$old" "$story/4.note" || fail "replaced"
[ "$(stat -c %a "$old")" = 640 ] || fail "it is as open as the one before"
has -x '  intake added: other' "$story/said" || fail "an intake came"
has "^  $intake: sealing keys: 0 added, 0 removed, 1 revoked" "$story/said" || fail "a key was revoked"
"$valise" directory show --fingerprint "$sheet" "$old" | has '^version *4$' ||
  fail "the new one is trusted"

echo "--- by a stick"
mkdir -p "$story/stick/valise"
declines "No such file" update -o "$new" --from "$story/stick"
make_directory "$story/5.note" 5
cp "$story/5.note" "$story/stick/valise/directory.note"
stop_relay # nothing answers: a stick needs no one
update -o "$new" --from "$story/stick" | tee "$story/said"
has 'intake removed: other' "$story/said" || fail "an intake went"
has ', 1 no longer revoked$' "$story/said" || fail "a revocation was undone"
cmp "$new" "$story/5.note" || fail "taken from the stick"
rm "$new"
update -o "$new" --from "$story/5.note" >/dev/null
cmp "$new" "$story/5.note" || fail "taken from a file"
rm "$new"
ln -sf ../../5.note "$story/stick/valise/directory.note"
declines "Too many levels of symbolic links" update -o "$new" \
  --from "$story/stick"
declines "no directory from relay.example" from_relay
for wrong in "-o $new --from $story/5.note --direct" \
  "-o $new --from $story/5.note -t $intake" "--direct"; do
  status=0
  # shellcheck disable=SC2086
  update $wrong 2>/dev/null || status=$?
  [ "$status" = 2 ] || fail "taken for an order: $wrong"
done

echo "--- by a relay that lies"
liar=$(free_port)
relay_url_override=http://127.0.0.1:$liar
make_directory "$old" 7
make_directory "$story/fork.note" 7 \
  '"issued": "2026-01-01T00:00:00Z", "expires": "2026-02-01T00:00:00Z",'
make_directory "$story/expired.note" 8 \
  '"issued": "2026-01-01T00:00:00Z", "expires": "2026-02-01T00:00:00Z",'
make_directory "$story/8.note" 8
cp "$old" "$story/directory.note"
cp "$(persons_of "$old")" "$story/directory.persons"
start_relay
lied=$story/lied
cp "$old" "$lied"
stand "$liar" "$port" "directory=$lied"
from_relay | has 'There is no newer one' || fail "it does not lie yet"
cp "$story/5.note" "$lied"
declines "it has version 5, and version 7 is here: someone may be holding back" \
  from_relay
cp "$story/fork.note" "$lied"
declines "version 7 like the one here, and says something else" from_relay
cp "$story/expired.note" "$lied"
declines "version 8 expired on 2026-02-01" from_relay
cp "$story/noise" "$lied"
declines "was not taken" from_relay
: >"$lied"
declines "was not taken" from_relay
head -c 1000 "$story/8.note" >"$lied"
declines "was not taken" from_relay
sed 's/"version":8/"version":9/' "$story/8.note" >"$lied"
declines "a signature does not verify" from_relay
head -c 1048577 /dev/zero >"$lied"
declines "no directory from relay.example" from_relay
# Someone else's authority, for the same name and the next version.
mv "$story/authority" "$story/authority.kept"
mv "$story/authority.vkey" "$story/authority.vkey.kept"
with_passphrase "$valise_desk" authority init --name authority.example/one \
  "$story/authority" >"$story/authority.vkey" 2>/dev/null
make_directory "$lied" 9
declines "its fingerprint is not the one on your sheet" from_relay

echo "--- one that is over still finds the next"
cp "$story/8.note" "$lied"
cp "$story/fork.note" "$old"
from_relay >"$story/said" 2>&1
has 'warning: the directory .* expired on 2026-02-01' "$story/said" ||
  fail "a warning"
has 'Version 7 -> 8' "$story/said" || fail "from an expired one"
cmp "$new" "$story/8.note" || fail "taken"
echo "passed"
