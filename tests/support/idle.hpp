// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "motet/model.hpp"
#include "support/random.hpp"

// Streams of a plant that rests for a while before it moves.

namespace motet::support {

enum class Idle : std::uint8_t { constant, zeros, noise, outlier, step, one_input, target, one_live, two_spells };

struct IdleForm {
  const char* name;
  Idle kind;
  double noise;  ///< of the later deviations
};

inline constexpr std::array<IdleForm, 13> idle_forms = {{
    {"constant", Idle::constant, 0.0},
    {"zeros", Idle::zeros, 0.0},
    {"noise of 1e-2", Idle::noise, 1e-2},
    {"noise of 1e-3", Idle::noise, 1e-3},
    {"noise of 1e-4", Idle::noise, 1e-4},
    {"noise of 1e-5", Idle::noise, 1e-5},
    {"noise of 1e-6", Idle::noise, 1e-6},
    {"one outlier", Idle::outlier, 1e-4},
    {"one step", Idle::step, 0.0},
    {"one input idle", Idle::one_input, 0.0},
    {"target idle", Idle::target, 0.0},
    {"one live sample", Idle::one_live, 1e-4},
    {"two spells", Idle::two_spells, 1e-4},
}};

/// Three inputs of different sizes; a target of one line, or of two that a gate on the first input parts.
struct IdleStream {
  std::uint32_t experts;
  std::vector<float> x;
  std::vector<float> y;
  std::vector<bool> live;

  static constexpr double centre[3] = {2048.0, -1000.0, 0.5};
  static constexpr double size[3] = {600.0, 50.0, 0.02};

  IdleStream(const IdleForm& form, std::uint32_t lines, std::size_t rest, std::size_t moving, std::uint64_t seed)
      : experts(lines) {
    Random random(seed);
    for (std::size_t s = 0; s < rest; ++s) {
      if (form.kind == Idle::two_spells && s == rest / 2) {
        for (int k = 0; k < 40; ++k) add_live(random);
      }
      add_rest(form, s, rest, random);
    }
    for (std::size_t s = 0; s < moving; ++s) add_live(random);
  }

  [[nodiscard]] std::size_t count() const { return y.size(); }
  [[nodiscard]] std::span<const float> row(std::size_t s) const { return {x.data() + 3 * s, 3}; }
  /// The first sample that is not of the rest.
  [[nodiscard]] std::size_t first_live() const {
    std::size_t s = 0;
    while (!live[s]) ++s;
    return s;
  }

  /// The mean of the target at u, in deviations of the inputs.
  [[nodiscard]] double truth(const double* u) const {
    const double first = 3.0 + u[0] - 2.0 * u[1] + 1.5 * u[2];
    if (experts == 1) return first;
    const double second = -3.0 - u[0] + 0.5 * u[1] - 2.0 * u[2];
    const double gate = 1.0 / (1.0 + std::exp(-4.0 * u[0]));
    return gate * first + (1.0 - gate) * second;
  }

  /// Root mean squared error of a model's mean against the truth, over new inputs.
  template <std::size_t Dim, std::size_t Experts>
  [[nodiscard]] double measure(const Model<Dim, Experts>& model) const {
    Random random(4711);
    double sum = 0.0;
    constexpr int points = 4000;
    for (int s = 0; s < points; ++s) {
      double u[3];
      float at[3];
      draw(random, u, at);
      Prediction<Experts> prediction;
      if (model.predict(at, prediction) != Status::ok) return 1e30;
      const double off = static_cast<double>(prediction.mean) - truth(u);
      sum += off * off / points;
    }
    return std::sqrt(sum);
  }

 private:
  static void draw(Random& random, double* u, float* at) {
    for (int j = 0; j < 3; ++j) {
      u[j] = random.normal();
      at[j] = static_cast<float>(centre[j] + size[j] * u[j]);
    }
  }

  /// A sample of the two lines, or of the one.
  [[nodiscard]] double draw_target(const double* u, Random& random) const {
    const double first = 3.0 + u[0] - 2.0 * u[1] + 1.5 * u[2];
    const double second = -3.0 - u[0] + 0.5 * u[1] - 2.0 * u[2];
    const bool one = experts == 1 || random.uniform() < 1.0 / (1.0 + std::exp(-4.0 * u[0]));
    return (one ? first : second) + 0.1 * random.normal();
  }

  void add(const float* at, double target, bool moves) {
    x.insert(x.end(), at, at + 3);
    y.push_back(static_cast<float>(target));
    live.push_back(moves);
  }

  void add_live(Random& random) {
    double u[3];
    float at[3];
    draw(random, u, at);
    add(at, draw_target(u, random), true);
  }

  void add_rest(const IdleForm& form, std::size_t s, std::size_t rest, Random& random) {
    double u[3];
    float at[3];
    draw(random, u, at);
    const double target = draw_target(u, random);
    if (form.kind == Idle::target) return add(at, 0.0, false);
    if (form.kind == Idle::one_input) {
      u[1] = -0.7;
      at[1] = static_cast<float>(centre[1] + size[1] * u[1]);
      return add(at, draw_target(u, random), false);
    }
    if (form.kind == Idle::one_live && s == 30) return add(at, target, false);
    const bool outlier = form.kind == Idle::outlier && s == 30;
    for (int j = 0; j < 3; ++j) {
      const double level = form.kind == Idle::zeros                      ? -centre[j] / size[j]
                           : form.kind == Idle::step && 3 * s > 2 * rest ? 0.9
                                                                         : -1.3;
      u[j] = outlier ? 10.0 : level + form.noise * random.normal();
      at[j] = static_cast<float>(centre[j] + size[j] * u[j]);
    }
    // At rest the target says nothing of the lines, but where the rest comes back.
    const double still = form.kind == Idle::zeros ? 0.0 : 0.5 + form.noise * random.normal();
    add(at, form.kind == Idle::two_spells ? draw_target(u, random) : outlier ? -40.0 : still, false);
  }
};

}  // namespace motet::support
