#!/bin/sh
# SPDX-License-Identifier: MIT
# What stream_csv refuses, and what it must find.
#
#   sh stream_csv_test.sh PROGRAM
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$test/expect.sh"

# succeeds ARGUMENT...: status 0, and the last line of stdout in $json
succeeds() {
  "$program" "$@" >out 2>err </dev/null || fail "status $?: stream_csv $*"
  json=$(tail -n 1 out)
}

# says FILE TEXT
says() { grep -qF -- "$2" "$1" || fail "'$2' is not in $1"; }

# value KEY: of $json
value() { printf '%s\n' "$json" | sed -n "s/.*\"$1\": \([^,}]*\).*/\1/p"; }

# holds CONDITION: of awk, over numbers
holds() { awk "BEGIN { exit !($1) }" </dev/null || fail "does not hold: $1"; }

# Two lines that change places at a = 0, little noise; from row `turn` on they have other slopes.
make_rows() {
  awk -v rows="$1" -v turn="$2" 'BEGIN {
    srand(7)
    print "a,b,y"
    for (i = 0; i < rows; i++) {
      a = 2 * rand() - 1; b = 2 * rand() - 1
      y = (a > 0 ? 3 * a + b : -2 * a) + 0.02 * (rand() - 0.5)
      if (i >= turn) y = 8 - 2 * y + b
      printf "%.6f,%.6f,%.6f\n", a, b, y
    }
  }'
}
make_rows 3000 3000 >good.csv

# ---- the command line: status 2 ------------------------------------------------------------------
refuses 2 "unknown option '--frobnicate'; see --help" --frobnicate good.csv
refuses 2 "--json takes no value" --json=yes good.csv
refuses 2 "--svg needs a value" good.csv --svg
refuses 2 "one file at a time: 'good.csv' is one too many" good.csv good.csv
refuses 2 "which file? '-' is stdin; see --help"
succeeds --help
says out "usage: stream_csv"

# ---- the data: status 1 ----------------------------------------------------------------------------
refuses 1 "nowhere.csv: cannot open: No such file or directory" nowhere.csv
printf 'a,b,y\n1,2,3\n1,2\n' >bad.csv
"$program" bad.csv >out 2>err </dev/null
[ $? -eq 1 ] || fail "a row that is too short"
"$program" --skip-bad bad.csv >out 2>err </dev/null || fail "a row that is too short, skipped"

# ---- what it finds ---------------------------------------------------------------------------------
succeeds --json good.csv
[ "$(value rows)" = 3000 ] || fail "rows"
[ "$(value dim)" = 2 ] || fail "dim"
[ "$(value experts)" = 4 ] || fail "experts"
[ "$(value changes)" = 0 ] || fail "changes"
holds "$(value rmse) < 0.4 * $(value rmse_best_line)"
holds "$(value rmse) < 0.4 * $(value rmse_best_line_ar)"
holds "$(value rmse) < 0.2 * $(value rmse_last_value)"
holds "$(value rmse_all) > 0.9 * $(value rmse)"
holds "$(value coverage_95) > 0.94 && $(value coverage_95) < 0.96"
holds "$(value width_95) > 0.01 && $(value width_95) < 2"
holds "$(value log_density) > 0"
holds "$(value bytes) < 131072"
says out "regimes explain"
says out "the best of 12 lines that forget, chosen in hindsight"

# A pipe gives what a file does.
from_file=$json
"$program" --json - <good.csv >out 2>err || fail "a pipe"
[ "$(tail -n 1 out)" = "$from_file" ] || fail "a pipe gives something else"

# A column that is a time, other separators: the same columns are found.
awk -F, 'NR == 1 { print "t;" $1 ";" $2 ";" $3; next } { printf "%d;%s;%s;%s\n", 60 * NR, $1, $2, $3 }' good.csv >timed.csv
succeeds --json --time t timed.csv
[ "$(value dim)" = 2 ] || fail "the time is no input"
holds "$(value rmse) < 0.4 * $(value rmse_best_line)"

# A target that is missing now and then is predicted, and the others count.
awk -F, 'NR > 1 && NR % 10 == 0 { print $1 "," $2 ",NA"; next } { print }' good.csv >gaps.csv
succeeds --json gaps.csv
[ "$(value rows)" = 2700 ] || fail "rows with a target"
[ "$(value rows_unscored)" = 300 ] || fail "rows without one"

# A change is noticed, and drawn.
make_rows 4000 2000 >turn.csv
succeeds --json --svg turn.svg turn.csv
holds "$(value changes) >= 1"
says turn.svg "<svg"
says turn.svg "dashed: a change noticed"
says turn.svg "weights of the members"

# A learner that was saved goes on: the second half begins as the first ended.
head -n 1501 good.csv >first.csv
{ head -n 1 good.csv; tail -n 1500 good.csv; } >second.csv
succeeds --save first.image first.csv
succeeds --json second.csv
anew=$(value rmse_all)
succeeds --json --load first.image --save second.image second.csv
holds "$(value rmse_all) < 0.5 * $anew"
says out "3000 samples"
awk 'BEGIN { print "a,y"; for (i = 0; i < 9; ++i) print i ",5" }' >narrow.csv
refuses 1 "first.image: the number of inputs lies outside 1..Dim" --load first.image narrow.csv
refuses 1 "nowhere.image: cannot open: No such file or directory" --load nowhere.image good.csv
refuses 1 "good.csv: these bytes are no saved state of this kind" --load good.csv good.csv
refuses 1 "nowhere/x.image: cannot write: No such file or directory" --save nowhere/x.image good.csv
refuses 2 "--load needs a value" good.csv --load

# One row, and a target that rests.
printf 'a,y\n1,2\n' >one.csv
succeeds --json one.csv
[ "$(value rows)" = 1 ] || fail "one row"
awk 'BEGIN { print "a,y"; for (i = 0; i < 300; ++i) print i % 7 ",5" }' >rest.csv
succeeds --json rest.csv
[ "$(value rmse)" = 0 ] || fail "a target that rests"

[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "stream_csv: all as it should be"
