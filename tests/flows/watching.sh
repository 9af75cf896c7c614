#!/usr/bin/env bash
# Goal: an operator is told in time, by the log, status, metrics and alerts: what
# ends soon, a full disk, a clock that was set back; and once when it is over.
. "$(dirname "$0")/lib.sh"
work_bits=2 epochs=5
by_days
relay_options="admin_socket = $story/admin.sock
max_spool_bytes = 200000"
make_story
promtool=$(debian_package prometheus)/usr/bin/promtool
metrics() {
  curl -sf --max-time 10 --unix-socket "$story/admin.sock" http://relay/metrics
}
days() { # to a day: all programs share the clock
  echo $(($1 * 86400)) >"$story/clock.new"
  mv "$story/clock.new" "$story/clock"
}
said() { # how often the log has it
  grep -cF -- "$1" "$story/relay.log" || true
}
until_said() { # TEXT TIMES
  until [ "$(said "$1")" = "$2" ]; do
    kill -0 "$relay_pid" || fail "the relay ended"
    [ "$(said "$1")" -le "$2" ] || fail "too often: $1"
    sleep 0.05
  done
}

echo "--- metrics and alerts, by Prometheus's own tool"
metrics | "$promtool" check metrics >"$story/said" 2>&1 || fail "$(cat "$story/said")"
[ ! -s "$story/said" ] || fail "$(cat "$story/said")"
"$promtool" check rules "$source_dir/relay/valise.rules.yml" | has "SUCCESS: 10 rules"
cat >"$story/rules.yml" <<EOF
rule_files: [$source_dir/relay/valise.rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'node_textfile_mtime_seconds{file="/x/valise.prom"}'
        values: '0+60x9 600x40'
      - series: 'valise_has_room'
        values: '1x10 0x40'
      - series: 'valise_ends_timestamp_seconds{what="directory",name="",intake=""}'
        values: '1209000x30'
      - series: 'valise_damaged{intake="reprisals"}'
        values: '0x30'
    alert_rule_test:
      - eval_time: 10m
        alertname: ValiseSilent
      - eval_time: 35m
        alertname: ValiseSilent
        exp_alerts:
          - exp_labels: {file: /x/valise.prom}
            exp_annotations:
              summary: The relay gives no metrics; is it serving?
      - eval_time: 5m
        alertname: ValiseNoRoom
      - eval_time: 20m
        alertname: ValiseNoRoom
        exp_alerts:
          - exp_annotations:
              summary: No room for another envelope; see When the disk is full in OPERATING.
      - eval_time: 20m
        alertname: ValiseEnds
        exp_alerts:
          - exp_labels: {what: directory}
            exp_annotations:
              summary: "directory   ends within 14 days; ask the authority for a newer directory."
      - eval_time: 20m
        alertname: ValiseDamaged
EOF
"$promtool" test rules "$story/rules.yml" | has SUCCESS || fail "the alerts"

echo "--- the recipe that a collector reads"
recipe=$(grep '^cd /var/lib/prometheus.*curl -sf --max-time 20' \
  "$source_dir/docs/OPERATING.md" | sed "s|/run/valise/admin.sock|$story/admin.sock|
    s|/var/lib/prometheus/node-exporter|$story|g")
has mv <<<"$recipe" || fail "the page has no recipe"
bash -ec "$recipe"
has '^valise_has_room 1$' "$story/valise.prom" || fail "the recipe gives nothing"
# Of a relay that is silent nothing is left to be taken for today's.
kill -STOP "$relay_pid"
bash -ec "${recipe/--max-time 20/--max-time 2}"
kill -CONT "$relay_pid"
[ ! -e "$story/valise.prom" ] || fail "a silent relay looks alive"

echo "--- no room: once when it begins, once when it is over"
any_envelope "$story/one.age" 68000
send "$story/one.age" >/dev/null
any_envelope "$story/two.age" 68000
send "$story/two.age" >/dev/null
until_said "THERE IS NO ROOM for another envelope" 1
metrics | has '^valise_has_room 0$' || fail "the metrics do not say it"
sed -i 's/^max_spool_bytes = .*/max_spool_bytes = 4000000/' "$story/relay.ini"
"$valise_relay" reload -c "$story/relay.ini" >/dev/null
until_said "there is room for envelopes again" 1

echo "--- what ends is said 30, 14 and 3 days before, once"
# The directory of the story ends in 90 days; its five keys in at most 70.
keys="the last key to seal to of reprisals ends on"
[ "$(said "$keys")" = 0 ] || fail "too early"
! status 2>&1 | has "$keys" || fail "status says it too early"
today=$(date +%s)
last=$(metrics | sed -n 's/^valise_ends.*what="keys".*} //p')
left() { # so that N days are left of the keys
  days $(((last - today) / 86400 - $1))
}
for days_left in 29 28 13 12 2; do
  left "$days_left"
  case $days_left in
  29) until_said "$keys" 1 ;;
  13) until_said "$keys" 2 ;;
  2) until_said "$keys" 3 ;;
  *)
    # A day more, and nothing is said: the next publication has come by then.
    until metrics | has valise_has_room; do sleep 0.05; done
    ;;
  esac
done
status 2>&1 | has "$keys" || fail "status does not say it"
"$valise_relay" check -c "$story/relay.ini" 2>&1 | has "$keys" || fail "check"
mkdir "$story/stick"
courier collect "$story/stick" 2>&1 | has "$keys" || fail "the courier"
desk list 2>&1 | has "$keys" || fail "the desk"
left -1
until_said "the last key to seal to of reprisals ended on" 1

echo "--- the clock is set back: metrics are made anew"
refused() { metrics | sed -n 's/^valise_refused_total{why="work"} //p'; }
curl -s -o /dev/null -X POST -H "Tus-Resumable: 1.0.0" -H "Upload-Length: 50" \
  "$relay_url/v1/intakes/$intake/envelopes"
[ "$(refused)" = 0 ] || fail "finer than a publication"
left 60
until [ "$(refused)" = 1 ]; do
  kill -0 "$relay_pid" || fail "the relay ended"
  sleep 0.1
done
echo "passed"
