// SPDX-License-Identifier: MIT
#include <cstdio>

#include "motet/estimator.hpp"
#include "motet/model.hpp"

// Learns y = 2 x - 1 and asks for it.
int main() {
  motet::Estimator<1, 1, 0> estimator;
  motet::Model<1, 1> model;
  for (int t = 0; t < 200; ++t) {
    const float x[] = {static_cast<float>(t % 17)};
    const float noise = 0.01f * static_cast<float>(t % 3 - 1);
    if (estimator.push(x, 2.0f * x[0] - 1.0f + noise) != motet::Status::ok) return 1;
  }
  motet::Prediction<1> prediction;
  const float x[] = {5.0f};
  const motet::Status fitted = estimator.fit(model);
  const motet::Status predicted = model.predict(x, prediction);
  const float error = prediction.mean - 9.0f;
  std::printf("%s, %s, %g\n", motet::describe(fitted), motet::describe(predicted), static_cast<double>(prediction.mean));
  return error < 0.01f && error > -0.01f ? 0 : 1;
}
