#!/bin/sh
# SPDX-License-Identifier: MIT
# What memory_regimes promises on any machine: a table from the smallest working set to the largest,
# a picture, and a clear word when asked for what it has not.
#
#   sh memory_regimes_test.sh PROGRAM
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$test/expect.sh"

refuses 2 "unknown option '--fast'; see --help" --fast
refuses 2 "unknown option 'file'; see --help" file
refuses 2 "--samples takes a number from 100 to 20000, not '5'" --samples 5
refuses 2 "--samples takes a number from 100 to 20000, not '1e9'" --samples=1e9
refuses 2 "--svg needs a value" --svg
refuses 2 "--help takes no value" --help=all
"$program" --samples 100 --svg nowhere/out.svg >out 2>err </dev/null && fail "status 0 with nowhere to write to"
[ "$(tail -n 1 err)" = "memory_regimes: nowhere/out.svg: cannot write: No such file or directory" ] || fail "no word of nowhere"
"$program" --help >out 2>err || fail "status of --help"
grep -q '^usage: memory_regimes' out || fail "--help"

"$program" --samples 240 --seed 3 >out 2>err </dev/null || fail "status $?"
grep -q '^   240 measurements, [1-4] regimes*: ' err || fail "it tells what it has learnt so far"
awk '/ in the middle / { table = 1; next } table && /^ +[0-9]/ { print } table && /^$/ { exit }' out >table
awk '
  NR == 1 && $2 " " $3 != "4 KiB" { exit 1 }
  NR != $1 { exit 1 }
  { measurements += $NF; last = $4 " " $5 }
  END { exit !(NR >= 1 && measurements == 240 && last == "64 MiB") }
' table || fail "the table covers 4 KiB to 64 MiB and all measurements"
awk 'NR <= 20 && length($0) > 78 { exit 1 }' out || fail "the plot is 78 columns wide"
grep -q 'The gate-first start\|The tensor start' out || fail "the report"
grep -q 'regime 1: up to .* ns</text>' memory_regimes.svg || fail "the legend of the picture"
[ "$(grep -c '<circle' memory_regimes.svg)" -eq 240 ] || fail "a dot for each measurement"
[ "$(tail -n 1 memory_regimes.svg)" = "</svg>" ] || fail "the end of the picture"
if command -v xmllint >/dev/null; then xmllint --noout memory_regimes.svg || fail "not XML"; fi

[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "memory_regimes: all as it should be"
