#!/usr/bin/env bash
# Installs what is missing, builds with gcc and with clang and the sanitizers,
# runs every test in both, and the checks of form beside them.  Ends with one line:
# N passed, N failed, N skipped
set -uo pipefail
source_dir=$(cd "$(dirname "$0")/.." && pwd)
cd "$source_dir" || exit 1
. "$source_dir/tests/install.sh"
passed=0 failed=0 skipped=0

# result NAME STATUS
result() {
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1))
    echo "ok      $1"
  else
    failed=$((failed + 1))
    echo "FAILED  $1"
  fi
}

# add_counts LOG: what meson says at its end.
add_counts() {
  number() {
    awk -v what="$1" '$1 == what { n = $2 } END { print n + 0 }' "$2"
  }
  passed=$((passed + $(number Ok: "$1")))
  failed=$((failed + $(number Fail: "$1") + $(number Timeout: "$1")))
  skipped=$((skipped + $(number Skipped: "$1")))
  unexpected=$(awk '/^Unexpected Pass:/ { n = $3 } END { print n + 0 }' "$1")
  failed=$((failed + unexpected))
}

# build FOLDER COMPILER OPTION...: all of it, or what $targets names.
build() {
  folder=$1
  compiler=$2
  shift 2
  [ -d "$folder/meson-info" ] ||
    CC=$compiler meson setup "$folder" -Dwerror=true "$@" >"$folder.log" 2>&1
  # shellcheck disable=SC2086
  ninja -C "$folder" ${targets:-} >>"$folder.log" 2>&1
  built=$?
  [ $built -eq 0 ] || tail -40 "$folder.log"
  result "build with $compiler $*" $built
  echo $built >"$folder.built"
}

# run_tests FOLDER TEST...: those named, or all; none where it was not built.
run_tests() {
  folder=$1
  shift
  [ "$(cat "$folder.built")" = 0 ] || return
  # Four on two cores: most of them wait for most of their time.
  meson test -C "$folder" --no-rebuild --print-errorlogs --num-processes 4 \
    "$@" >"$folder.tests" 2>&1
  ended=$?
  cat "$folder.tests"
  before_these=$((passed + failed))
  add_counts "$folder.tests"
  # What was not counted is no success.
  [ $ended -eq 0 ] || [ $((passed + failed)) -gt "$before_these" ] ||
    result "tests of $folder" 1
}

# analyse: what reads the sources, with what the tests leave of the cores; each
# result is a file.
analyse() {
  # shellcheck disable=SC2046
  nice clang-format --dry-run --Werror $(git ls-files '*.c' '*.h') \
    >build/format.log 2>&1
  echo $? >build/format.status
  nice cppcheck --quiet --error-exitcode=1 --enable=warning,portability \
    --inline-suppr --suppress=missingIncludeSystem --std=c11 -j 2 \
    -D_GNU_SOURCE --library=tests/cppcheck.cfg \
    -I . common client relay tests/tools >build/cppcheck.log 2>&1
  echo $? >build/cppcheck.status
  # Those by a newer libsodium are built and run by a test of their own.
  # shellcheck disable=SC2046
  printf '%s\n' $(git ls-files 'common/*.c' 'client/*.c' 'relay/*.c' |
    grep -v by_libsodium) |
    nice xargs -P 2 -n 8 clang-tidy --quiet -p build/clang \
      --warnings-as-errors='*' >build/tidy.log 2>/dev/null
  echo $? >build/tidy.status
}

# reproduce: the programs once more, from a copy of the sources elsewhere; whether
# they are the bytes of build/gcc, into a file.
reproduce() {
  elsewhere=$(mktemp -d)
  programs="client/valise client/valise-courier client/valise-desk relay/valise-relay"
  same=1
  # shellcheck disable=SC2086
  mkdir "$elsewhere/sources" &&
    git ls-files -z | xargs -0 cp --parents -t "$elsewhere/sources" &&
    CC=gcc nice meson setup -Dwerror=true "$elsewhere/sources/build/gcc" \
      "$elsewhere/sources" &&
    nice ninja -C "$elsewhere/sources/build/gcc" $programs &&
    same=0
  for program in $programs; do
    cmp "build/gcc/$program" "$elsewhere/sources/build/gcc/$program" || same=1
  done
  rm -rf "$elsewhere"
  echo $same >build/same.status
}

# analysed NAME FILE: its result.
analysed() {
  result "$1" "$(cat "build/$2.status" 2>/dev/null || echo 1)"
  grep -E 'error|warning' "build/$2.log" | head -20
}

install_packages build demo test || {
  echo "the packages could not be installed"
  exit 1
}
mkdir -p build
before=$(git status --porcelain 2>/dev/null)

build build/gcc gcc
build build/clang clang -Db_sanitize=address,undefined -Db_lundef=false
rm -f build/*.status
{
  analyse
  reproduce >build/same.log 2>&1
} &
analysis=$!
trap 'pkill -P "$analysis"; exit 1' INT TERM
run_tests build/gcc
python3 tests/docs/threats.py . build/gcc build/gcc.tests
result "each test of the threat model ran" $?
# The peers are installed once.
[ -e build/clang/node ] || [ ! -d build/gcc/node ] ||
  cp -r build/gcc/node build/clang/node
run_tests build/clang
# Where there are threads: the envelope's, and the relay's.
targets="client/valise client/valise-courier client/valise-desk relay/valise-relay
  tests/tools/valise-age tests/tools/work-peer tests/unit/test_stream
  tests/unit/test_crypto
  tests/unit/test_segment tests/unit/test_secret_pool"
build build/threads clang -Db_sanitize=thread -Db_lundef=false
targets=
run_tests build/threads 'unit stream' 'unit crypto' 'unit segment' \
  'unit secret pool' 'flow first bag' 'flow tus'
wait "$analysis"
analysed clang-format format
analysed cppcheck cppcheck
analysed clang-tidy tidy
analysed "the same bytes built elsewhere" same

after=$(git status --porcelain 2>/dev/null)
[ "$before" = "$after" ]
result "the tree is as clean as before" $?

python3 tests/tools/failures.py build/gcc build/clang build/threads
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
