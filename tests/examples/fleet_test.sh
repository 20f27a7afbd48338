#!/bin/sh
# SPDX-License-Identifier: MIT
# Every refusal of fleet, and that the merge of the parts of a log is as good as the log.
#
#   sh fleet_test.sh PROGRAM
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$test/expect.sh"

# passes INPUT OUTPUT ARGUMENT...: status 0, from one file to another
passes() {
  input=$1
  output=$2
  shift 2
  "$program" "$@" <"$input" >"$output" 2>err || fail "status $?: fleet $*"
}

# says FILE TEXT
says() { grep -qF -- "$2" "$1" || fail "'$2' is not in $1"; }

# sigma FILE: the noise of the first expert
sigma() { awk '$1 == "sigma" { print $2; exit }' "$1"; }

# near A B SHARE
near() { awk "BEGIN { d = $1 - $2; exit !((d < 0 ? -d : d) <= $3 * $2) }" </dev/null || fail "$1 is not near $2"; }

# Two lines that change places at a = 0; the rows of one device in 12, each about another mean.
awk 'BEGIN {
  srand(7)
  print "a,b,y"
  for (i = 0; i < 6000; i++) {
    device = i % 12; a = (device - 6) / 8 + 2 * rand() - 1; b = 2 * rand() - 1
    y = (a > 0 ? 3 * a + b : -2 * a) + 0.2 * (rand() + rand() + rand() + rand() - 2)
    printf "%.6f,%.6f,%.6f\n", a, b, y
  }
}' >all.csv
for device in 0 1 2 3 4 5 6 7 8 9 10 11; do
  awk -v d="$device" 'NR == 1 || ((NR - 2) % 12 == d && NR % 97 > d)' all.csv >"part.$device.csv"
  passes /dev/null "state.$device" --from-csv "part.$device.csv" --seed "$device"
done
{ head -n 1 all.csv; for device in 0 1 2 3 4 5 6 7 8 9 10 11; do tail -n +2 "part.$device.csv"; done; } >seen.csv
head -n 10 all.csv >few.csv
passes few.csv few.state --from-csv -
printf 'a,y\n1,2\n3,4\n' >one.csv
passes one.csv one.state --from-csv=-

# ---- the command line: status 2 ------------------------------------------------------------------
refuses 2 "unknown option '--frobnicate'; see --help" --frobnicate
refuses 2 "--experts takes a number from 1 to 4, not '5'" --fit --experts 5 state.0
refuses 2 "--seed takes a number from 0 to 4294967295, not 'x'" --from-csv all.csv --seed x
refuses 2 "--from-csv needs a value" --from-csv
refuses 2 "--fit takes no value" --fit=yes state.0
refuses 2 "--from-csv makes one state and takes none: 'state.0' is one too many" --from-csv all.csv state.0
passes /dev/null out --help
says out "usage: fleet"
if command -v script >/dev/null; then
  script -qec "$program state.0" /dev/null </dev/null >out 2>&1
  says out "fleet: stdout is a terminal, and a state is no text: send it to a file, or ask --fit"
fi

# ---- the data: status 1 --------------------------------------------------------------------------
refuses 1 "there is no state in stdin"
refuses 1 "nowhere: cannot open: No such file or directory" nowhere
refuses 1 ".: cannot read: Is a directory" .
: >empty
refuses 1 "there is no state in empty" empty
refuses 1 "all.csv: state 1: these bytes are no saved state of this kind" all.csv
head -c 1000 state.0 >short
refuses 1 "short: state 1: it ends too early" short
cat state.0 state.1 short >cut
refuses 1 "cut: state 3: it ends too early" cut
{ head -c 5000 state.0; printf x; tail -c +5002 state.0; } >flipped
refuses 1 "flipped: state 1: the saved state has changed since it was written, or was not written to the end" flipped
refuses 1 "flipped: state 1: the saved state has changed since it was written, or was not written to the end" state.1 flipped
refuses 1 "one.state: state 1: the other has other bounds, another form, or another number of inputs" state.0 one.state
refuses 1 "too few samples for this many experts and inputs" --fit few.state
refuses 1 "few.csv:1: no column is called 'z'" --from-csv few.csv --target z
{ cat few.csv; echo '1,,2'; } >bad.csv
passes /dev/null gap.state --from-csv bad.csv
cmp -s gap.state few.state || fail "a row without a value is left out"
{ cat few.csv; echo '1,x,2'; } >bad.csv
refuses 1 "bad.csv:11: column 'b': 'x' is not a number" --from-csv bad.csv
printf 'a,b,c,d,e,f,g,h,i,y\n' >wide.csv
refuses 1 "wide.csv:1: 9 inputs are asked for: at most 8 are possible" --from-csv wide.csv --inputs a,b,c,d,e,f,g,h,i
if [ -c /dev/full ]; then
  "$program" state.0 >/dev/full 2>err </dev/null
  [ $? -eq 1 ] || fail "a full disk"
  says err "fleet: cannot write to stdout: No space left on device"
fi

# ---- what it makes -------------------------------------------------------------------------------
# a state is the same whatever way it comes, and alone it goes through as it is
passes /dev/null again --from-csv all.csv
passes all.csv piped --from-csv -
cmp -s again piped || fail "a file and a pipe differ"
passes again through
cmp -s again through || fail "one state does not go through as it is"
passes /dev/null target --from-csv all.csv --target y
cmp -s again target || fail "the last column is the target"

# files, one file of all and a pipe give the same merge
passes /dev/null merged state.0 state.1 state.2 state.3 state.4 state.5 state.6 state.7 state.8 state.9 state.10 state.11
cat state.0 state.1 state.2 state.3 state.4 state.5 state.6 state.7 state.8 state.9 state.10 state.11 >together
passes /dev/null other together
cmp -s merged other || fail "one file of all differs"
passes together other
cmp -s merged other || fail "a pipe differs"
cat state.2 state.3 >behind
passes behind other state.0 state.1 - state.4 state.5 state.6 state.7 state.8 state.9 state.10 state.11
cmp -s merged other || fail "files with a pipe between them differ"

# the model of the merge is that of the whole log
passes merged fitted --fit --experts 2
passes /dev/null one --from-csv seen.csv
passes one expected --fit --experts 2
rows=$(($(wc -l <seen.csv) - 1))
says fitted "2 experts of 2 inputs, from $rows samples."
says expected "2 experts of 2 inputs, from $rows samples."
near "$(sigma fitted)" "$(sigma expected)" 0.1
near "$(sigma fitted)" 0.1155 0.1

# a tree of merges sees the same samples as a chain, and a few rows that still calibrate count too
passes /dev/null left state.0 state.1 few.state state.2 state.3 state.4 state.5
passes /dev/null right state.6 state.7 state.8 state.9 state.10 state.11
passes /dev/null fitted --fit --experts 2 left right
says fitted "2 experts of 2 inputs, from $((rows + 9)) samples."
near "$(sigma fitted)" "$(sigma expected)" 0.1

# the reduce step of an engine: as many processes as it likes
if command -v mpirun >/dev/null; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  # shellcheck disable=SC2016  # the rank is known to the process alone
  mpirun --oversubscribe -n 12 sh -c '"$0" --from-csv "part.$OMPI_COMM_WORLD_RANK.csv" --seed "$OMPI_COMM_WORLD_RANK" \
    >"rank.$OMPI_COMM_WORLD_RANK"' "$program" >out 2>err || fail "mpirun"
  for rank in 0 1 2 3 4 5 6 7 8 9 10 11; do cmp -s "rank.$rank" "state.$rank" || fail "rank $rank differs"; done
fi

[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "fleet: all as it should be"
