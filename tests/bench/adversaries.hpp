// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "support/csv.hpp"
#include "support/random.hpp"

// Streams to measure an adapter on: logs, and what plants do that no theory foresees.

namespace motet::bench {

struct Stream {
  std::string name;
  std::size_t inputs = 0, count = 0;
  std::vector<float> x;
  std::vector<double> y;
  double deviation = 0.0;  ///< of y

  [[nodiscard]] std::size_t dim() const { return inputs; }
  [[nodiscard]] std::span<const float> row(std::size_t t) const { return {x.data() + t * inputs, inputs}; }
  [[nodiscard]] double target(std::size_t t) const { return y[t]; }

  void add(std::span<const double> inputs_now, double target) {
    for (const double each : inputs_now) x.push_back(static_cast<float>(each));
    y.push_back(static_cast<double>(static_cast<float>(target)));
    ++count;
  }
  void finish() {
    double sum = 0.0, squares = 0.0;
    for (const double each : y) sum += each;
    for (const double each : y) squares += std::pow(each - sum / static_cast<double>(count), 2);
    deviation = std::sqrt(squares / static_cast<double>(count));
  }
};

/// Every CSV in `folder`, at most `rows` rows of each.
inline void read_streams(const std::string& folder, std::size_t rows, std::vector<Stream>& streams) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".csv") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    const support::Table table = support::read_csv(path.string());
    Stream stream{path.stem().string(), table.columns - 1, 0, {}, {}, 0.0};
    for (std::size_t t = 0; t < std::min(table.rows, rows); ++t) {
      const double* row = table.values.data() + t * table.columns;
      stream.add({row, stream.inputs}, row[stream.inputs]);
    }
    stream.finish();
    streams.push_back(stream);
  }
}

/// A plain plant of `inputs` inputs, told what to do at each sample: `shape` changes the inputs, `target` says y of them.
template <class Shape, class Target>
[[nodiscard]] Stream make_stream(const char* name, std::size_t inputs, std::size_t count, Shape shape, Target target) {
  support::Random random(11);
  Stream stream{name, inputs, 0, {}, {}, 0.0};
  std::vector<double> z(inputs);
  for (std::size_t t = 0; t < count; ++t) {
    for (double& each : z) each = random.normal();
    shape(t, random, z);
    stream.add(z, target(t, random, z));
  }
  stream.finish();
  return stream;
}

[[nodiscard]] inline double plain_target(std::size_t, support::Random& random, const std::vector<double>& z) {
  double sum = 3.0;
  for (std::size_t j = 0; j < z.size(); ++j) sum += (j % 2 ? -0.7 : 1.0) * z[j];
  return sum + 0.1 * random.normal();
}

[[nodiscard]] inline std::vector<Stream> make_adversaries() {
  using support::Random;
  using Row = std::vector<double>;
  const auto as_it_is = [](std::size_t, Random&, Row&) {};
  std::vector<Stream> all;
  all.push_back(make_stream("plain", 6, 4000, as_it_is, plain_target));
  all.push_back(make_stream(
      "steps", 6, 4000,
      [](std::size_t t, Random&, Row& z) {
        for (std::size_t j = 0; j < z.size(); ++j) z[j] = (t / (40 + 13 * j)) % 2 ? 1.0 : -1.0;
      },
      plain_target));
  all.push_back(make_stream(
      "ramps", 4, 4000,
      [](std::size_t t, Random&, Row& z) {
        for (std::size_t j = 0; j < z.size(); ++j) z[j] = 0.01 * static_cast<double>(t % (300 + 70 * j)) + 0.01 * z[j];
      },
      plain_target));
  all.push_back(make_stream(
      "rank-deficient stretches", 5, 4000,
      [](std::size_t t, Random&, Row& z) {
        if (t / 500 % 2) z[1] = z[0], z[3] = 2.0 * z[2] - z[0];
      },
      plain_target));
  all.push_back(make_stream(
      "idle stretches", 5, 6000,
      [](std::size_t t, Random&, Row& z) {
        if (t / 700 % 2) z.assign(z.size(), 0.5);
      },
      plain_target));
  all.push_back(make_stream(
      "idle noise stretches", 5, 6000,
      [](std::size_t t, Random&, Row& z) {
        if (t / 700 % 2)
          for (double& each : z) each *= 1e-3;
      },
      plain_target));
  all.push_back(make_stream(
      "heavy tails", 5, 6000,
      [](std::size_t, Random& random, Row& z) {
        const double scale = 1.0 / std::sqrt(random.uniform() + 1e-4);
        for (double& each : z) each *= scale;
      },
      [](std::size_t t, Random& random, const Row& z) {
        return plain_target(t, random, z) + 0.3 * random.normal() / std::sqrt(random.uniform() + 1e-4);
      }));
  all.push_back(make_stream(
      "integers", 4, 4000,
      [](std::size_t, Random& random, Row& z) {
        for (double& each : z) each = static_cast<double>(random.below(4));
      },
      plain_target));
  all.push_back(make_stream(
      "one-hot", 6, 4000,
      [](std::size_t, Random& random, Row& z) {
        z.assign(z.size(), 0.0);
        z[random.below(static_cast<std::uint32_t>(z.size()))] = 1.0;
      },
      plain_target));
  all.push_back(make_stream(
      "rare one-hot", 6, 4000,
      [](std::size_t, Random& random, Row& z) {
        z.assign(z.size(), 0.0);
        z[random.uniform() < 0.95 ? 0 : random.below(static_cast<std::uint32_t>(z.size()))] = 1.0;
      },
      plain_target));
  all.push_back(make_stream(
      "fourteen slow", 14, 3000,
      [memory = Row(14)](std::size_t, Random&, Row& z) mutable {
        for (std::size_t j = 0; j < z.size(); ++j) z[j] = memory[j] = 0.98 * memory[j] + 0.2 * z[j];
      },
      plain_target));
  all.push_back(make_stream("jumps of the plant", 4, 6000, as_it_is, [](std::size_t t, Random& random, const Row& z) {
    return (t / 1500 % 2 ? -1.0 : 1.0) * plain_target(t, random, z);
  }));
  for (const double apart : {1e-1, 1e-2, 1e-3, 1e-4}) {
    static std::string names[4];
    static int used = 0;
    std::string& name = names[used++ % 4];
    name = "near-duplicates " + std::to_string(apart).substr(0, 6);
    all.push_back(make_stream(
        name.c_str(), 3, 4000, [apart](std::size_t, Random&, Row& z) { z[1] = z[0] + apart * z[1]; },
        [apart](std::size_t, Random& random, const Row& z) { return (z[1] - z[0]) / apart + z[2] + 0.05 * random.normal(); }));
  }
  all.push_back(make_stream(
      "powers in kelvin", 3, 4000,
      [](std::size_t, Random& random, Row& z) {
        const double kelvin = 293.0 + 10.0 * random.normal();
        z = {kelvin, kelvin * kelvin, kelvin * kelvin * kelvin};
      },
      [](std::size_t, Random& random, const Row& z) {
        const double warm = (z[0] - 293.0) / 10.0;
        return 1.0 + warm - 0.6 * warm * warm + 0.2 * warm * warm * warm + 0.01 * random.normal();
      }));
  all.push_back(make_stream(
      "lags", 4, 6000,
      [slow = Row(4)](std::size_t, Random&, Row& z) mutable {
        std::rotate(slow.rbegin(), slow.rbegin() + 1, slow.rend());
        slow[0] = 0.99 * slow[1] + 0.01 * z[0];
        z = slow;
      },
      [](std::size_t, Random& random, const Row& z) { return 20.0 * (1.9 * z[0] - 0.92 * z[1]) + 0.01 * random.normal(); }));
  all.push_back(make_stream("two regimes", 4, 6000, as_it_is, [](std::size_t t, Random& random, const Row& z) {
    return z[0] > 0.0 ? plain_target(t, random, z) : 1.0 - 2.0 * z[1] + 0.1 * random.normal();
  }));
  return all;
}

}  // namespace motet::bench
