// SPDX-License-Identifier: MIT
#include "motet/learner.hpp"
#include "program.h"

namespace {

constinit motet::Learner<5, 3, 64> learner(motet::zeroed);
constinit motet::Estimator<5, 3, 64> estimator(motet::zeroed);
constinit motet::Model<5, 3> model;

}  // namespace

uint32_t digest_of_reference() {
  using motet::Status;
  std::uint32_t digest = 2166136261u;
  float x[5];
  if (learner.reset({}) != Status::ok || estimator.reset({}) != Status::ok) return 0;
  start_stream();
  for (int t = 0; t < samples; ++t) {
    const float y = draw(x);
    motet::Forecast forecast;
    if (learner.predict(x, forecast) != Status::ok) return 0;
    digest = mix(mix(mix(digest, forecast.mean), forecast.lower), forecast.upper);
    const Status status = learner.learn(x, y);
    if (status != Status::ok && status != Status::changed) return 0;
  }
  start_stream();
  for (int t = 0; t < samples; ++t) {
    const float y = draw(x);
    if (estimator.push(x, y) != Status::ok) return 0;
  }
  motet::Prediction<3> prediction;
  if (estimator.fit(model) != Status::ok || model.predict(x, prediction) != Status::ok) return 0;
  return mix(mix(digest, prediction.mean), prediction.variance);
}
