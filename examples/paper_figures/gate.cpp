// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "study.hpp"
#include "support/dense.hpp"
#include "support/general.hpp"
#include "text.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr std::uint32_t dim = 3;
constexpr double levels[] = {0.01, 0.05, 0.1, 0.2, 0.5, 1.0};
constexpr std::size_t level_count = std::size(levels);

struct Kind {
  const char* name;
  Activation activation;
  double reference[level_count];  ///< of the method's notes, +-.01; 0: none
};

const Kind kinds[] = {{"linear", linear(), {0.012, 0.063, 0.125, 0.239, 0.526, 0.777}},
                      {"sigmoid", sigmoid(), {0.069, 0.319, 0.547, 0.785, 0.950, 0.987}},
                      {"tanh", hyperbolic_tangent(), {}},
                      {"ReLU", rectifier(), {0.418, 0.455, 0.501, 0.579, 0.759, 0.907}},
                      {"leaky ReLU, .01", leaky_rectifier(0.01f), {}}};
constexpr std::size_t kind_count = std::size(kinds);

/// Samples of two experts along axes 0 and 1 behind a gate along axis 2; of each only how much y speaks for the first.
struct Scene {
  std::vector<double> x;      ///< count x dim
  std::vector<double> prize;  ///< log N(y | first) - log N(y | second)
  std::size_t count;

  Scene(const Activation& g, double sigma, std::size_t samples, Random& random)
      : x(samples * dim), prize(samples), count(samples) {
    for (std::size_t t = 0; t < samples; ++t) {
      double* at = &x[t * dim];
      for (std::uint32_t j = 0; j < dim; ++j) at[j] = random.normal();
      const bool first = random.uniform() < 1.0 / (1.0 + std::exp(-at[2]));
      const double y = bend(g, first ? at[0] : at[1]) + sigma * random.normal();
      const double a = (y - bend(g, at[0])) / sigma, b = (y - bend(g, at[1])) / sigma;
      prize[t] = 0.5 * (b * b - a * a);
    }
  }
};

using Vector = std::vector<double>;

[[nodiscard]] double logistic(double score) { return 1.0 / (1.0 + std::exp(-score)); }

/// sum weight_t x_t x_t'
template <class Weight>
[[nodiscard]] Symmetric gather(const Scene& scene, const Weight& weight) {
  Symmetric sum(dim);
  for (std::size_t t = 0; t < scene.count; ++t) {
    const double* x = &scene.x[t * dim];
    const double w = weight(t);
    for (std::uint32_t i = 0; i < dim; ++i) {
      for (std::uint32_t j = 0; j < dim; ++j) sum(i, j) += w * x[i] * x[j];
    }
  }
  return sum;
}

/// One iteration of EM for the gate, its M-step by Newton to the end.
[[nodiscard]] Vector iterate(const Scene& scene, const Vector& before) {
  Vector responsibility(scene.count);
  for (std::size_t t = 0; t < scene.count; ++t) {
    responsibility[t] = logistic(dot(before.data(), &scene.x[t * dim], dim) + scene.prize[t]);
  }
  Vector gate = before;
  for (int step = 0; step < 3; ++step) {
    Vector gradient(dim), prior(scene.count);
    for (std::size_t t = 0; t < scene.count; ++t) {
      prior[t] = logistic(dot(gate.data(), &scene.x[t * dim], dim));
      for (std::uint32_t j = 0; j < dim; ++j) gradient[j] += (responsibility[t] - prior[t]) * scene.x[t * dim + j];
    }
    const Symmetric curvature = gather(scene, [&](std::size_t t) { return prior[t] * (1.0 - prior[t]); });
    const Vector move = solve_definite(curvature, gradient, 1e-9);
    for (std::uint32_t j = 0; j < dim; ++j) gate[j] += move[j];
  }
  return gate;
}

/// Where EM ends: the maximum of the likelihood over the gate, by Newton.
[[nodiscard]] Vector find_end(const Scene& scene) {
  Vector gate = {0.0, 0.0, 1.0};
  for (int step = 0; step < 12; ++step) {
    Vector gradient(dim), information(scene.count);
    for (std::size_t t = 0; t < scene.count; ++t) {
      const double score = dot(gate.data(), &scene.x[t * dim], dim);
      const double p = logistic(score), r = logistic(score + scene.prize[t]);
      information[t] = p * (1.0 - p) - r * (1.0 - r);
      for (std::uint32_t j = 0; j < dim; ++j) gradient[j] += (r - p) * scene.x[t * dim + j];
    }
    const Vector move = solve_definite(gather(scene, [&](std::size_t t) { return information[t]; }), gradient, 1e-9);
    for (std::uint32_t j = 0; j < dim; ++j) gate[j] += move[j];
  }
  return gate;
}

/// The rate that EM shows: what an iteration leaves of a small error, the one that it leaves most of.
[[nodiscard]] double measure_rate(const Scene& scene) {
  const Vector end = find_end(scene);
  Vector error = {0.3, -0.5, 0.7};
  double rate = 0.0;
  for (int pass = 0; pass < 30; ++pass) {
    set_norm(error.data(), dim, 1e-3);
    Vector gate = end;
    for (std::uint32_t j = 0; j < dim; ++j) gate[j] += error[j];
    gate = iterate(scene, gate);
    for (std::uint32_t j = 0; j < dim; ++j) error[j] = gate[j] - end[j];
    rate = 1e3 * std::sqrt(dot(error.data(), error.data(), dim));
  }
  return rate;
}

/// The rate that theory gives at the true gate: the largest eigenvalue of E[p (1 - p) x x']^-1 E[r (1 - r) x x'], the share of
/// information that is missing.
[[nodiscard]] double predict_rate(const Scene& scene) {
  const auto prior = [&](std::size_t t) {
    const double p = logistic(scene.x[t * dim + 2]);
    return p * (1.0 - p);
  };
  const auto posterior = [&](std::size_t t) {
    const double r = logistic(scene.x[t * dim + 2] + scene.prize[t]);
    return r * (1.0 - r);
  };
  const Symmetric complete = gather(scene, prior);
  Symmetric missing = gather(scene, posterior);
  Vector v = {0.3, -0.5, 0.7};
  double rate = 0.0;
  for (int pass = 0; pass < 300; ++pass) {
    Vector image(dim);
    for (std::uint32_t i = 0; i < dim; ++i) image[i] = dot(&missing(i, 0), v.data(), dim);
    v = solve_definite(complete, image, 1e-9);
    rate = std::sqrt(dot(v.data(), v.data(), dim));
    set_norm(v.data(), dim, 1.0);
  }
  return rate;
}

struct Rates {
  double measured, predicted;
};

}  // namespace

Study study_gate(bool quick, const Runner& run) {
  const std::size_t samples = quick ? 40000 : 200000;
  std::vector<Rates> rates(kind_count * level_count);
  run("rate of the gate's EM", rates.size(), [&](std::size_t i) {
    Random random(3000 + i);
    const Scene scene(kinds[i / level_count].activation, levels[i % level_count], samples, random);
    const Scene other(kinds[i / level_count].activation, levels[i % level_count], samples, random);
    rates[i] = {measure_rate(scene), predict_rate(other)};
  });

  Panel panel{"", {"noise of y, sigma", true}, {"rate: error left after an iteration", false, -0.03, 1.03}};
  double apart = 0.0, off = 0.0, highest = 0.0;
  bool rising = true, vanishing = true;
  for (std::size_t kind = 0; kind < kind_count; ++kind) {
    Series measured{kinds[kind].name, kind}, predicted{kinds[kind].name, kind, {}, false, true};
    for (std::size_t level = 0; level < level_count; ++level) {
      const Rates& rate = rates[kind * level_count + level];
      measured.values.push_back({levels[level], rate.measured, rate.measured, rate.measured});
      predicted.values.push_back({levels[level], rate.predicted, rate.predicted, rate.predicted});
      apart = std::max(apart, std::fabs(rate.measured - rate.predicted));
      highest = std::max(highest, rate.measured);
      const double reference = kinds[kind].reference[level];
      if (reference > 0.0) off = std::max(off, std::fabs(rate.predicted - reference));
      rising = rising && (level == 0 || rate.predicted > rates[kind * level_count + level - 1].predicted);
    }
    const bool rectified = kinds[kind].activation == rectifier() || kinds[kind].activation == leaky_rectifier(0.01f);
    vanishing = vanishing && (rectified || rates[kind * level_count].predicted < 0.1);
    panel.series.push_back(measured);
    panel.series.push_back(predicted);
  }
  Figure figure{"gate_rate",
                "How fast EM finds the gate, the experts given",
                "2 experts, |w| = 1, |a1 - a2| = 1.41; dots: EM itself; dashed: the share of missing information",
                1,
                {panel}};
  return {figure,
          {{"[MOKV19] theorem 2", "given the experts, EM for the gate converges at a geometric rate below 1",
            highest < 1.0 && apart < (quick ? 0.1 : 0.03) ? "yes" : "in part",
            "at most " + number(highest, 3) + "; EM and theory differ by " + number(apart, 2), "gate_rate"},
           {"the same", "the rate rises with the noise, and vanishes with it", rising && vanishing ? "in part" : "no",
            "at noise .01: linear " + number(rates[0].predicted, 2) + ", sigmoid " + number(rates[level_count].predicted, 2) +
                "; but ReLU " + number(rates[3 * level_count].predicted, 2) + ": where both experts say 0, y tells nothing",
            "gate_rate"},
           {"the method's table", "local rates for linear, sigmoid and ReLU experts",
            off < (quick ? 0.03 : 0.01) ? "yes" : "in part", "off by " + number(off, 2) + " at most", "gate_rate"}}};
}
