# SPDX-License-Identifier: MIT
"""motet for the desk: the learner of motet/motet.h, by ctypes. It needs Python alone, and uses NumPy where that is present.

    import motet
    learner = motet.Learner()
    learner.learn_one({"speed": 3.0, "load": 0.5}, 12.5)       # a stream: one sample at a time
    learner.predict_one({"speed": 3.1, "load": 0.5})
    learner.fit(X, y).predict_interval(X, 0.9)                 # a batch: rows and targets
    learner.save("learner.bin")                                # the bytes that motet::save writes on a board
    learner = motet.Learner.open("learner.bin")                # and those that a board has written

The library is looked for in $MOTET_LIBRARY, then beside this file. Not thread-safe.
"""
import collections
import ctypes
import os
import struct

try:
    import numpy
except ImportError:
    numpy = None

_OK, _CHANGED, _UNFINISHED = 0, 27, 30

Forecast = collections.namedtuple("Forecast", "mean lower upper deviation")


class Error(Exception):
    """What the library refused, in its own words. Nothing was changed."""


class _Settings(ctypes.Structure):
    _fields_ = [("work_per_sample", ctypes.c_uint32), ("seed", ctypes.c_uint64), ("range", ctypes.c_float)]


class _Forecast(ctypes.Structure):
    _fields_ = [(name, ctypes.c_float) for name in Forecast._fields]


class _Interval(ctypes.Structure):
    _fields_ = [("lower", ctypes.c_float), ("upper", ctypes.c_float)]


class _Report(ctypes.Structure):
    _fields_ = (
        [(name, ctypes.c_uint64) for name in ("samples", "refused")]
        + [(name, ctypes.c_float) for name in ("loglik", "covered", "gain", "memory", "log_density", "p_value")]
        + [(name, ctypes.c_uint32) for name in ("experts", "changes", "fits", "replaced")]
    )


def _open_library():
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libmotet.so")
    library = ctypes.CDLL(os.environ.get("MOTET_LIBRARY", beside))
    word, size, real, at = ctypes.c_uint32, ctypes.c_size_t, ctypes.c_float, ctypes.c_void_p
    shape, row = [word] * 3, [ctypes.POINTER(real), size]
    for name, result, arguments in (
        ("describe", ctypes.c_char_p, [ctypes.c_int]),
        ("learner_bytes", size, shape),
        ("learner_saved_bytes", size, shape),
        ("learner_create", ctypes.c_int, [at, size] + shape + [ctypes.POINTER(_Settings), ctypes.POINTER(at)]),
        ("learner_predict", ctypes.c_int, [at] + row + [ctypes.POINTER(_Forecast)]),
        ("learner_interval", ctypes.c_int, [at] + row + [real, ctypes.POINTER(_Interval)]),
        ("learner_score", ctypes.c_int, [at] + row + [real, ctypes.POINTER(real)]),
        ("learner_learn_after", ctypes.c_int, [at] + row + [real, real]),
        ("learner_work", ctypes.c_int, [at, word]),
        ("learner_read", ctypes.c_int, [at, ctypes.POINTER(_Report)]),
        ("learner_save", ctypes.c_int, [at, ctypes.c_char_p, size]),
        ("learner_load", ctypes.c_int, [at, ctypes.c_char_p, size]),
    ):
        function = getattr(library, "motet_" + name)
        function.restype, function.argtypes = result, arguments
    return library


_library = _open_library()


def _check(status):
    if status not in (_OK, _CHANGED, _UNFINISHED):
        raise Error(_library.motet_describe(status).decode())
    return status


class Learner:
    """Predicts a stream and learns it; nothing has to be set.

    inputs   names of the inputs, or how many there are; None: as the first sample has them
    experts  most regimes, 2..8
    window   samples kept for the fits
    """

    def __init__(self, inputs=None, experts=3, window=64, work_per_sample=64, seed=1, range=1e15):
        self._shape = (experts, window)
        self._settings = _Settings(work_per_sample, seed, range)
        self._names = None
        self._memory = None
        if inputs is not None:
            self._begin(inputs)

    @classmethod
    def open(cls, path, inputs=None):
        """The learner that a board or a program has saved; `inputs`: their names, where samples are dictionaries."""
        with open(path, "rb") as file:
            image = file.read()
        dim, experts, window = _read_shape(image)
        if inputs is not None and len(inputs) != dim:
            raise Error("the saved learner has %d inputs" % dim)
        learner = cls(dim if inputs is None else inputs, experts, window)
        _check(_library.motet_learner_load(learner._at, image, len(image)))
        return learner

    # ---- a stream

    def learn_one(self, x, y, elapsed=1.0):
        """Learns a sample, `elapsed` samples after the one before. Returns self; see `changed`."""
        row = self._row(x)
        self.changed = _check(_library.motet_learner_learn_after(self._at, row, len(row), y, elapsed)) == _CHANGED
        return self

    def predict_one(self, x):
        """The mean of the next target. Called again before a target has come, it looks one sample further."""
        return self.forecast_one(x).mean

    def forecast_one(self, x):
        """Mean, interval of 95 % and deviation of the next target."""
        row, found = self._row(x), _Forecast()
        _check(_library.motet_learner_predict(self._at, row, len(row), found))
        return Forecast(found.mean, found.lower, found.upper, found.deviation)

    def score_one(self, x, y):
        """The probability of a target as strange as `y`: small where something is wrong."""
        row, found = self._row(x), ctypes.c_float()
        _check(_library.motet_learner_score(self._at, row, len(row), y, found))
        return found.value

    def work(self, steps):
        """Goes on with the fits for at most so many steps. Returns whether there is more to do."""
        return _check(_library.motet_learner_work(self._at, steps)) == _UNFINISHED

    # ---- a batch

    def fit(self, X, y):
        """Forgets, learns all rows in their order, and ends the fits. Returns self."""
        rows = list(X)
        if len(rows) != len(y):
            raise Error("%d rows and %d targets" % (len(rows), len(y)))
        if rows:
            self._begin(self._names or _inputs_of(rows[0]))
        self.partial_fit(rows, y)
        while rows and self.work(1000000):
            pass
        return self

    def partial_fit(self, X, y):
        """Learns more rows. Returns self."""
        for x, target in zip(X, y):
            self.learn_one(x, float(target))
        return self

    def predict(self, X):
        """The mean of the target of each row, as the next after the stream."""
        return _like(X, [self._apart(self.predict_one, x) for x in X])

    def predict_interval(self, X, level=0.95):
        """The central interval that holds the target of each row with probability `level`: rows of lower, upper."""
        return _like(X, [self._apart(self._interval, x, level) for x in X])

    # ---- the rest

    def report(self):
        """What the learner did, as a dictionary; motet.h explains each number."""
        found = _Report()
        _check(_library.motet_learner_read(self._at, found))
        return {name: getattr(found, name) for name, _ in _Report._fields_}

    def saved(self):
        """All that it has learnt, in the bytes that motet::save writes."""
        image = ctypes.create_string_buffer(_library.motet_learner_saved_bytes(self._dim, *self._shape))
        _check(_library.motet_learner_save(self._at, image, len(image)))
        return image.raw

    def save(self, path):
        with open(path, "wb") as file:
            file.write(self.saved())

    def load(self, path):
        """Goes on as the learner that was saved, which had the same shape. Returns self."""
        with open(path, "rb") as file:
            image = file.read()
        _check(_library.motet_learner_load(self._at, image, len(image)))
        return self

    # ---- within

    def _begin(self, inputs):
        """Makes the learner anew."""
        self._names = None if isinstance(inputs, int) else list(inputs)
        self._dim = inputs if self._names is None else len(self._names)
        size = _library.motet_learner_bytes(self._dim, *self._shape)
        memory, at = (ctypes.c_uint64 * (max(size, 8) // 8))(), ctypes.c_void_p()
        _check(_library.motet_learner_create(memory, size, self._dim, *self._shape, self._settings, at))
        self._memory, self.changed = memory, False

    @property
    def _at(self):
        if self._memory is None:
            raise Error("no sample has come yet, so the number of inputs is not known")
        return ctypes.addressof(self._memory)

    def _row(self, x):
        if self._memory is None:
            self._begin(_inputs_of(x))
        if isinstance(x, dict):
            if self._names is None or set(x) != set(self._names):
                raise Error("the inputs are called otherwise: %s" % ", ".join(sorted(map(str, x))))
            x = [x[name] for name in self._names]
        return (ctypes.c_float * len(x))(*x)

    def _interval(self, x, level):
        row, found = self._row(x), _Interval()
        _check(_library.motet_learner_interval(self._at, row, len(row), level, found))
        return (found.lower, found.upper)

    def _apart(self, call, *arguments):
        """A call that leaves no trace: an object is plain bytes, so a copy brings it back."""
        before = ctypes.string_at(self._at, ctypes.sizeof(self._memory))
        try:
            return call(*arguments)
        finally:
            ctypes.memmove(self._at, before, len(before))


def _inputs_of(x):
    return list(x) if isinstance(x, dict) else len(x)


def _like(X, rows):
    return numpy.array(rows) if numpy is not None and isinstance(X, numpy.ndarray) else rows


def _read_shape(image):
    """Inputs, experts and window of a saved learner: images one behind the other, each with a header of seven words."""
    at, shape = 0, {}
    while at + 28 <= len(image):
        kind, _, dim, experts, window, size, _ = struct.unpack_from("<7I", image, at)
        if kind >> 24 in shape or size < 28 or kind & 0xFFFFFF != 0x544F4D:
            break
        if chr(kind >> 24) in "LE":
            shape[chr(kind >> 24)] = (dim, experts, window)
        at += size
    if set(shape) != {"L", "E"}:
        raise Error("these bytes are no learner that motet.h can load")
    return shape["L"][0], shape["L"][1], shape["E"][2]
