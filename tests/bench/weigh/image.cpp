// SPDX-License-Identifier: MIT
// The whole of push, fit and predict and nothing else: what is weighed.

#include "motet/estimator.hpp"

namespace {

motet::Estimator<8, 3, 64> estimator;
motet::Model<8, 3> model;
motet::Prediction<3> prediction;
volatile float sensor[9];

}  // namespace

int main() {
  float x[8];
  for (int j = 0; j < 8; ++j) x[j] = sensor[j];
  const bool good = estimator.push(x, sensor[8]) == motet::Status::ok && estimator.fit(model) == motet::Status::ok &&
                    model.predict(x, prediction) == motet::Status::ok;
  return good ? 0 : 1;
}
