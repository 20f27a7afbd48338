# SPDX-License-Identifier: MIT
# Sourced by the tests of the examples, with the program as $1: an empty folder to work in, and what to expect of a program.
set -u
program=$1
name=$(basename "$program")
name=${name#motet_example_}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n' "$1"
  for file in out err; do sed "s/^/  $file: /" "$file" | head -n 30; done
}

# refuses STATUS LINE ARGUMENT...: one line on stderr, exactly this one; nothing on stdout
refuses() {
  status=$1
  expected="$name: $2"
  shift 2
  "$program" "$@" >out 2>err </dev/null
  got=$?
  [ "$got" -eq "$status" ] || fail "status $got instead of $status: $name $*"
  [ "$(cat err)" = "$expected" ] || fail "wanted '$expected': $name $*"
  [ ! -s out ] || fail "stdout is not empty: $name $*"
}
