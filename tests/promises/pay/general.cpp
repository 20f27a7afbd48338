// SPDX-License-Identifier: MIT
// As the program that is weighed, but it also fits a general model: what the others must not have.

#include "motet/estimator.hpp"
#include "motet/general_model.hpp"

namespace {

motet::Estimator<8, 3, 64> estimator;
volatile float sensor[9];

}  // namespace

int main() {
  motet::GeneralModel<8, 3> model(motet::make_tree(3, motet::sigmoid()));
  motet::Prediction<3> prediction;
  float x[8];
  for (int j = 0; j < 8; ++j) x[j] = sensor[j];
  const bool good = estimator.push(x, sensor[8]) == motet::Status::ok && estimator.fit(model) == motet::Status::ok &&
                    model.predict(x, prediction) == motet::Status::ok;
  return good ? 0 : 1;
}
