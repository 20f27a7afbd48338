// SPDX-License-Identifier: MIT
#include "exported/plant.hpp"

extern "C" int predict_by_motet(const float* x, float* mean, float* variance, int* regime) {
  const motet::Model<5, 3> model = make_plant<5, 3>();
  motet::Prediction<3> prediction;
  if (model.predict({x, 5}, prediction) != motet::Status::ok) return 0;
  *mean = prediction.mean;
  *variance = prediction.variance;
  *regime = static_cast<int>(prediction.expert);
  return 1;
}
