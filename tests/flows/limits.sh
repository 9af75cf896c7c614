#!/usr/bin/env bash
# Goal: each limit of the configuration holds, and is in the man page.
. "$(dirname "$0")/lib.sh"
work_bits=6 grace_seconds=100000
relay_options="max_envelope_bytes = 3000000
part_bytes = 1500000
max_connections = 40
connection_timeout_seconds = 5
request_seconds = 8
max_uploads = 6
upload_expiry_seconds = 12
max_spool_bytes = 10000000
upload_share_percent = 100
work_floor_bytes = 1048576
max_flight_bytes = 2097152"
make_story
"$python" "$source_dir/tests/tools/unframed.py" "$port" "$intake"
# shellcheck disable=SC2046
"$python" "$source_dir/tests/tools/limits.py" "$port" "$intake" \
  "$bin/tests/tools/work-peer" work_bits=6 \
  $(sed 's/ = /=/' <<<"$relay_options")
# Every option that the program knows is in its man page, with its default.
grep -oE '(TEXT|NUMBER|CHOICE)\([a-z_]+' "$source_dir/relay/site/config_options.c" |
  sed 's/.*(//' | grep -v '^field$' | while read -r option; do
  grep -qE "^\*$option\*( \+)?$" "$source_dir/docs/man/valise-relay.1.scd" ||
    fail "$option is not in the man page"
done
for bad in "max_connections = 0" "part_bytes = 4095" "work_bits = 41" \
  "max_spool_bytes = -1" "grace_seconds = 1.5" "port = 65536"; do
  sed "/^${bad%% *} = /d; /^\[relay\]/a $bad" "$story/relay.ini" \
    >"$story/bad.ini"
  refuses "must be a whole number" "$valise_relay" check -c "$story/bad.ini"
done
echo "passed"
