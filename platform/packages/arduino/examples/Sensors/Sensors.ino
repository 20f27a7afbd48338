// SPDX-License-Identifier: MIT
// Forecasts what A0 reads from A1 and A2, ten times a second, and says so if a reading is strange.
#include <motet.h>

motet::Learner<2> learner;

void setup() { Serial.begin(115200); }

void loop() {
  const float x[2] = {static_cast<float>(analogRead(A1)), static_cast<float>(analogRead(A2))};
  const float y = static_cast<float>(analogRead(A0));

  motet::Forecast forecast;
  if (learner.predict(x, forecast) != motet::Status::ok) return;
  Serial.print(forecast.mean);
  Serial.print(' ');
  Serial.println(y);

  const motet::Status status = learner.learn(x, y);
  if (status == motet::Status::changed) {
    Serial.println("A0 is no longer what it was");
  } else if (status != motet::Status::ok) {
    Serial.println(motet::describe(status));
  } else if (learner.p_value() < 1e-4f) {
    Serial.println("a strange reading");
  }
  delay(100);
}
