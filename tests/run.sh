#!/usr/bin/env bash
# Installs what is missing, builds with gcc and with clang and the sanitizers,
# runs every test in both, and the checks of form.  Ends with one line:
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

# build_and_test FOLDER COMPILER TESTS OPTION...: TESTS are names of tests with
# commas between, or all.
build_and_test() {
  folder=$1
  compiler=$2
  IFS=, read -r -a chosen <<<"${3#all}"
  shift 3
  [ -d "$folder/meson-info" ] ||
    CC=$compiler meson setup "$folder" -Dwerror=true "$@" >"$folder.log" 2>&1
  ninja -C "$folder" >>"$folder.log" 2>&1
  built=$?
  [ $built -eq 0 ] || tail -40 "$folder.log"
  result "build with $compiler $*" $built
  [ $built -eq 0 ] || return
  # Three on two cores: most of them wait for most of their time.
  meson test -C "$folder" --no-rebuild --print-errorlogs --num-processes 4 \
    "${chosen[@]}" >"$folder.tests" 2>&1
  cat "$folder.tests"
  add_counts "$folder.tests"
}

install_packages build demo test || {
  echo "the packages could not be installed"
  exit 1
}
mkdir -p build
before=$(git status --porcelain 2>/dev/null)

build_and_test build/gcc gcc all
# The peers are installed once.
mkdir -p build/clang
[ -e build/clang/node ] || [ ! -d build/gcc/node ] ||
  cp -r build/gcc/node build/clang/node
build_and_test build/clang clang all -Db_sanitize=address,undefined \
  -Db_lundef=false
# Where there are threads: the envelope's, and the relay's.
build_and_test build/threads clang \
  'unit stream,unit crypto,unit segment,flow first bag,flow tus' \
  -Db_sanitize=thread -Db_lundef=false

sources=$(git ls-files '*.c' '*.h')
# shellcheck disable=SC2086
clang-format --dry-run --Werror $sources 2>build/format.log
result "clang-format" $?
head -20 build/format.log
cppcheck --quiet --error-exitcode=1 --enable=warning,portability \
  --inline-suppr --suppress=missingIncludeSystem --std=c11 -j 2 \
  -D_GNU_SOURCE --library=tests/cppcheck.cfg \
  -I . common client relay tests/tools 2>build/cppcheck.log
result "cppcheck" $?
head -20 build/cppcheck.log
# shellcheck disable=SC2046
# Those by a newer libsodium are built and run by a test of their own.
printf '%s\n' $(git ls-files 'common/*.c' 'client/*.c' 'relay/*.c' |
  grep -v by_libsodium) |
  xargs -P 2 -n 8 clang-tidy --quiet -p build/clang \
    --warnings-as-errors='*' >build/tidy.log 2>/dev/null
result "clang-tidy" $?
grep -E 'error|warning' build/tidy.log | head -20

after=$(git status --porcelain 2>/dev/null)
[ "$before" = "$after" ]
result "the tree is as clean as before" $?

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
