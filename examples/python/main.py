# SPDX-License-Identifier: MIT
"""Streams a CSV file through a learner: predicts each row, then learns it. Without a file it makes a plant of two regimes up.

    sh examples/run python [--save FILE] [--open FILE] [LOG.csv]

The first row names the columns; the last column is the target.
"""
import argparse
import csv
import random
import sys

import motet


def make_up():
    """A valve that is shut where the pressure is low."""
    draw = random.Random(1)
    for _ in range(3000):
        pressure, speed = draw.uniform(0, 10), draw.uniform(-1, 1)
        flow = 0.2 * speed if pressure < 4 else 3.0 * speed + 0.5 * pressure
        yield {"pressure": pressure, "speed": speed}, flow + draw.gauss(0, 0.05)


def read(path):
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            *inputs, target = row.items()
            yield {name: float(value) for name, value in inputs}, float(target[1])


def main():
    parser = argparse.ArgumentParser(prog="python", description=__doc__.split("\n")[0])
    parser.add_argument("--save", metavar="FILE")
    parser.add_argument("--open", metavar="FILE", help="go on with the learner that a board or a program has saved")
    parser.add_argument("log", nargs="?")
    given = parser.parse_args()

    learner, plain, ours, inside, count, mean = None, 0.0, 0.0, 0, 0, 0.0
    for x, y in read(given.log) if given.log else make_up():
        if learner is None:
            learner = motet.Learner.open(given.open, list(x)) if given.open else motet.Learner(list(x))
        forecast = learner.forecast_one(x)
        if count > 50:
            plain += (y - mean) ** 2
            ours += (y - forecast.mean) ** 2
            inside += forecast.lower <= y <= forecast.upper
        count += 1
        mean += (y - mean) / count
        learner.learn_one(x, y)
    if learner is None or count <= 51:
        sys.exit("there are too few rows")
    report = learner.report()
    print("samples      %d" % report["samples"])
    print("error        %.4g of that of the mean so far" % ((ours / plain) ** 0.5 if plain > 0 else 0.0))
    print("inside 95 %%  %.1f %%" % (100.0 * inside / (count - 51)))
    print("regimes      %d, after %d fits" % (report["experts"], report["fits"]))
    if given.save:
        learner.save(given.save)


try:
    main()
except (motet.Error, OSError, ValueError) as error:
    sys.exit(str(error))
