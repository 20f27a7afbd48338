/* SPDX-License-Identifier: MIT */
/* 0 if the exported model predicts what the model does, to the bit. */
#include "plant.h"

extern int predict_by_motet(const float* x, float* mean, float* variance, int* regime);

int main(void) {
  unsigned state = 1;
  int regimes[plant_regimes] = {0, 0, 0};
  for (int t = 0; t < 2000; ++t) {
    float x[plant_dim], mean[2] = {0.0f, 0.0f}, variance[2] = {0.0f, 0.0f};
    int regime[2] = {0, 0};
    for (int j = 0; j < plant_dim; ++j) {
      state = state * 1664525u + 1013904223u;
      x[j] = ((float)(state >> 8) / 8388608.0f - 1.0f) * (t % 4 == 0 ? 100.0f : t % 4 == 1 ? 0.01f : 4.0f);
    }
    if (t % 500 == 499) x[0] = t % 1000 == 999 ? INFINITY : 3e38f;
    const int first = plant_predict(x, mean, variance, regime);
    if (first != predict_by_motet(x, mean + 1, variance + 1, regime + 1)) return 1;
    if (memcmp(mean, mean + 1, sizeof *mean) != 0 || memcmp(variance, variance + 1, sizeof *variance) != 0) return 2;
    if (regime[0] != regime[1]) return 3;
    if (first) ++regimes[regime[0]];
  }
  return regimes[0] > 0 && regimes[1] > 0 && regimes[2] > 0 ? 0 : 4;
}
