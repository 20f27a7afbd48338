// SPDX-License-Identifier: MIT
// What the library must not do, to show that the test of its symbols sees it.
#include <cmath>

int count_calls() {
  static int calls = 0;
  return ++calls;
}

float* take(float value) { return new float(std::tanh(value)); }

double widen(double value) { return std::exp(value); }

float measure();
float first = measure();

float guard(float (*call)()) {
  try {
    return call();
  } catch (...) {
    return 0.0f;
  }
}
