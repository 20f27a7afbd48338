#!/bin/sh
# SPDX-License-Identifier: MIT
# Every refusal of fit_csv, every dialect it reads, and what it must find.
#
#   sh fit_csv_test.sh PROGRAM
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$test/expect.sh"

# succeeds ARGUMENT...: status 0, and the last line of stdout in $json
succeeds() {
  "$program" "$@" >out 2>err </dev/null || fail "status $?: fit_csv $*"
  json=$(tail -n 1 out)
}

# says FILE TEXT
says() { grep -qF -- "$2" "$1" || fail "'$2' is not in $1"; }

# value KEY: of $json
value() { printf '%s\n' "$json" | sed -n "s/.*\"$1\": \([^,}]*\).*/\1/p"; }

# holds CONDITION: of awk, over numbers
holds() { awk "BEGIN { exit !($1) }" </dev/null || fail "does not hold: $1"; }

# Two lines that change places at a = 0, little noise; b only counts on one side.
make_rows() {
  awk -v rows="$1" 'BEGIN {
    srand(7)
    print "a,b,y"
    for (i = 0; i < rows; i++) {
      a = 2 * rand() - 1; b = 2 * rand() - 1
      y = (a > 0 ? 3 * a + b : -2 * a) + 0.02 * (rand() - 0.5)
      printf "%.6f,%.6f,%.6f\n", a, b, y
    }
  }'
}
make_rows 600 >good.csv
head -n 41 good.csv >short.csv

# ---- the command line: status 2 ------------------------------------------------------------------
refuses 2 "unknown option '--frobnicate'; see --help" --frobnicate good.csv
refuses 2 "unknown option '-x'; see --help" -x good.csv
refuses 2 "--experts takes a number from 1 to 8, not '9'" --experts 9 good.csv
refuses 2 "--experts takes a number from 1 to 8, not '0'" --experts 0 good.csv
refuses 2 "--experts takes a number from 1 to 8, not 'two'" --experts=two good.csv
refuses 2 "--experts needs a value" good.csv --experts
refuses 2 "--holdout takes a number from 0 to 0.9, not '1.5'" --holdout 1.5 good.csv
refuses 2 "--holdout takes a number from 0 to 0.9, not 'nan'" --holdout nan good.csv
refuses 2 "--holdout takes a number from 0 to 0.9, not '-0.1'" --holdout -0.1 good.csv
refuses 2 "--seed takes a number from 0 to 4294967295, not '-1'" --seed -1 good.csv
refuses 2 "--seed takes a number from 0 to 4294967295, not '7x'" --seed 7x good.csv
refuses 2 "--json takes no value" --json=yes good.csv
refuses 2 "one file at a time: 'short.csv' is one too many" good.csv short.csv
refuses 2 "which file? '-' is stdin; see --help"
succeeds --help
says out "usage: fit_csv"

# ---- the file as a whole ---------------------------------------------------------------------------
refuses 1 "nowhere.csv: cannot open: No such file or directory" nowhere.csv
refuses 1 ".: cannot read: Is a directory" .
: >empty.csv
refuses 1 "empty.csv: the file is empty" empty.csv
refuses 1 "stdin: the file is empty" -
echo 'a,b,y' >header.csv
# what it says that a fit takes, is what a fit takes
need=$("$program" header.csv 2>&1 | sed 's/.*1 expert of 2 inputs takes //')
need8=$("$program" --experts 8 header.csv 2>&1 | sed 's/.*8 experts of 2 inputs take //')
[ "$need" -ge 6 ] && [ "$need8" -ge 48 ] || fail "a fit takes two rows a coefficient at least"
head -n "$need" good.csv >short.csv
refuses 1 "short.csv:$need: too few rows: $((need - 1)) rows to learn from; 1 expert of 2 inputs takes $need" short.csv
head -n "$((need + 1))" good.csv >short.csv
succeeds --experts 1 short.csv
head -n 41 good.csv >short.csv
refuses 1 "header.csv:1: too few rows: 0 rows to learn from; 1 expert of 2 inputs takes $need" header.csv
head -n 2 good.csv >one.csv
refuses 1 "one.csv:2: too few rows: 1 row to learn from; 1 expert of 2 inputs takes $need" one.csv
refuses 1 "short.csv:41: too few rows: 4 rows to learn from; 1 expert of 2 inputs takes $need" --holdout 0.9 short.csv
refuses 1 "short.csv:41: too few rows: 40 rows to learn from; 8 experts of 2 inputs take $need8" --experts 8 short.csv

# ---- the header ------------------------------------------------------------------------------------
refuses 1 "good.csv:1: no column is called 'z'" --target z good.csv
printf 'a,b,a\n1,2,3\n' >twins.csv
refuses 1 "twins.csv:1: two columns are called 'a'" twins.csv
printf 'a,,y\n1,2,3\n' >nameless.csv
refuses 1 "nameless.csv:1: column 2 has no name" nameless.csv
printf '1,2,3\n4,5,6\n' >headless.csv
refuses 1 "headless.csv:1: the first line must name the columns, and it holds numbers" headless.csv
printf 'y\n1\n' >narrow.csv
refuses 1 "narrow.csv:1: one column: at least an input and a target are needed" narrow.csv
awk 'BEGIN { for (i = 0; i < 33; i++) { printf "x%d,", i; names = names "," "x" i }; print "y"; print substr(names, 2) >"names" }' >wide.csv
refuses 1 "wide.csv:1: 33 inputs are asked for: at most 32 are possible" --inputs "$(cat names)" wide.csv
printf 'a,mode,site,y\n1,heat,A,2\n3,cool,B,4\n' >text.csv
refuses 1 "text.csv:1: columns 'mode' ('heat'), 'site' ('A') hold text: leave out with --ignore mode,site, \
choose others with --inputs and --target, or write a column of 0 and 1 for each word" text.csv
printf 'a,"b,y\n1,2\n' >quote.csv
refuses 1 "quote.csv:1: a quote is opened and not closed" quote.csv
printf 'a,b,y\001\000\n' >binary.csv
refuses 1 "binary.csv:1: byte 0x01 does not belong in text: is this a CSV file?" binary.csv

# ---- a bad row, in line 12 ---------------------------------------------------------------------------
# bad ROW PROBLEM: the row is refused by its line number, and skipped if asked for
bad() {
  { head -n 11 short.csv; printf "$1\n"; tail -n 30 short.csv; } >bad.csv
  refuses 1 "bad.csv:12: $2" bad.csv
  succeeds --skip-bad --experts 1 --json bad.csv
  says err "skipped: bad.csv:12: $2"
  [ "$(value rows) $(value rows_skipped)" = "40 1" ] || fail "rows and rows_skipped: $1"
}
bad '1,two,3' "column 'b': 'two' is not a number"
bad '1,2 3,3' "column 'b': '2 3' is not a number"
bad '1,0x10,3' "column 'b': '0x10' is not a number"
bad '1,2e,3' "column 'b': '2e' is not a number"
bad '1,+-2,3' "column 'b': '+-2' is not a number"
bad '1,2,-inf' "column 'y': '-inf' is not finite"
bad '1e39,2,3' "column 'a': '1e39' is too large: at most 1e+15"
bad '1,2,-1e400' "column 'y': '-1e400' is too large: at most 1e+15"
bad '1,2' "2 fields, but the header has 3"
bad '1,2,3,4' "4 fields, but the header has 3"
bad 'x' "1 field, but the header has 3"
bad '1,"2,3' "a quote is opened and not closed"
bad '1,2\000,3' "byte 0x00 does not belong in text: is this a CSV file?"
bad '1,\033[2J,3' "byte 0x1b does not belong in text: is this a CSV file?"
bad '1,\303\050,3' "column 'b': 'Ã(' is not a number"

# ---- a row without a value is left out -----------------------------------------------------------------
# incomplete ROW COLUMN
incomplete() {
  { head -n 11 short.csv; printf "$1\n"; tail -n 30 short.csv; } >gap.csv
  succeeds --experts 1 --json gap.csv
  says err "fit_csv: left out: gap.csv:12: column '$2': the value is missing"
  says out "left out    1 row without a value."
  [ "$(value rows) $(value rows_incomplete) $(value rows_skipped)" = "40 1 0" ] || fail "rows: $1"
}
incomplete '1,,3' b
incomplete '1,2,' y
incomplete 'NA,2,3' a
incomplete '1,nan,NA' b
{ head -n 10 short.csv; yes '1,NA,2' | head -n 31; } >gaps.csv
refuses_gaps() {
  "$program" gaps.csv >out 2>err </dev/null
  [ $? -eq 1 ] || fail "nine complete rows"
  says err "fit_csv: gaps.csv:41: too few rows: 9 rows to learn from; 1 expert of 2 inputs takes $need; 31 more lack a value"
}
refuses_gaps

# ---- what a file may hold at its end ---------------------------------------------------------------------
{ cat short.csv; printf '0.5,0.2'; } >cut.csv
refuses 1 "cut.csv:42: 2 fields, but the header has 3" cut.csv
head -c 4096 good.csv | tr 'a,0-9' '\001-\014' >noise.csv
refuses 1 "noise.csv:1: byte 0x01 does not belong in text: is this a CSV file?" noise.csv
awk 'BEGIN { print "a,b,y"; for (i = 0; i < 110000; i++) printf "1234567890"; print "" }' >long.csv
refuses 1 "long.csv:2: a line of more than 1 MiB: is this a CSV file?" long.csv

# ---- a column that keeps one value -------------------------------------------------------------------
awk -F, 'NR == 1 || $2 = 4.5' OFS=, short.csv >flat.csv
refuses 1 "flat.csv:1: column 'b' is constant in all 40 rows to learn from" --experts 2 flat.csv
awk -F, 'NR == 1 || $1 = $2 = 4.5' OFS=, short.csv >flatter.csv
refuses 1 "flatter.csv:1: columns 'a', 'b' are constant in all 40 rows to learn from" flatter.csv
awk -F, 'NR == 1 || $3 = 0 || 1' OFS=, short.csv >target.csv
refuses 1 "target.csv:1: column 'y' is constant in all 40 rows to learn from" target.csv
refuses 1 "target.csv:1: column 'y' is constant in all 40 rows to learn from" --skip-bad target.csv

# ---- what it finds -----------------------------------------------------------------------------------
succeeds --experts 2 --holdout 0.2 --json good.csv
plain=$json
says out "2 experts of 2 inputs, from 480 samples."
says out "one linear regression"
[ "$(value rows) $(value rows_train) $(value rows_test) $(value dim) $(value experts)" = "600 480 120 2 2" ] || fail counts
[ "$(value target)" = '"y"' ] || fail "target"
case $(value start) in '"tensor"' | '"gate_first"') ;; *) fail "start" ;; esac
holds "$(value rmse_test) < 0.1 * $(value rmse_linear_test)"
holds "$(value loglik_test) > $(value loglik_linear_test) + 1"
holds "$(value loglik_train) > 1 && $(value bytes) > 500000 && $(value bytes) < 2000000"
case $json in *nan* | *inf*) fail "JSON has no nan and no inf" ;; esac
if command -v python3 >/dev/null; then printf '%s' "$json" | python3 -m json.tool >/dev/null || fail "not JSON"; fi
succeeds --holdout 0.2 --json good.csv
holds "$(value experts) >= 2 && $(value rmse_test) < 0.1 * $(value rmse_linear_test)"
succeeds --experts 2 --json good.csv
[ "$(value loglik_test) $(value rmse_test) $(value rows_test)" = "null null 0" ] || fail "no test rows: null"

# the same rows in another dress give the same line
same() { [ "$json" = "$plain" ] || fail "differs from the plain file: $1"; }
cp good.csv plain.csv
sed 's/$/\r/' plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
same CRLF
{ printf '\357\273\277'; cat plain.csv; printf '\n  \n\n'; } >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
same "byte order mark and blank lines"
sed 's/,/ ; /g; s/^/  /' plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
same "semicolons and spaces"
tr , '\t' <plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
same tabs
sed 's/\([^,]*\)/"\1"/g' plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
same quotes
printf %s "$(cat plain.csv)" >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
same "no end of line at the end"
awk -F, '{ print $3, $1, $2 }' OFS=, plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json --target y good.csv
same "the target in front"
cp plain.csv good.csv
"$program" --experts 2 --holdout 0.2 --json - <good.csv >out 2>err || fail "stdin"
json=$(tail -n 1 out)
same stdin

# the dialects have tests of their own (csv_forms_test.cpp); here, that the program says what it assumed, and learns the same
says_same() {
  says err "fit_csv: good.csv: assumed: $1"
  same "$1"
}
{ printf 'Logger 12\n\n'; tr '.,' ',;' <plain.csv; } >good.csv
succeeds --experts 2 --holdout 0.2 --json good.csv
says_same "';' between the columns; line 1 is a title; decimal commas"
awk -F, 'NR == 1 { print ",site," $0 ",note"; next } { print NR ",A," $0 ",x" }' plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json --inputs a,b --target y good.csv
same "columns chosen by name"
succeeds --experts 2 --holdout 0.2 --json --ignore site,note good.csv
says_same "column 1 is left out: it has no name and numbers or names the rows"
awk -F, 'NR == 1 { print "t," $0; next } { printf "2024-03-01T%02d:%02d:00Z,%s\n", NR / 60, NR % 60, $0 }' plain.csv >good.csv
succeeds --experts 2 --holdout 0.2 --json --time t good.csv
same "a time, and nothing forgotten"
refuses 2 "--shuffle mixes the rows, so --time says nothing" --shuffle --time t good.csv
cp plain.csv good.csv

# a column far from zero gives what it gives near zero, in its own units
# far A B Y: the rows of near.csv with these added
far() { awk -F, -v a="$1" -v b="$2" -v y="$3" 'NR == 1 { print; next } { printf "%.9f,%.9f,%.9f\n", a + $1, b + $2, y + $3 }' near.csv >far.csv; }
zeros='1700000000:0:0 0:2460000.5:0 48.125:-122.0625:101325 1700000000:273.125:2460000.5'
# doubles hold these sums exactly, so the floats are the same and all that follows is
awk -F, 'NR == 1 { print; next } { printf "%.9f,%.9f,%.9f\n", int($1 * 1024) / 1024, int($2 * 1024) / 1024, int($3 * 1024) / 1024 }' \
  plain.csv >near.csv
succeeds --experts 2 --holdout 0.2 --json near.csv
near=$json
for zero in $zeros; do
  # shellcheck disable=SC2046  # three words
  far $(echo "$zero" | tr : ' ')
  succeeds --experts 2 --holdout 0.2 --json far.csv
  [ "$json" = "$near" ] || fail "differs from the columns near zero: $zero"
done
awk '$1 == "a" { exit !($2 > 1699999998 && $2 < 1700000002) }' out || fail "the centre of a is in its own units"
awk '/^value at centre/ { exit !($4 > 2460000 && $4 < 2460002 && $5 > 2460000 && $5 < 2460002) }' out || fail "so are the values"
# doubles round these: 1e-6
cp plain.csv near.csv
figures() {
  succeeds --experts 1 --holdout 0.2 --json "$1"
  for key in loglik_train loglik_test rmse_test; do value "$key"; done
}
figures near.csv >near.txt
[ "$(wc -l <near.txt)" -eq 3 ] || fail "three figures"
for zero in $zeros 2460000.1:273.15:-0.7; do
  # shellcheck disable=SC2046  # three words
  far $(echo "$zero" | tr : ' ')
  figures far.csv >far.txt
  paste near.txt far.txt | awk '{ d = $1 - $2; s = $1 < 0 ? -$1 : $1; if ((d < 0 ? -d : d) > 1e-6 * s) exit 1 }' ||
    fail "differs from the columns near zero: $zero: $(tr '\n' ' ' <far.txt)"
done

# the first rows are wild: floats cannot hold the rest, and that is said
awk -F, 'NR == 1 { print; next } { printf "%.9f,%s,%s\n", (NR > 20 ? 48 + $1 * 1e-5 : 0), $2, $3 }' plain.csv >wild.csv
succeeds --experts 1 wild.csv
says err "fit_csv: floats cannot hold column 'a' (to 1"

# memory in the unit of time: rows an hour apart are forgotten by the hour
awk 'BEGIN {
  print "t,a,y"
  for (i = 0; i < 4000; i++) { a = (i * 0.618) % 2 - 1; printf "%d,%.6f,%.6f\n", 3600 * i, a, (i < 3000 ? 1 : 5) * a + 0.01 * (i % 7) }
}' >hours.csv
# slope OPTION...: of one expert
slope() {
  succeeds --experts 1 --time t "$@" hours.csv
  awk '$1 == "a" && NF == 3 { print $3 }' out
}
holds "$(slope) > 1.5 && $(slope) < 2.5"
holds "$(slope --memory 360000) > 4.9 && $(slope --memory 360000) < 5.1"

# a stream that changes: its end is unlike the rest, until the rows are mixed; the seed says how
awk 'BEGIN {
  print "a,y"
  for (i = 0; i < 400; i++) { a = (i * 0.618) % 2 - 1; printf "%.6f,%.6f\n", a, (a > 0 ? 3 * a : -3 * a) + 0.001 * (i % 7) }
  for (i = 0; i < 100; i++) printf "%.6f,%.6f\n", 2 + i / 100, 1.5 + 0.001 * (i % 5)
}' >drift.csv
succeeds --experts 2 --holdout 0.2 --json drift.csv
says out "the test rows are unlike those learnt"
holds "$(value rmse_test) > $(value rmse_linear_test)"
succeeds --experts 3 --holdout 0.2 --shuffle --json drift.csv
holds "$(value rmse_test) < 0.5 * $(value rmse_linear_test)"
mixed=$json
succeeds --experts 3 --holdout 0.2 --shuffle --seed 1 --json drift.csv
[ "$json" = "$mixed" ] || fail "the same seed gives the same result"
succeeds --experts 3 --holdout 0.2 --shuffle --seed 2 --json drift.csv
[ "$json" != "$mixed" ] || fail "another seed mixes in another way"

# a sum of two inputs is no error
awk -F, 'NR == 1 { print "a,b,sum,y"; next } { print $1, $2, $1 + $2, $3 }' OFS=, good.csv >sum.csv
succeeds --experts 2 --holdout 0.2 --json sum.csv
[ "$(value dim) $(value rank)" = "3 2" ] || fail "rank"
says out "1 of 3 directions is collinear or constant and left out"
holds "$(value rmse_test) < 0.1 * $(value rmse_linear_test)"

# names go into the picture and into JSON unharmed
awk -F, 'NR == 1 { print "\"a<b & c\",b,\"the \"\"y\"\" \\ z\""; next } 1' good.csv >names.csv
succeeds --experts 2 --svg names.svg --json names.csv
says names.svg 'a&lt;b &amp; c'
says names.svg 'the &quot;y&quot; \ z'
says out '"target": "the \"y\" \\ z"'
if command -v xmllint >/dev/null; then xmllint --noout names.svg || fail "not XML"; fi
refuses_picture() {
  "$program" --experts 2 --svg nowhere/out.svg good.csv >out 2>err </dev/null
  [ $? -eq 1 ] || fail "a picture that cannot be written"
  says err "fit_csv: nowhere/out.svg: cannot write: No such file or directory"
}
refuses_picture

if [ -c /dev/full ]; then
  "$program" --experts 1 good.csv >/dev/full 2>err </dev/null
  [ $? -eq 1 ] || fail "a full disk"
  says err "fit_csv: cannot write to stdout: No space left on device"
fi

# ---- a pipe that does not end: it reports on the way --------------------------------------------------
mkfifo pipe
: >err
{ head -n 521 good.csv; exec sleep 60; } >pipe &
source=$!
"$program" --experts 2 - <pipe >out 2>err &
reader=$!
waited=0
until grep -q '512 rows' err || [ "$waited" -ge 20 ]; do
  sleep 1
  waited=$((waited + 1))
done
says err "fit_csv: 256 rows; now 2 experts, "
says err "fit_csv: 512 rows; the last 256 predicted with RMSE "
kill "$source"
wait "$reader" || fail "the end of the pipe is the end of the rows"
says out "2 experts of 2 inputs, from 520 samples."

[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "fit_csv: all as it should be"
