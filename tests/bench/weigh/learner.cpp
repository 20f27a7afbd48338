// SPDX-License-Identifier: MIT
// The same in C++ (see learner.c).

#include "motet/learner.hpp"

namespace {

constinit motet::Learner<8, 3, 64> learner(motet::zeroed);
volatile float sensor[9];

}  // namespace

int main() {
  motet::Forecast forecast;
  float x[8];
  for (int j = 0; j < 8; ++j) x[j] = sensor[j];
  return learner.reset({}) == motet::Status::ok && learner.predict(x, forecast) == motet::Status::ok &&
                 learner.learn(x, sensor[8]) == motet::Status::ok
             ? 0
             : 1;
}
