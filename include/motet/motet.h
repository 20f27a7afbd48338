/* SPDX-License-Identifier: MIT */
#ifndef MOTET_MOTET_H
#define MOTET_MOTET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "motet/detail/sizes.h"

/*
 * motet for C, C99 and later, and for languages that call C. The same library, and the same bits as from C++.
 *
 *     static uint64_t memory[MOTET_LEARNER_WORDS(4, 3, 64)];   4 inputs, 3 regimes, 64 samples kept
 *     motet_learner* learner;
 *     if (motet_learner_create(memory, sizeof memory, 4, 3, 64, NULL, &learner) != MOTET_OK) ...
 *
 * Objects lie in memory of the caller, aligned to 8 bytes. Nothing is allocated, and nothing has to be freed. An object is
 * plain bytes without pointers: copy it as a whole, and use the copy through a pointer to it. Not thread-safe, as in C++.
 *
 * Errors that every call may return, beside those that it names; then nothing has changed:
 *
 *     MOTET_BAD_POINTER    a pointer is null, an object's is not aligned to 8 bytes, or no such object is there
 *
 * Beside the words of the C++ headers (shape, unit, error, cost, source): what a call does is what the C++ call of that name
 * does, in the same time.
 */

/* Names as C has them. NOLINTBEGIN(readability-identifier-naming) */

#ifdef __cplusplus
extern "C" {
#endif

/* What a call returns. Anything but MOTET_OK, MOTET_CHANGED and MOTET_UNFINISHED means that nothing was changed. */
typedef enum motet_status {
  MOTET_OK,
  MOTET_BAD_DIM,
  MOTET_BAD_EXPERTS,
  MOTET_BAD_SETTING,
  MOTET_WRONG_LENGTH,
  MOTET_BAD_LEVEL,
  MOTET_NOT_FINITE,
  MOTET_OUT_OF_RANGE,
  MOTET_TOO_FEW_SAMPLES,
  MOTET_CONSTANT_INPUTS,
  MOTET_CONSTANT_TARGET,
  MOTET_ILL_CONDITIONED,
  MOTET_WINDOW_NEEDED,
  MOTET_NO_GATE,
  MOTET_NO_FIT,
  MOTET_NOT_DETERMINED,
  MOTET_NO_MODEL,
  MOTET_NO_IMAGE,
  MOTET_DAMAGED,
  MOTET_OTHER_VERSION,
  MOTET_OTHER_BOUNDS,
  MOTET_IMPOSSIBLE,
  MOTET_SAME_STREAM,
  MOTET_OTHER_MEMORY,
  MOTET_FLASH_FAILED,
  MOTET_OUTLIER,
  MOTET_STUCK_SENSOR,
  MOTET_CHANGED, /* not a refusal: the sample was learnt, but the stream is no longer what it was */
  MOTET_BAD_FORM,
  MOTET_NO_TRANSFORM,
  MOTET_UNFINISHED, /* not a refusal: the fit goes on with the next slice */
  MOTET_NOT_BEGUN,
  MOTET_BAD_POINTER,
  MOTET_TOO_SMALL,
  MOTET_NOT_CONSTRUCTED = 255,
  MOTET_STATUS_IS_AN_INT = 0x7fffffff /* no status: it keeps the type as wide under -fshort-enums */
} motet_status;

/* The status in words: one short sentence, never null. */
const char* motet_describe(motet_status status);

/* Most inputs and experts of an object. */
#define MOTET_MAX_DIM 32
#define MOTET_MAX_EXPERTS 8

/* Where the target lies with some probability, user's units of y. */
typedef struct motet_interval {
  float lower;
  float upper;
} motet_interval;

/* ---- the learner: predicts a stream and learns it; nothing has to be set ------------------------------------------------ */

typedef struct motet_learner motet_learner;

/* Settings; a null pointer stands for the defaults. */
typedef struct motet_learner_settings {
  uint32_t work_per_sample; /* elementary steps of a fit that a learn does; 0..1e9. 0: only work does them */
  uint64_t seed;            /* any: which samples the window keeps */
  float range;              /* user's units; 1e-15..1e15: larger inputs and targets are refused */
} motet_learner_settings;

/* The defaults, as an initialiser. */
#define MOTET_LEARNER_DEFAULTS \
  { 64, 1, 1e15f }

/* What a learner predicts for a sample, user's units of y: the target lies between lower and upper with a probability of 95 %,
 * and deviates from the mean by deviation. */
typedef struct motet_forecast {
  float mean;
  float lower;
  float upper;
  float deviation;
} motet_forecast;

/* The state of a learner. Of late: over the last 1,000 samples or so. */
typedef struct motet_learner_report {
  uint64_t samples;  /* learnt */
  uint64_t refused;  /* by learn */
  float loglik;      /* mean log density of the targets, of late, each before it was learnt; nats, user's units */
  float covered;     /* share of the targets that lay within their intervals of 95 %, of late */
  float gain;        /* by how much the best mixture is ahead of the best line, of late; nats a sample */
  float memory;      /* samples; the geometric mean of the members' memories, weighted by the vote */
  float log_density; /* of the last target, as it was predicted; nats */
  float p_value;     /* the probability of a target as strange as the last one */
  uint32_t experts;  /* regimes of the mixture in force; 0: none yet */
  uint32_t changes;  /* noticed */
  uint32_t fits;     /* that ended well */
  uint32_t replaced; /* mixtures replaced by a fit */
} motet_learner_report;

/* Bytes of a learner of `dim` inputs, 1..32, up to `experts` regimes, 2..8, and `window` samples kept, 1..16777216: an integer
 * constant expression of constants. Beyond these bounds no array is so large. WORDS: the same as uint64_t. */
#define MOTET_LEARNER_BYTES(dim, experts, window)                                                            \
  (MOTET_LAWFUL_(dim, experts) && (experts) >= 2 && (window) >= 1 && (window) <= 16777216                    \
       ? MOTET_WHOLE_WORDS_(MOTET_LEARNER_HEAD_ + 4u * ((size_t)MOTET_LEARNER_FLOATS_(dim, experts) +        \
                                                        MOTET_WINDOWED_FLOATS_(dim, experts, window)))       \
       : MOTET_TOO_MUCH_)
#define MOTET_LEARNER_WORDS(dim, experts, window) (MOTET_LEARNER_BYTES(dim, experts, window) / 8u)

/* The same at run time.
 *
 * returns 0 beyond the bounds */
size_t motet_learner_bytes(uint32_t dim, uint32_t experts, uint32_t window);

/* Makes a learner in `memory` and hands it out as `learner`.
 *
 * shape   memory: `bytes`, at least motet_learner_bytes(dim, experts, window)
 * error   MOTET_BAD_POINTER: `memory` is null or not aligned to 8 bytes; MOTET_BAD_DIM, MOTET_BAD_EXPERTS; MOTET_BAD_SETTING:
 *         also a window beyond its bounds; MOTET_TOO_SMALL. Then `learner` is as it was, and no object is in `memory`
 * cost    the memory is written once; 2.5 KB of stack for the floor plan */
motet_status motet_learner_create(void* memory, size_t bytes, uint32_t dim, uint32_t experts, uint32_t window,
                                  const motet_learner_settings* settings, motet_learner** learner);

/* Forgets the stream and starts anew.
 *
 * error   MOTET_BAD_SETTING */
motet_status motet_learner_reset(motet_learner* learner, const motet_learner_settings* settings);

/* Predicts the target of `x`, before it is learnt. Called again before a target has come, it looks one sample further.
 *
 * shape   x: `length` floats, the learner's dim
 * unit    the user's
 * error   MOTET_WRONG_LENGTH, MOTET_NOT_FINITE, MOTET_OUT_OF_RANGE
 * cost    a prediction of every member; two quantiles of their mixture */
motet_status motet_learner_predict(motet_learner* learner, const float* x, size_t length, motet_forecast* forecast);

/* The central interval that holds the target of `x` with probability `level`, .001 to .999999.
 *
 * error   MOTET_BAD_LEVEL; as predict */
motet_status motet_learner_interval(motet_learner* learner, const float* x, size_t length, float level,
                                    motet_interval* interval);

/* The probability of a target as strange as `y` or stranger: small where something is wrong.
 *
 * error   as predict; `y` not finite or out of range */
motet_status motet_learner_score(motet_learner* learner, const float* x, size_t length, float y, float* p_value);

/* Learns a sample, `elapsed` samples after the one before (learn: 1), and goes on with a fit for work_per_sample steps.
 *
 * error   MOTET_WRONG_LENGTH, MOTET_NOT_FINITE, MOTET_OUT_OF_RANGE: counted, nothing else changed. MOTET_CHANGED is no refusal
 * cost    bounded by dim, experts and the steps */
motet_status motet_learner_learn(motet_learner* learner, const float* x, size_t length, float y);
motet_status motet_learner_learn_after(motet_learner* learner, const float* x, size_t length, float y, float elapsed);

/* Goes on with the fits for at most `budget` elementary steps.
 *
 * error   MOTET_UNFINISHED: a fit is under way, and there is more to do */
motet_status motet_learner_work(motet_learner* learner, uint32_t budget);

/* Puts the state of the learner into `report`. */
motet_status motet_learner_read(const motet_learner* learner, motet_learner_report* report);

/* The weight of a member in the vote; they add up to 1.
 *
 * returns 0 for a member that the learner does not have, and for a pointer that is no learner's */
float motet_learner_weight(const motet_learner* learner, uint32_t member);

/* Bytes of the saved learner.
 *
 * returns 0 beyond the bounds of motet_learner_bytes */
size_t motet_learner_saved_bytes(uint32_t dim, uint32_t experts, uint32_t window);

/* Saves all that the learner has learnt. The bytes are those that motet::Learner<dim, experts, window> saves, on any machine.
 *
 * shape   to: `bytes`, motet_learner_saved_bytes
 * error   MOTET_WRONG_LENGTH: `to` is as it was
 * cost    two table look-ups a byte */
motet_status motet_learner_save(const motet_learner* learner, void* to, size_t bytes);

/* Loads what a learner of the same dim, experts and window has saved. It goes on as that one would, to the bit; a fit that was
 * under way begins anew.
 *
 * shape   from: `bytes`, motet_learner_saved_bytes
 * error   MOTET_WRONG_LENGTH, MOTET_NO_IMAGE, MOTET_DAMAGED, MOTET_OTHER_VERSION, MOTET_OTHER_BOUNDS, MOTET_IMPOSSIBLE: the
 *         learner is as it was
 * cost    two passes over the bytes, no copy of them */
motet_status motet_learner_load(motet_learner* learner, const void* from, size_t bytes);

/* Takes in what `other` has learnt, for fleets: predicts from now on about as one learner that had seen both streams. `into`
 * keeps its settings, but the range, which is the larger of the two, and goes on with its own stream.
 *
 * error   MOTET_SAME_STREAM: `other` is `into`; MOTET_OTHER_BOUNDS: another dim, experts or window. Nothing is changed
 * cost    a sample learnt by each line for each of its coefficients; the kept samples attributed twice a mixture */
motet_status motet_learner_merge(motet_learner* into, const motet_learner* other);

/* ---- a model, for who holds the pieces ---------------------------------------------------------------------------------- */

typedef struct motet_model motet_model;

/* What a model predicts for an input, user's units. */
typedef struct motet_prediction {
  float mean;
  float variance;                       /* within the experts plus between them */
  uint32_t expert;                      /* the most likely one */
  float probability[MOTET_MAX_EXPERTS]; /* of each expert; they add up to 1, and are 0 beyond the last */
} motet_prediction;

/* Bytes of a model of up to `dim` inputs, 1..32, and `experts` experts, 1..8, as those of a learner. */
#define MOTET_MODEL_BYTES(dim, experts)                                                                           \
  (MOTET_LAWFUL_(dim, experts)                                                                                    \
       ? MOTET_WHOLE_WORDS_(MOTET_MODEL_HEAD_ + 4u * ((1u + 2u * (size_t)(experts)) * MOTET_WHOLE_QUADS_(dim) + \
                                                      3u * (size_t)(experts) + 1u))                              \
       : MOTET_TOO_MUCH_)
#define MOTET_MODEL_WORDS(dim, experts) (MOTET_MODEL_BYTES(dim, experts) / 8u)

/* The same at run time; 0 beyond the bounds. */
size_t motet_model_bytes(uint32_t dim, uint32_t experts);

/* Makes a model in `memory`, not fitted yet, and hands it out as `model`.
 *
 * error   as motet_learner_create */
motet_status motet_model_create(void* memory, size_t bytes, uint32_t dim, uint32_t experts, motet_model** model);

/* A model that was fitted elsewhere, user's units: rows of `dim` floats for each of `experts`, one behind the other. */
typedef struct motet_coefficients {
  uint32_t dim, experts;
  const float* slope;          /* experts x dim: units of y per unit of x */
  const float* intercept;      /* experts: units of y, at x = 0 */
  const float* gate_slope;     /* experts x dim: log weight per unit of x; only differences between experts count */
  const float* gate_intercept; /* experts: log weight, at x = 0 */
  const float* sigma;          /* experts: standard deviation of the noise, units of y */
  const float* centre;         /* dim: a point near the mean of the inputs; null: 0 */
} motet_coefficients;

/* Makes `model` that of these coefficients.
 *
 * error   MOTET_BAD_POINTER: a list but `centre` is null; MOTET_BAD_DIM, MOTET_BAD_EXPERTS: none, or more than the model was
 *         made for; MOTET_NOT_FINITE; MOTET_BAD_SETTING: a sigma is not positive; MOTET_OUT_OF_RANGE: a value at the centre, or
 *         a difference of the gate, is not finite. The model is as it was
 * cost    2 experts x dim multiply-adds */
motet_status motet_model_set(motet_model* model, const motet_coefficients* from);

/* The mixture of a learner that has the most weight, of those that see the inputs alone.
 *
 * error   MOTET_OTHER_BOUNDS: the model was made with other dim and experts than the learner; MOTET_NO_MODEL: no mixture has
 *         begun */
motet_status motet_learner_model(const motet_learner* learner, motet_model* model);

/* Mean, variance, gate probabilities and the most likely expert at `x`.
 *
 * shape   x: `length` floats, the model's dim
 * unit    the user's
 * error   MOTET_NO_MODEL, MOTET_WRONG_LENGTH, MOTET_NOT_FINITE, MOTET_OUT_OF_RANGE
 * cost    2 experts x dim multiply-adds, experts exponentials */
motet_status motet_model_predict(const motet_model* model, const float* x, size_t length, motet_prediction* prediction);

/* The central interval that holds the target at `x` with probability `level`, .001 to .999999.
 *
 * error   MOTET_BAD_LEVEL; as predict */
motet_status motet_model_interval(const motet_model* model, const float* x, size_t length, float level,
                                  motet_interval* interval);

/* Inputs and experts of the model; 0 before a fit, and for a pointer that is no model's. */
uint32_t motet_model_dim(const motet_model* model);
uint32_t motet_model_experts(const motet_model* model);

/* The parameters of an expert: the target is intercept + slope'x, +- sigma, with log odds against the last expert of
 * gate_intercept + gate_slope'x.
 *
 * shape   slope, gate_slope: motet_model_dim floats; a null pointer: not wanted
 * unit    user's units of y, a unit of x; natural logarithms
 * error   MOTET_NO_MODEL; MOTET_BAD_EXPERTS: there is no such expert */
motet_status motet_model_line(const motet_model* model, uint32_t expert, float* slope, float* intercept, float* sigma);
motet_status motet_model_gate(const motet_model* model, uint32_t expert, float* gate_slope, float* gate_intercept);

/* ---- an estimator, for who chooses when to fit -------------------------------------------------------------------------- */

typedef struct motet_estimator motet_estimator;

/* Settings, as motet/settings.hpp explains them; dim and experts are those of the object. */
typedef struct motet_settings {
  uint32_t dim;
  uint32_t calibration;
  uint64_t seed;
  float range;
  float memory;
  uint32_t experts;
  bool shared_sigma;
  bool drop_collinear;
  float condition_limit;
  float sigma_start;
  float sigma_floor;
  float gate_ridge;
  float tolerance;
  uint32_t power_starts;
  uint32_t power_iterations;
  uint32_t gate_iterations;
  uint32_t searches;
  uint32_t refine_iterations;
} motet_settings;

/* Writes the defaults: change some of them, then create. */
motet_status motet_settings_default(motet_settings* settings);

/* Bytes of an estimator of up to `dim` inputs, 1..32, `experts` experts, 1..8, and `window` samples kept, 0..16777216. */
#define MOTET_ESTIMATOR_BYTES(dim, experts, window)                                                              \
  (MOTET_LAWFUL_(dim, experts) && (window) <= 16777216                                                           \
       ? MOTET_WHOLE_WORDS_(MOTET_ESTIMATOR_HEAD_ + 4u * ((window) == 0                                          \
                                                              ? (size_t)MOTET_BARE_FLOATS_(dim, experts)         \
                                                              : MOTET_WINDOWED_FLOATS_(dim, experts, window))) \
       : MOTET_TOO_MUCH_)
#define MOTET_ESTIMATOR_WORDS(dim, experts, window) (MOTET_ESTIMATOR_BYTES(dim, experts, window) / 8u)

/* The same at run time; 0 beyond the bounds. */
size_t motet_estimator_bytes(uint32_t dim, uint32_t experts, uint32_t window);

/* Makes an estimator in `memory` and hands it out as `estimator`.
 *
 * error   as motet_learner_create */
motet_status motet_estimator_create(void* memory, size_t bytes, uint32_t dim, uint32_t experts, uint32_t window,
                                    const motet_settings* settings, motet_estimator** estimator);

/* Takes a sample, `elapsed` after the one before (push: 1).
 *
 * shape   x: `length` floats, Settings::dim
 * unit    the user's; elapsed in the unit of memory
 * error   MOTET_WRONG_LENGTH, MOTET_NOT_FINITE, MOTET_OUT_OF_RANGE: counted, nothing else changed
 * cost    fixed by dim */
motet_status motet_estimator_push(motet_estimator* estimator, const float* x, size_t length, float y);
motet_status motet_estimator_push_after(motet_estimator* estimator, const float* x, size_t length, float y, float elapsed);

/* Fits `model` to the stream so far and the samples kept: at once, or begun and then in slices of at most `budget` steps.
 *
 * error   MOTET_OTHER_BOUNDS: the model was made with other dim and experts; MOTET_UNFINISHED: the fit goes on with the next
 *         slice; MOTET_NOT_BEGUN; MOTET_TOO_FEW_SAMPLES, MOTET_CONSTANT_INPUTS, MOTET_CONSTANT_TARGET, MOTET_ILL_CONDITIONED,
 *         MOTET_WINDOW_NEEDED, MOTET_NO_GATE, MOTET_NO_FIT: `model` and the stream are as they were
 * cost    every loop has a ceiling from the settings
 * source  [MOKV19]; the second start: [L92] */
motet_status motet_estimator_fit(motet_estimator* estimator, motet_model* model);
motet_status motet_estimator_begin_fit(motet_estimator* estimator);
motet_status motet_estimator_step_fit(motet_estimator* estimator, uint32_t budget, motet_model* model);

/* The same without a window: one expert, or two with their gate, from the moments alone.
 *
 * error   as fit; MOTET_BAD_SETTING: the estimator keeps a window */
motet_status motet_estimator_fit_moments(motet_estimator* estimator, motet_model* model);

#ifdef __cplusplus
}
#endif

/* NOLINTEND(readability-identifier-naming) */

#endif
