// SPDX-License-Identifier: MIT
// The core under the sketch SKETCH, whose loop runs LOOPS times.

#include "Arduino.h"
#include "board.hpp"

SerialPort Serial;

namespace {

std::uint32_t reading = 1;

}  // namespace

// A0 follows A1 or A2, whichever half of the scale A1 lies in.
int analogRead(std::uint8_t pin) {
  static int pins[3];
  if (pin == A1) {
    for (int& value : pins) {
      reading = reading * 1664525u + 1013904223u;
      value = static_cast<int>(reading >> 22);
    }
    pins[A0] = (pins[A1] > 511 ? pins[A1] : pins[A2]) + (pins[A0] >> 6);
  }
  return pins[pin];
}

void delay(std::uint32_t) {}

void SerialPort::begin(std::uint32_t) {}
void SerialPort::print(const char* text) { board::print(text); }
void SerialPort::print(char letter) {
  const char text[2] = {letter, '\0'};
  board::print(text);
}
void SerialPort::print(float value, int) {
  char text[9];
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  for (int i = 0; i < 8; ++i) text[i] = "0123456789abcdef"[(bits >> (28 - 4 * i)) & 15u];
  text[8] = '\0';
  board::print(text);
}
void SerialPort::println(const char* text) {
  print(text);
  print("\n");
}
void SerialPort::println(float value, int digits) {
  print(value, digits);
  print("\n");
}

int board::read_arguments(char**, int) { return 0; }

int main() {
  setup();
  for (int i = 0; i < LOOPS; ++i) loop();
  return 0;
}

#include SKETCH
