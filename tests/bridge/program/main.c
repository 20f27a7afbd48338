/* SPDX-License-Identifier: MIT */
/* A program in C, linked by the C compiler: 0 if a learner, an estimator and a model of C say what those of C++ say. */

#include <string.h>

#include "motet/motet.h"
#include "program.h"

enum { dim = 5, experts = 3, window = 64, learner_bytes = MOTET_LEARNER_BYTES(dim, experts, window) };

static uint64_t learner_memory[MOTET_LEARNER_WORDS(dim, experts, window)];
static uint64_t estimator_memory[MOTET_ESTIMATOR_WORDS(dim, experts, window)];
static uint64_t model_memory[MOTET_MODEL_WORDS(dim, experts)];

static uint32_t state = 1;

static float uniform(void) {
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 16) / 32768.0f - 1.0f;
}

/* Two regimes. */
float draw(float* x) {
  for (int j = 0; j < dim; ++j) x[j] = uniform();
  return (x[0] > 0.0f ? 2.0f * x[1] + 1.0f : x[2] - x[3]) + 0.125f * uniform();
}

void start_stream(void) { state = 1; }

uint32_t mix(uint32_t digest, float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (digest ^ bits) * 16777619u;
}

static int learn(uint32_t* digest) {
  motet_learner* learner;
  if (motet_learner_create(learner_memory, sizeof learner_memory, dim, experts, window, NULL, &learner) != MOTET_OK) return 0;
  start_stream();
  for (int t = 0; t < samples; ++t) {
    float x[dim];
    const float y = draw(x);
    motet_forecast forecast;
    if (motet_learner_predict(learner, x, dim, &forecast) != MOTET_OK) return 0;
    *digest = mix(mix(mix(*digest, forecast.mean), forecast.lower), forecast.upper);
    const motet_status status = motet_learner_learn(learner, x, dim, y);
    if (status != MOTET_OK && status != MOTET_CHANGED) return 0;
  }
  return 1;
}

static int fit(uint32_t* digest) {
  motet_estimator* estimator;
  motet_model* model;
  motet_prediction prediction;
  float x[dim];
  if (motet_estimator_create(estimator_memory, sizeof estimator_memory, dim, experts, window, NULL, &estimator) != MOTET_OK ||
      motet_model_create(model_memory, sizeof model_memory, dim, experts, &model) != MOTET_OK) {
    return 0;
  }
  start_stream();
  for (int t = 0; t < samples; ++t) {
    const float y = draw(x);
    if (motet_estimator_push(estimator, x, dim, y) != MOTET_OK) return 0;
  }
  if (motet_estimator_fit(estimator, model) != MOTET_OK) return 0;
  if (motet_model_predict(model, x, dim, &prediction) != MOTET_OK) return 0;
  *digest = mix(mix(*digest, prediction.mean), prediction.variance);
  return 1;
}

int main(void) {
  uint32_t digest = 2166136261u;
  if (sizeof learner_memory != learner_bytes || motet_learner_bytes(dim, experts, window) != sizeof learner_memory ||
      motet_estimator_bytes(dim, experts, window) != sizeof estimator_memory ||
      motet_model_bytes(dim, experts) != sizeof model_memory) {
    return 2;
  }
  if (!learn(&digest) || !fit(&digest)) return 3;
  return digest == digest_of_reference() ? 0 : 1;
}
