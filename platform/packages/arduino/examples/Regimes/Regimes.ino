// SPDX-License-Identifier: MIT
// Learns a plant with two regimes, and prints every hundredth forecast beside what came. The plant is made up here: no wires.
#include <motet.h>

motet::Learner<2> learner;

uint32_t state = 1;
uint32_t samples = 0;

// From -1 to 1.
float uniform() {
  state = state * 1664525u + 1013904223u;
  return static_cast<float>(state >> 16) / 32768.0f - 1.0f;
}

void setup() { Serial.begin(115200); }

void loop() {
  const float x[2] = {uniform(), uniform()};
  const float y = (x[0] > 0.0f ? 3.0f * x[0] + x[1] : 1.0f - 2.0f * x[1]) + 0.05f * uniform();

  motet::Forecast forecast;
  if (learner.predict(x, forecast) == motet::Status::ok && ++samples % 100 == 0) {
    Serial.print(forecast.lower, 3);
    Serial.print(" to ");
    Serial.print(forecast.upper, 3);
    Serial.print(": ");
    Serial.println(y, 3);
  }
  if (learner.learn(x, y) == motet::Status::changed) Serial.println("the plant has changed");
}
