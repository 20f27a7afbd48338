#!/bin/sh
# SPDX-License-Identifier: MIT
# What paper_figures promises: a table and a picture a figure, the claims with their verdicts, and a clear word when asked for
# what it has not.
#
#   sh paper_figures_test.sh PROGRAM
test=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$test/expect.sh"

refuses 2 "unknown option '--fast'; see --help" --fast
refuses 2 "there is no figure 'all'; see --help" --only all
refuses 2 "--out needs a value" --out
refuses 2 "--quick takes no value" --quick=yes
: >file
refuses 1 "file/out: Not a directory" --out file/out
"$program" --help >out 2>err || fail "status of --help"
grep -q '^usage: paper_figures' out || fail "--help"

"$program" --quick --only gate_rate --out figures >out 2>err </dev/null || fail "status $?"
grep -q '^yes .*EM for the gate converges at a geometric rate' out || fail "the gate's rate is that of theory"
grep -q '^yes .*local rates for linear, sigmoid and ReLU' out || fail "the rates are those of the table"
[ "$(grep -c '^| .* | \*\*.*\*\* |' figures/claims.md)" -eq 3 ] || fail "claims.md"
[ "$(head -n 1 figures/gate_rate.csv)" = "panel,series,x,low,middle,high" ] || fail "the table's header"
[ "$(wc -l <figures/gate_rate.csv)" -eq 61 ] || fail "five activations, six levels, measured and predicted"
[ "$(tail -n 1 figures/gate_rate.svg)" = "</svg>" ] || fail "the end of the picture"
if command -v xmllint >/dev/null; then xmllint --noout figures/gate_rate.svg || fail "not XML"; fi

[ "$failures" -eq 0 ] || { printf '%d failed\n' "$failures"; exit 1; }
echo "paper_figures: all as it should be"
