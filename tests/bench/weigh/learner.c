/* SPDX-License-Identifier: MIT */
/* A learner that predicts and learns, in C: what the bridge weighs (see learner.cpp). */

#include "motet/motet.h"

static uint64_t memory[MOTET_LEARNER_WORDS(8, 3, 64)];
static volatile float sensor[9];

int main(void) {
  motet_learner* learner;
  motet_forecast forecast;
  float x[8];
  for (int j = 0; j < 8; ++j) x[j] = sensor[j];
  return motet_learner_create(memory, sizeof memory, 8, 3, 64, NULL, &learner) == MOTET_OK &&
                 motet_learner_predict(learner, x, 8, &forecast) == MOTET_OK &&
                 motet_learner_learn(learner, x, 8, sensor[8]) == MOTET_OK
             ? 0
             : 1;
}
