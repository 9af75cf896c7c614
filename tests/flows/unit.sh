#!/usr/bin/env bash
# Goal: the unit, the sample of a configuration and the user as they are installed
# start a relay under systemd; a bad reload says so and changes nothing; a restart,
# an upgrade and a stop lose nothing.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] || fail "a container needs root"
command -v systemd-nspawn >/dev/null || fail "systemd-nspawn is not there"
port=8440 work_bits=4
make_keys
describe 1
sign_directory "$story/directory.note"
meson install --quiet --no-rebuild -C "$bin" --destdir "$story/stage" >/dev/null
stage=$story/stage/usr/local
mkdir -p "$story/etc" "$story/work"
cp "$story/directory.note" "$story/directory.persons" "$story/etc/"
sed "s/^fingerprint = .*/fingerprint = $fingerprint/
  \$a work_bits = 4\npublication_seconds = 1" \
  "$stage/share/doc/valise-relay/relay.ini" >"$story/etc/relay.ini"
cp "$story/directory.note" "$story/work/"
for n in 1 2; do any_envelope "$story/work/$n.age" 5000; done
echo "$fingerprint" >"$story/work/fingerprint"
cp "$stage/lib/systemd/system/valise-relay.service" "$story/work/"

# What happens inside; each line of $story/work/said is a thing seen.
cat >"$story/work/driver.sh" <<'EOF'
cd /srv/work
exec 2>trace
set -x
said() { echo "$*" >>said; }
healthy() { curl -s --max-time 5 --unix-socket /run/valise/admin.sock http://relay/health; }
until_healthy() {
  for _ in $(seq 300); do [ "$(healthy)" = ok ] && break; sleep 0.1; done
  journalctl -u valise-relay -o cat --no-pager >journal 2>&1
}
send() {
  valise send -d /srv/work/directory.note --fingerprint "$(cat fingerprint)" \
    -t reprisals --direct "$1" && said "sent $1"
}
state() { systemctl show -P "$1" valise-relay; }
stored() { valise-relay queue --each -c /etc/valise/relay.ini | grep -c ' stored '; }

systemd-sysusers /usr/local/lib/sysusers.d/valise.conf
systemctl daemon-reload
systemctl start valise-relay && said "start done"
until_healthy
said "active $(state ActiveState) health $(healthy)"
said "user $(stat -c %U /proc/"$(state MainPID)")"
send 1.age

cp /etc/valise/relay.ini good.ini
sed -i 's/^work_bits = .*/work_bits = 99/' /etc/valise/relay.ini
systemctl reload valise-relay || said "bad reload refused"
said "active $(state ActiveState) health $(healthy)"
sed 's/^work_bits = .*/work_bits = 5/' good.ini >/etc/valise/relay.ini
systemctl reload valise-relay && said "good reload done"
said "bits $(curl -s http://127.0.0.1:8440/v1/relay | sed 's/.*work_bits"://; s/}.*//')"

# An upgrade: the programs are others, the data stay.
before=$(state MainPID)
systemctl restart valise-relay && said "restart done"
until_healthy
[ "$before" != "$(state MainPID)" ] && said "another process"
said "stored $(stored)"
send 2.age

[ "$(state MainPID)" = 0 ] || kill -KILL "$(state MainPID)"
for _ in $(seq 300); do [ "$(state NRestarts)" = 1 ] && break; sleep 0.1; done
until_healthy
said "killed: restarts $(state NRestarts), stored $(stored)"

systemctl stop valise-relay && said "stop done"
said "ended $(state Result) $(state ExecMainStatus)"
mount -o remount,bind,ro /var/lib/valise && said "read only"
systemctl start valise-relay || said "does not start where it can't write"
journalctl -u valise-relay -o cat --no-pager >journal 2>&1
said end
EOF
cat >"$story/work/driver.service" <<'EOF'
[Unit]
Requires=basic.target
After=basic.target
[Service]
Type=oneshot
ExecStart=/bin/bash /srv/work/driver.sh
ExecStopPost=systemctl poweroff --force
EOF
# Units are found below /etc, which is empty inside.
systemd-nspawn --quiet --register=no --keep-unit --volatile=yes -D / -b \
  --private-network --bind-ro="$stage:/usr/local" --bind="$story/spool:/var/lib/valise" \
  --bind="$story/etc:/etc/valise" --bind="$story/work:/srv/work" \
  --bind-ro="$story/work/driver.service:/etc/systemd/system/driver.service" \
  --bind-ro="$story/work/valise-relay.service:/etc/systemd/system/valise-relay.service" \
  systemd.firstboot=off systemd.unit=driver.service >"$story/console" 2>&1 &
container=$!
for _ in $(seq 1500); do
  kill -0 "$container" 2>/dev/null || break
  sleep 0.2
done
if kill -0 "$container" 2>/dev/null; then
  kill -KILL "$(cat "/proc/$container/task/$container/children")" "$container"
fi
wait "$container" || true
cat "$story/work/said" || {
  tail -30 "$story/console"
  fail "nothing came out of the container"
}
for line in "start done" "active active health ok" "user valise" "sent 1.age" \
  "bad reload refused" "good reload done" "bits 5" "restart done" \
  "another process" "stored 1" "sent 2.age" "killed: restarts 1, stored 2" \
  "stop done" "ended success 0" "does not start where it can't write" end; do
  has -xF "$line" "$story/work/said" || {
    for file in trace journal; do tail -n 40 "$story/work/$file"; done
    fail "it was not seen: $line"
  }
done
[ "$(grep -cx 'active active health ok' "$story/work/said")" = 2 ] ||
  fail "a bad reload changed something"
has "work_bits must be a whole number" "$story/work/journal" ||
  fail "the journal does not say why"
has "can't be written: Read-only file system" "$story/work/journal" ||
  fail "the journal does not say what can't be written"
echo "passed"
