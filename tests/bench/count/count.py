#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of push, fit, predict and adapt on an emulated board and compares them with the budget.

    count.py --board NAME --plugin FILE [--table CSV [--update]] -- COMMAND...

COMMAND starts the image; `PLUGIN` in it stands for the plugin and its output. Prints board,operation,shape,instructions: of the
operations that ran more than once the median, and the most as `... at most`. QEMU counts instructions, never cycles.
`--update` writes the board's rows into the table; without it a row that differs is an error. Without a table they are printed.
"""
import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile

FIELDS = ["board", "operation", "shape", "instructions"]


def count(command, plugin):
    """Instructions of each run of each (operation, shape)."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "counts")
        command = [plugin + ",out=" + out if word == "PLUGIN" else word for word in command]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit("the image ended with %d:\n%s%s" % (run.returncode, run.stdout, run.stderr))
        with open(out, encoding="ascii") as file:
            counts = [int(line) for line in file]
    names = [tuple(line.split(",")) for line in (run.stdout + run.stderr).split("\n") if line.count(",") == 1]
    if len(names) != len(counts) or not counts:
        sys.exit("%d regions were named and %d counted" % (len(names), len(counts)))
    runs = {}
    for name, number in zip(names[1:], counts[1:]):
        runs.setdefault(name, []).append(number - counts[0])
    return runs


def tabulate(board, runs):
    """The rows of the table."""
    rows = []
    for (operation, shape), numbers in runs.items():
        rows.append((board, operation, shape, statistics.median_low(numbers)))
        if len(numbers) > 1:
            rows.append((board, operation + " at most", shape, max(numbers)))
    return [dict(zip(FIELDS, map(str, row))) for row in rows]


def main():
    parser = argparse.ArgumentParser()
    for option in ("board", "plugin"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--table")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()

    rows = tabulate(given.board, count(given.command, given.plugin))
    for row in rows:
        print(",".join(row.values()))
    if given.table is None:
        return
    with open(given.table, newline="", encoding="ascii") as file:
        table = list(csv.DictReader(file))
    if given.update:
        table = [row for row in table if row["board"] != given.board] + rows
        with open(given.table, "w", newline="", encoding="ascii") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(table, key=lambda row: row["board"]))
    elif [row for row in table if row["board"] == given.board] != rows:
        sys.exit("the budget says otherwise: " + given.table)


main()
