// SPDX-License-Identifier: MIT
//
// Where third moments cannot work, and where float is hard pressed: opposite experts, parallel slopes, more
// experts than inputs; streams far from the origin and of odd units.
//
//     motet_bench_special [--quick] [--seeds N]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "learner.hpp"
#include "support/mixture.hpp"
#include "support/reference.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_special [--quick] [--seeds N]\n"
    "\n"
    "1. Mixtures that the third moment cannot tell apart: seeds on which each start comes within 1e-4 nats per\n"
    "   sample of EM from the truth, with the library's ridge on the gate: for y = |x1| the likeliest gate is\n"
    "   often infinitely steep. Error: the largest of a slope or intercept, against the truth.\n"
    "2. Streams shifted and scaled: the largest difference of a prediction from the one that the same stream,\n"
    "   standardised in double, leads to; in deviations of y. The bar is 1e-3, and half a step of a float at the\n"
    "   prediction: the prediction itself is one.\n"
    "  --seeds N    seeds a row (default 20)\n"
    "  --quick      5 seeds\n";

constexpr double near = 1e-4;
constexpr std::uint32_t kept = 4000;

// ---- mixtures that the third moment cannot tell apart

struct Outcome {
  double motet = HUGE_VAL, tensor = HUGE_VAL, gate_first = HUGE_VAL;  ///< nats below the oracle's
  double expert = HUGE_VAL;                                           ///< largest error of an expert's slope or intercept
  Report report;
};

/// Against the truth, for the better of the two ways to name two experts.
double compare_experts(const Parameters& found, const Mixture& truth) {
  const Parameters true_one = read_parameters(truth);
  double least = HUGE_VAL;
  for (std::uint32_t swap = 0; swap < 2; ++swap) {
    double worst = 0.0;
    for (std::uint32_t i = 0; i < 2; ++i) {
      for (std::uint32_t j = 0; j < found.columns; ++j) {
        worst = std::max(worst, std::fabs(found.line(i)[j] - true_one.line((i + swap) % 2)[j]));
      }
    }
    least = std::min(least, worst);
  }
  return least;
}

Outcome run_seed(const Mixture& truth, Random& random) {
  const Samples samples = draw_samples(truth, random, kept);
  const Design design(samples);
  const double oracle = refine_oracle(design, truth, static_cast<double>(Settings{}.gate_ridge)).loglik;
  const bench::Learned learned = bench::learn<kept>(samples, truth.experts);
  if (learned.status != Status::ok) return {};
  return {oracle - compute_loglik(learned.parameters, design), oracle - static_cast<double>(learned.report.loglik_tensor),
          oracle - static_cast<double>(learned.report.loglik_gate_first), compare_experts(learned.parameters, truth),
          learned.report};
}

template <class Make>
void run_mixtures(const char* name, std::uint32_t seeds, bench::Verdict& verdict, const Make& make) {
  std::vector<Outcome> outcomes(seeds);
  bench::run_parallel(seeds, [&](std::size_t seed) {
    Random random(500u + seed);
    const Mixture truth = make(random);
    outcomes[seed] = run_seed(truth, random);
  });
  const auto count = [&](const auto& holds) { return std::count_if(outcomes.begin(), outcomes.end(), holds); };
  const auto motet = count([](const Outcome& o) { return o.motet < near; });
  const auto gate_first = count([](const Outcome& o) { return o.gate_first < near; });
  double expert = 0.0;
  for (const Outcome& o : outcomes) expert = std::max(expert, o.expert);
  std::printf("%-34s %5td %7td %10td   %7.3f   %6td %10td   %6td\n", name, motet,
              count([](const Outcome& o) { return o.tensor < near; }), gate_first, expert,
              count([](const Outcome& o) { return o.report.start == Start::tensor; }),
              count([](const Outcome& o) { return o.report.start == Start::gate_first; }),
              count([](const Outcome& o) { return o.report.tensor_state == TensorState::short_of_rank; }));
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    const Outcome& o = outcomes[seed];
    if (o.motet < near) continue;
    std::printf("    seed %zu: %.2e short (tensor %.2e in %u passes, gate-first %.2e in %u)\n", seed, o.motet, o.tensor,
                o.report.iterations_tensor, o.gate_first, o.report.iterations_gate_first);
  }
  verdict.expect(motet == static_cast<std::ptrdiff_t>(seeds), bench::format("%s: %td of %u", name, motet, seeds));
  verdict.expect(gate_first == static_cast<std::ptrdiff_t>(seeds),
                 bench::format("%s: the gate-first start alone %td of %u", name, gate_first, seeds));
}

// ---- streams far from the origin and of odd units

/// user's units = shift + unit x standard units, an input or the target.
struct Units {
  double shift = 0.0;
  double unit = 1.0;

  [[nodiscard]] float to_user(float standard) const { return static_cast<float>(shift + unit * static_cast<double>(standard)); }
  [[nodiscard]] float to_standard(float user) const { return static_cast<float>((static_cast<double>(user) - shift) / unit); }
};

constexpr std::uint32_t inputs = 5;

struct Frame {
  const char* name;
  Units x[inputs];
  Units y;
};

Frame make_frame(const char* name, Units x, Units y) { return {name, {x, x, x, x, x}, y}; }

std::vector<Frame> make_frames() {
  return {
      make_frame("x ~ N(500, .01)", {500.0, 0.01}, {}),
      make_frame("x, y ~ N(500, .01)", {500.0, 0.01}, {500.0, 0.01}),
      make_frame("x, y ~ N(500, .1)", {500.0, 0.1}, {500.0, 0.1}),
      make_frame("x in units of 1e-6", {0.0, 1e-6}, {}),
      make_frame("x in units of 1e6", {0.0, 1e6}, {}),
      make_frame("x shifted by 1e3 deviations", {1e3, 1.0}, {}),
      make_frame("x in 1e-6, shifted by 1e3", {1e-3, 1e-6}, {}),
      make_frame("x in 1e6, shifted by -1e3", {-1e9, 1e6}, {}),
      make_frame("x, y in 1e-6, shifted by 1e3", {1e-3, 1e-6}, {1e-3, 1e-6}),
      make_frame("x, y in 1e6, shifted by 1e3", {1e9, 1e6}, {1e9, 1e6}),
      {"x in 1e-6, 1e-3, 1, 1e3, 1e6", {{1e-3, 1e-6}, {-1.0, 1e-3}, {1e3, 1.0}, {-1e6, 1e3}, {1e9, 1e6}}, {-1e3, 1.0}},
  };
}

using Learner = Estimator<inputs, 3, kept>;
using Learnt = Model<inputs, 3>;

Samples to_user(const Samples& standard, const Frame& frame) {
  Samples user = standard;
  for (std::size_t e = 0; e < user.x.size(); ++e) user.x[e] = frame.x[e % inputs].to_user(standard.x[e]);
  for (std::size_t t = 0; t < user.count; ++t) user.y[t] = frame.y.to_user(standard.y[t]);
  return user;
}

/// The same samples: what the rounding to user's units left of them.
Samples to_standard(const Samples& user, const Frame& frame) {
  Samples standard = user;
  for (std::size_t e = 0; e < user.x.size(); ++e) standard.x[e] = frame.x[e % inputs].to_standard(user.x[e]);
  for (std::size_t t = 0; t < user.count; ++t) standard.y[t] = frame.y.to_standard(user.y[t]);
  return standard;
}

Status learn(const Samples& samples, std::uint32_t experts, Learnt& model) {
  Settings settings;
  settings.experts = experts;
  const auto estimator = std::make_unique<Learner>(settings);
  const Status status = estimator->push(samples.x, samples.y, samples.count);
  return status == Status::ok ? estimator->fit(model) : status;
}

/// Deviations of y.
struct Difference {
  double prediction = 0.0;  ///< the largest of a prediction
  double step = 0.0;        ///< from one float to the next at the largest prediction, in user's units
};

Difference compare_frames(const Frame& frame, std::uint32_t seed, std::uint32_t experts) {
  Random random(900u + seed);
  const Mixture truth = make_general(random, experts, inputs, 0.1);
  const Samples drawn = draw_samples(truth, random, kept);
  const Samples asked = draw_samples(truth, random, 1000);
  const Samples user = to_user(drawn, frame);
  const Samples queries = to_user(asked, frame);
  const Samples standard_queries = to_standard(queries, frame);
  Learnt far_model;
  Learnt model;
  if (learn(user, experts, far_model) != Status::ok) return {HUGE_VAL, 0.0};
  if (learn(to_standard(user, frame), experts, model) != Status::ok) return {HUGE_VAL, 0.0};

  const double spread = deviation(Design(to_standard(user, frame)).y);
  Difference worst;
  for (std::size_t t = 0; t < queries.count; ++t) {
    Prediction<3> far_off;
    Prediction<3> near_by;
    if (far_model.predict(queries.row(t), far_off) != Status::ok) return {HUGE_VAL, 0.0};
    if (model.predict(standard_queries.row(t), near_by) != Status::ok) return {HUGE_VAL, 0.0};
    const double said = (static_cast<double>(far_off.mean) - frame.y.shift) / frame.y.unit;
    const float size = std::fabs(far_off.mean);
    const double step = static_cast<double>(std::nextafter(size, HUGE_VALF) - size) / frame.y.unit;
    worst.prediction = std::max(worst.prediction, std::fabs(said - static_cast<double>(near_by.mean)) / spread);
    worst.step = std::max(worst.step, step / spread);
  }
  return worst;
}

void run_frames(std::uint32_t seeds, bench::Verdict& verdict) {
  std::printf("\n%-34s %-12s %-12s %s\n", "stream, differences in deviations", "largest", "bar", "one step of a float");
  for (const Frame& frame : make_frames()) {
    std::vector<Difference> differences(seeds);
    bench::run_parallel(seeds, [&](std::size_t seed) {
      differences[seed] = compare_frames(frame, static_cast<std::uint32_t>(seed), 2 + static_cast<std::uint32_t>(seed % 2));
    });
    const auto worst = std::max_element(differences.begin(), differences.end(),
                                        [](const Difference& a, const Difference& b) { return a.prediction < b.prediction; });
    const double bar = 1e-3 + 0.5 * worst->step;
    std::printf("%-34s %-12.1e %-12.1e %.0e (seed %td)\n", frame.name, worst->prediction, bar, worst->step,
                worst - differences.begin());
    verdict.expect(worst->prediction < bar,
                   bench::format("%s: predictions differ by %.1e deviations", frame.name, worst->prediction));
  }
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", arguments.take_flag("--quick") ? 5 : 20);
  arguments.finish(usage);

  bench::Verdict verdict;
  std::printf("of %u seeds, within %g nats of EM from the truth            largest   the start that won\n", seeds, near);
  std::printf("%-34s %5s %7s %10s   %7s   %6s %10s   %s\n", "mixture, 4000 samples, sigma .1", "motet", "tensor", "gate-first",
              "error", "tensor", "gate-first", "short of rank");
  run_mixtures("opposite, y = |x1|, d = 1", seeds, verdict, [](Random&) { return make_opposite(1, 0.1); });
  run_mixtures("opposite, y = |x1|, d = 5", seeds, verdict, [](Random&) { return make_opposite(5, 0.1); });
  run_mixtures("parallel slopes, d = 5", seeds, verdict, [](Random& random) { return make_parallel(random, 5, 0.1); });
  run_mixtures("d = 1, k = 2", seeds, verdict, [](Random& random) { return make_general(random, 2, 1, 0.1); });
  run_frames(seeds, verdict);
  return verdict.report();
}
