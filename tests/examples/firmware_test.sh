#!/bin/sh
# SPDX-License-Identifier: MIT
# What the firmware learns over the emulated UART is what this machine learns, bit for bit; and what it and its host say to bad
# input.
#
#   sh firmware_test.sh RUN BOARD IMAGE
#
# IMAGE is the build folder of the board, with motet_firmware. The program of this machine is built here, once, without
# optimisation or vectors, the fastest to compile: its bits are the same.
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
board=$2
. "$test/expect.sh"
name=firmware
root=$(CDPATH='' cd -- "$test/../.." && pwd)
FIRMWARE_IMAGE=$3
FIRMWARE_PROGRAM=$root/build/firmware/host/examples/motet_example_firmware
export FIRMWARE_IMAGE FIRMWARE_PROGRAM
host=$FIRMWARE_PROGRAM
(cd "$root" && cmake --preset examples -B build/firmware/host -D CMAKE_BUILD_TYPE=None -D MOTET_SIMD=scalar &&
  cmake --build build/firmware/host --target motet_example_firmware) >build.log 2>&1 || fail "the program of this machine is not built"

# says FILE TEXT
says() { grep -qF -- "$2" "$1" || fail "'$2' is not in $1"; }

# stops WORDS ARGUMENT...: status 1, and the last line of stderr
stops() {
  words=$1
  shift
  "$program" --board "$board" "$@" >out 2>err </dev/null
  got=$?
  [ "$got" -eq 1 ] || fail "status $got instead of 1: $*"
  [ "$(tail -n 1 err)" = "firmware: $words" ] || fail "wanted '$words': $*"
}

# Two lines that change places at a = 0.
awk 'BEGIN {
  srand(7)
  print "a,b,y"
  for (i = 0; i < 300; i++) {
    a = 2 * rand() - 1; b = 2 * rand() - 1
    printf "%.6f,%.6f,%.6f\n", a, b, (a > 0 ? 3 * a + b : -2 * a) + 0.02 * (rand() - 0.5)
  }
}' >good.csv

"$program" --board "$board" --help >out 2>err || fail "status of --help"
says out "usage: sh examples/firmware/run"

"$program" --board "$board" --experts 2 good.csv >out 2>err </dev/null || fail "status $? of a good file"
says err "300 samples pushed on the board"
says out "2 experts of 2 inputs, from 300 samples."
says out "This model was learnt on the board, $board. It equals this machine's bit for bit: 619 floats,"
awk '$1 == "sigma" && $2 < 0.01 { good = 1 } END { exit !good }' out || fail "it does not find the two lines"
"$program" --board "$board" --experts 2 - <good.csv >piped 2>err || fail "status $? of a pipe"
cmp -s out piped || fail "a pipe gives another model"

# ---- bad input ---------------------------------------------------------------------------------------
refuses 2 "which file? '-' is stdin; see --help" --board "$board"
refuses 2 "unknown option '--frobnicate'; see --help" --board "$board" --frobnicate good.csv
refuses 2 "--experts takes a number from 1 to 8, not '9'" --board "$board" --experts 9 good.csv
refuses 2 "one file at a time: 'x.csv' is one too many" --board "$board" good.csv x.csv
refuses 1 "nowhere.csv: cannot open: No such file or directory" --board "$board" nowhere.csv
"$program" --board m99 good.csv >out 2>err && fail "status 0 on a board that is none"
says err "--board takes one of: m4f m55"
{ head -n 5 good.csv; echo 1,two,3; } >bad.csv
stops "bad.csv:6: column 'b': 'two' is not a number" bad.csv
head -n 9 good.csv >short.csv
stops "neither the board nor this machine can fit: too few samples for this many experts and inputs" short.csv
awk -F, 'NR == 1 || $3 = 4 || 1' OFS=, good.csv >flat.csv
stops "neither the board nor this machine can fit: the target has not varied" flat.csv

# ---- a board that says something else, and one that falls silent -----------------------------------------
head -n 101 good.csv >hundred.csv
zeros() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf " 00000000"; print "" }'; }
{
  printf 'ok\ncount 00000064\nfit 00000000\nmodel 00000002 00000001\n'
  for row in centre:3 target:2 value:2 slope:3 sigma:2 odds:2 gate:3; do echo "${row%:*}$(zeros "${row#*:}")"; done
  echo end
  for i in $(seq 100); do echo "predict$(zeros 2)"; done
  echo 'learnt 00000064 00000000'
  for i in $(seq 100); do echo "forecast$(zeros 4)"; done
} >answers
# lies WORDS: status 1, and what the host says of the answers
lies() {
  "$host" --experts 1 --to /dev/null --from answers hundred.csv >out 2>err && fail "it believes a board that differs"
  [ "$(tail -n 1 err)" = "firmware: $1" ] || fail "wanted '$1'"
}
lies "of 612 floats of the board's model, predictions and forecasts 609 differ from this machine's"
sed -i 's/^learnt 00000064/learnt 00000063/' answers
lies "the board says 'learnt 00000063 00000000' where this machine says 'learnt 00000064'"
sed -i 's/^slope 00000000/slope 00000001/' answers
lies "the board says 'slope 00000001 00000000 00000000' in the place of its model"
sed -i 's/^count .*/count 00000063/' answers
lies "the board says 'count 00000063' where this machine says 'count 00000064'"
echo 'no 00000001' >answers
lies "the board says 'no 00000001' where this machine says 'ok'"
: >answers
lies "the board has stopped"

[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "firmware: all as it should be"
