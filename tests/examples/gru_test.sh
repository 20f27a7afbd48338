#!/bin/sh
# SPDX-License-Identifier: MIT
# The equations and the model agree, the unit is found again from its sequence, and the refusals.
#
#   sh gru_test.sh PROGRAM
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$test/expect.sh"

for seed in 1 2 3; do
  "$program" --steps 4000 --seed "$seed" >out 2>err || fail "seed $seed: $(cat out err)"
  grep -q '^the equations and the model differ by at most [0-9.]*e-0[67] ' out || fail "$(head -n 1 out)"
done
"$program" --help | grep -q -- '--steps' || fail "no help"
for bad in '--steps 3' '--steps' '--speed 3' 'file'; do
  # shellcheck disable=SC2086
  "$program" $bad >out 2>err && fail "took $bad"
  [ -s err ] || fail "no word on $bad"
done
[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "gru: all as it should be"
