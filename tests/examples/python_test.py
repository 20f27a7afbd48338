# SPDX-License-Identifier: MIT
"""The learner of examples/python: streams and batches, dictionaries and rows, saving, refusals."""
import os
import random
import subprocess
import sys
import tempfile
import unittest

import motet

try:
    import numpy
except ImportError:
    numpy = None


def plant(count, seed=3):
    draw = random.Random(seed)
    for _ in range(count):
        x = [draw.uniform(-1, 1), draw.uniform(-1, 1)]
        yield x, (3.0 * x[1] + 1.0 if x[0] > 0 else -x[1]) + draw.gauss(0, 0.05)


class LearnerTest(unittest.TestCase):
    def setUp(self):
        self.rows, self.targets = map(list, zip(*plant(1500)))

    def test_it_predicts_regimes_that_no_line_can(self):
        learner = motet.Learner(experts=2).fit(self.rows, self.targets)
        rows, targets = map(list, zip(*plant(300, seed=4)))
        error = sum((a - b) ** 2 for a, b in zip(learner.predict(rows), targets)) / len(rows)
        self.assertLess(error, 0.25)  # the best line: 1.4
        inside = sum(low <= y <= high for (low, high), y in zip(learner.predict_interval(rows, 0.9), targets))
        self.assertGreater(inside, 0.8 * len(rows))
        self.assertEqual(learner.report()["experts"], 2)

    def test_dictionaries_are_rows_by_name_in_any_order(self):
        one, other = motet.Learner(), motet.Learner(["b", "a"])
        for x, y in zip(self.rows[:200], self.targets):
            one.learn_one(x, y)
            other.learn_one({"a": x[1], "b": x[0]}, y)
        self.assertEqual(one.saved(), other.saved())
        self.assertEqual(one.predict_one([0.5, 0.5]), other.predict_one({"b": 0.5, "a": 0.5}))

    def test_a_batch_is_predicted_without_a_trace(self):
        learner = motet.Learner().partial_fit(self.rows[:200], self.targets)
        before = learner.saved()
        first = learner.predict(self.rows[:20])
        self.assertEqual(first, learner.predict(self.rows[:20]))
        self.assertEqual(learner.predict(self.rows[19:20]), first[19:])
        self.assertEqual(before, learner.saved())

    def test_what_is_saved_goes_on(self):
        learner = motet.Learner(2, experts=4, window=80).partial_fit(self.rows[:300], self.targets)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "learner.bin")
            learner.save(path)
            opened = motet.Learner.open(path)
            same = motet.Learner(2, experts=4, window=80).load(path)
            with self.assertRaises(motet.Error):
                motet.Learner(3, experts=4, window=80).load(path)
            with self.assertRaises(motet.Error):
                motet.Learner.open(path, ["a"])
            with open(path, "r+b") as file:
                file.write(b"other")
            with self.assertRaises(motet.Error):
                motet.Learner.open(path)
        for x, y in zip(self.rows[300:340], self.targets[300:340]):
            forecast = opened.forecast_one(x)
            self.assertEqual(forecast, same.forecast_one(x))
            opened.learn_one(x, y)
            same.learn_one(x, y)
        self.assertEqual(opened.saved(), same.saved())

    def test_what_is_wrong_is_refused_in_words_and_changes_nothing(self):
        learner = motet.Learner().partial_fit(self.rows[:50], self.targets)
        forecast = learner.predict(self.rows[:1])
        for wrong in (
            lambda: learner.learn_one([1.0], 0.0),
            lambda: learner.learn_one([1.0, float("nan")], 0.0),
            lambda: learner.learn_one({"a": 1.0, "b": 2.0}, 0.0),
            lambda: learner.predict_interval(self.rows[:1], 2.0),
            lambda: learner.fit(self.rows, self.targets[:1]),
            lambda: motet.Learner(33),
            lambda: motet.Learner(2, experts=9),
            lambda: motet.Learner(2, range=-1.0),
            lambda: motet.Learner().report(),
        ):
            with self.assertRaises(motet.Error) as raised:
                wrong()
            self.assertNotEqual(str(raised.exception), "unknown status")
        self.assertEqual(forecast, learner.predict(self.rows[:1]))
        self.assertEqual(learner.report()["refused"], 2)

    def test_a_strange_target_has_a_small_probability(self):
        learner = motet.Learner().partial_fit(self.rows, self.targets)
        self.assertLess(learner.score_one([0.5, 0.5], 50.0), 0.05)

    @unittest.skipIf(numpy is None, "NumPy is not installed")
    def test_arrays_give_arrays_of_the_same_numbers(self):
        X, y = numpy.array(self.rows[:200]), numpy.array(self.targets[:200])
        found = motet.Learner().fit(X, y).predict(X[:5])
        self.assertIsInstance(found, numpy.ndarray)
        self.assertEqual(found.tolist(), motet.Learner().fit(self.rows[:200], self.targets[:200]).predict(self.rows[:5]))

    def test_the_program_runs_and_goes_on(self):
        program = os.path.join(os.path.dirname(os.path.abspath(motet.__file__)), "main.py")
        with tempfile.TemporaryDirectory() as folder:
            saved = os.path.join(folder, "learner.bin")
            text = subprocess.run([sys.executable, program, "--save", saved], check=True, capture_output=True, text=True).stdout
            self.assertIn("samples      3000", text)
            text = subprocess.run([sys.executable, program, "--open", saved], check=True, capture_output=True, text=True).stdout
            self.assertIn("samples      6000", text)
            lost = subprocess.run([sys.executable, program, os.path.join(folder, "none.csv")], capture_output=True, text=True)
            self.assertEqual(lost.returncode, 1)
            self.assertIn("none.csv", lost.stderr)


unittest.main()
