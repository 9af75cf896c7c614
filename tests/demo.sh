#!/usr/bin/env bash
# The whole story on one machine: a throw-away authority, desk, relay and
# courier; an invented allegation is sealed, sent, carried, opened, answered.
# Leaves nothing behind but Debian packages.
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
bin=$work/build
story=$work/story
mkdir -p "$story"
. "$source_dir/tests/install.sh"
. "$source_dir/tests/story.sh"

clean_up() {
  stop_relay
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

say() {
  printf '\n== %s\n' "$*"
}

say "Installing what is missing (list: tests/packages.txt)"
install_packages build demo
started=$(date +%s)

say "Building into a temporary folder"
meson setup "$bin" "$source_dir" -Dtests=false >"$work/build.log" 2>&1 &&
  ninja -C "$bin" >>"$work/build.log" 2>&1 ||
  { tail -30 "$work/build.log"; exit 1; }

say "The authority, the desk, the relay and the courier make their keys;" \
  "the authority signs the directory that says which are real"
publication_seconds=1 grace_seconds=3600
make_story
echo "Fingerprint for the printed sheet:"
echo "  $fingerprint"

say "A defender writes an invented allegation with two attachments"
cat >"$story/report.json" <<'EOF'
{
  "kind": "new",
  "text_language": "eng",
  "sender": {"role": "own-organisation",
    "safe_contact": {"channel": "only through this code", "language": "eng"}},
  "victims": [{"unit": "organisation", "label": "an invented river committee",
    "protected_status": ["P1"], "profile": ["R15", "R22"]}],
  "un_bodies": ["UPR"],
  "cooperation": {"what": "It sent a submission.", "time": "T3"},
  "why_linked": "An official said: this is for what you wrote to Geneva.",
  "nature": "reprisal",
  "acts": [{"type": "A20", "channel": "offline",
    "from": {"date": "2026-10", "precision": "month"},
    "how_known": "saw-or-lived"}],
  "narrative": "This case is invented. In October the committee was struck off the register nine days after its submission was published.",
  "actors": [{"code": "S2", "relation": "acted-for"}],
  "state_concerned": ["unknown"],
  "effect_on_cooperation": "limited",
  "consent": [{"person": "the committee", "C0": "yes", "C1": "yes",
    "C2": "ask-first", "C3": "no", "C4": "not-asked", "C5": "no", "C8": "yes",
    "how": "told at a meeting"}]
}
EOF
printf 'An invented letter.\n' >"$story/رسالة.txt"
head -c 200000 /dev/urandom >"$story/photo 1.jpg"
seal -r "$story/report.json" -a "$story/رسالة.txt" -a "$story/photo 1.jpg" \
  -o "$story/sealed.age" --code-fd 3 3>"$story/code"
echo "Reply code, shown once: $(cat "$story/code")"
echo "Sealed: $(stat -c %s "$story/sealed.age") bytes, which any age tool" \
  "knows as: $(head -c 21 "$story/sealed.age")"

say "The envelope goes to the relay, which promises to keep it"
mkdir "$story/receipts"
send --receipt "$story/receipts" "$story/sealed.age"
receipt=$(echo "$story"/receipts/*.tlog-proof)

say "The promise verifies, with no network"
verify_receipt "$receipt" "$story/sealed.age"

say "The relay publishes its log at the end of the period"
until_logged 1
curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" | head -3

say "The courier collects onto a stick"
mkdir "$story/stick"
courier collect "$story/stick"

say "The desk, offline, imports the stick and opens the envelope"
desk import "$story/stick" 2>"$story/desk.said"
grep TRIAL "$story/desk.said" | head -1
desk list 2>/dev/null
desk extract 1 "$story/case" 2>/dev/null
cmp "$story/رسالة.txt" "$story/case/attachment-0001"
cmp "$story/photo 1.jpg" "$story/case/attachment-0002"
echo "Both attachments came through byte for byte."

say "The desk answers; the courier carries the answer back"
printf 'Thank you. We have read it. Is the committee safe to be called on Mondays?\n' |
  desk reply 1 2>/dev/null
desk export "$story/stick" 2>/dev/null
courier deliver "$story/stick"

say "The defender reads the answer, on any machine, with the code alone"
check --code-fd 3 3<"$story/code" | tee "$story/answer"
grep -q 'Is the committee safe' "$story/answer"

say "The relay has settled: the desk holds it, the grace period runs"
status | tee "$story/status"
awk '$1 == "'"$intake"'" { settled = $5 } END { exit settled == 1 ? 0 : 1 }' \
  "$story/status"

say "Done in $(($(date +%s) - started)) s after the packages; everything made" \
  "here is being removed"
