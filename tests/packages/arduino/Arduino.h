// SPDX-License-Identifier: MIT
#pragma once

// What a core of Arduino gives a sketch, on an emulated board: a serial port on the host's console, pins that read a made-up
// plant, and the macros that such a core defines before it includes a library.

#include <cstdint>

#define HIGH 1
#define LOW 0
#define INPUT 0
#define OUTPUT 1
#define CHANGE 2
#define DEFAULT 1
#define EXTERNAL 0
#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define TWO_PI 6.283185307179586476925286766559
#define DEG_TO_RAD 0.017453292519943295769236907684886
#define EULER 2.718281828459045235360287471352
#define B0 0
#define B1 1
#define F(text) (text)
#define bit(b) (1UL << (b))
#define bitRead(value, bit) (((value) >> (bit)) & 0x01)
#define constrain(x, low, high) ((x) < (low) ? (low) : ((x) > (high) ? (high) : (x)))
#define degrees(x) ((x)*57.29578)
#define radians(x) ((x)*DEG_TO_RAD)
#define lowByte(w) ((std::uint8_t)((w)&0xff))
#define sq(x) ((x) * (x))
#define interrupts()
#define noInterrupts()

enum : std::uint8_t { A0, A1, A2 };

int analogRead(std::uint8_t pin);
void delay(std::uint32_t milliseconds);

/// Prints floats as their bits, so that a difference in the last place shows.
struct SerialPort {
  void begin(std::uint32_t baud);
  void print(const char* text);
  void print(char letter);
  void print(float value, int digits = 2);
  void println(const char* text);
  void println(float value, int digits = 2);
};
extern SerialPort Serial;

void setup();
void loop();
