// SPDX-License-Identifier: MIT
// Columns as floats, each less its origin: nothing is lost that a double holds, or the column is named.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "csv/floats.hpp"
#include "examples/csv.hpp"

namespace {

struct Held {
  std::vector<std::vector<float>> rows;
  std::vector<double> origins;
  std::string complaint;
};

/// Rows of an input and a target, `write(i)` each, as floats.
Held hold(std::size_t rows, const std::function<std::string(std::size_t)>& write, Floats::From from = Floats::From::origin) {
  std::string bytes = "x,y\n";
  for (std::size_t i = 0; i < rows; ++i) bytes += write(i) + '\n';
  const TemporaryFile file("floats.csv.tmp", bytes);
  CsvOptions options;
  options.file = file.name();
  CsvReader reader(options, 1, [](const std::string&) {});
  Floats floats(reader, from);
  Held held;
  CsvRow row;
  while (reader.read(row) == CsvReader::Read::row) held.rows.push_back(floats.hold(row));
  held.origins = floats.origins();
  held.complaint = floats.complain();
  return held;
}

/// A column that moves by `step` a row about a wave, `shift` away from zero.
std::function<std::string(std::size_t)> wave(double shift, double step) {
  return [=](std::size_t i) {
    const double x = step * (static_cast<double>(i) + std::round(100.0 * std::sin(0.1 * static_cast<double>(i))));
    return number(shift + x, 17) + ',' + std::to_string(i % 7);
  };
}

}  // namespace

TEST_CASE("a shifted column gives the floats of the unshifted one: Unix time, Julian days, latitudes, kelvin, nanoseconds") {
  struct Shift {
    double shift;
    double step;
  };
  for (const auto& [shift, step] : {Shift{1700000000.0, 1.0},
                                    {1700000000.0, 0.25},
                                    {2460000.5, 0.03125},
                                    {48.0, 0x1p-20},
                                    {-122.0, 0x1p-18},
                                    {273.15, 0.01},
                                    {101325.0, 0.5},
                                    {1.7e18, 1024.0}}) {
    CAPTURE(shift);
    const Held plain = hold(500, wave(0.0, step));
    const Held shifted = hold(500, wave(shift, step));
    CHECK(shifted.complaint == "");
    REQUIRE(shifted.rows.size() == 500);
    CHECK(std::fabs(shifted.origins[0] - plain.origins[0] - shift) <= 1e-12 * std::fabs(shift));
    double worst = 0.0;
    for (std::size_t i = 0; i < 500; ++i) {
      worst = std::max(worst, static_cast<double>(std::fabs(shifted.rows[i][0] - plain.rows[i][0])));
      CHECK(shifted.rows[i][1] == plain.rows[i][1]);
    }
    CHECK(worst <= 1e-6 * 100.0 * step);
  }
}

TEST_CASE("the origin is a number like the others, though the first rows are wild") {
  const Held held = hold(500, [](std::size_t i) {
    return (i < 7 ? "0," : number(48.0 + 1e-6 * static_cast<double>(i), 12) + ',') + std::to_string(i % 7);
  });
  CHECK(std::fabs(held.origins[0] - 48.0) < 1e-3);
  CHECK(held.complaint == "");
}

TEST_CASE("names a column that floats cannot hold") {
  // A receiver that says 0 until it knows where it is: floats near 48 lie 4e-6 apart.
  const auto late = [](std::size_t i) {
    return (i < 9 ? "0," : number(48.0 + 1e-6 * static_cast<double>(i % 50), 12) + ',') + std::to_string(i % 7);
  };
  CHECK(hold(500, late).complaint.starts_with("floats cannot hold column 'x' (to 1"));
  CHECK(hold(500, late).complaint.ends_with("): subtract a constant from it, or mend its wild values"));
  // Doubles lie 256 apart there: what was written is lost before it can be subtracted.
  CHECK(hold(500, wave(1.7e18, 1.0)).complaint.starts_with("floats cannot hold column 'x' (to "));
  // In the file's own numbers nothing is subtracted.
  CHECK(hold(500, wave(1700000000.0, 1.0), Floats::From::zero).complaint.starts_with("floats cannot hold column 'x' (to "));
  CHECK(hold(500, wave(1700000000.0, 1.0)).complaint == "");
}

TEST_CASE("a column that is missing in the first rows has its first number for an origin") {
  const Held held = hold(100, [](std::size_t i) {
    return (i < 50 ? "NA," : number(1.7e9 + static_cast<double>(i), 12) + ',') + std::to_string(i % 7);
  });
  CHECK(held.origins[0] == 1.7e9 + 50.0);
}
