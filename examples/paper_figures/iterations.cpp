// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bench/learner.hpp"
#include "bench/match.hpp"
#include "start/experts_from_tensor.hpp"
#include "start/whiten.hpp"
#include "study.hpp"
#include "support/reference.hpp"
#include "text.hpp"
#include "workspace/candidate.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr std::uint32_t dim = 10;
constexpr std::uint32_t most_experts = 4;
constexpr std::uint32_t iterations = 100;
constexpr double sigma = 0.1;
constexpr double stuck = 0.5;  ///< |A - A*|, about a turn of 20 degrees

enum Way : std::size_t { spectral, polished, random_known, random_large, ways };
constexpr const char* names[ways] = {"tensor, then EM for the gate", "tensor, then joint EM (motet)",
                                     "EM, random start, noise known", "EM, random start, noise estimated"};

/// Both errors after 0..iterations passes.
struct Course {
  std::vector<double> experts, gate;
};

/// The experts of the tensor start, behind an undecided gate.
[[nodiscard]] Parameters start_from_tensor(const Samples& samples, std::uint32_t experts) {
  Settings settings;
  settings.experts = experts;
  const auto learner = std::make_unique<Estimator<dim, most_experts, 0>>(settings);
  Model<dim, most_experts> model;
  if (learner->push(samples.x, samples.y, samples.count) != Status::ok) return {1, dim + 1};
  core::solve::Workspace work = core::solve::lay_out(learner->view());
  if (core::solve::whiten(work) != Status::ok) return {1, dim + 1};
  const bool started = core::solve::form_tensors(work, core::solve::label_linear(work)) && core::solve::start_from_tensor(work);
  return started && core::solve::write_model(work, work.current, model.store()) ? read_parameters(model)
                                                                                : Parameters(1, dim + 1);
}

/// The largest change of a slope or a gate's row.
[[nodiscard]] double measure_step(const Parameters& before, const Parameters& after) {
  double largest = 0.0;
  for (std::size_t e = 0; e < before.lines.size(); ++e) {
    largest = std::max({largest, std::fabs(after.lines[e] - before.lines[e]), std::fabs(after.gates[e] - before.gates[e])});
  }
  return largest;
}

/// EM, pass by pass; with the experts held if `hold`.
[[nodiscard]] Course follow(const Design& design, const Mixture& truth, Parameters parameters, bool known, bool hold) {
  const std::vector<double> lines = parameters.lines;
  if (known) std::fill(parameters.sigma.begin(), parameters.sigma.end(), sigma);
  Course course;
  for (std::uint32_t pass = 0; pass <= iterations; ++pass) {
    const bench::Match match = bench::match(parameters, truth);
    course.experts.push_back(match.experts);
    course.gate.push_back(match.gate);
    if (pass == iterations) break;
    const Parameters before = parameters;
    parameters = refine(design, std::move(parameters), {.iterations = 1, .hold_sigma = known}).parameters;
    if (hold) parameters.lines = lines;
    if (measure_step(before, parameters) > 1e-7) continue;
    course.experts.resize(iterations + 1, match.experts);  // it stays here
    course.gate.resize(iterations + 1, match.gate);
    break;
  }
  return course;
}

[[nodiscard]] std::vector<Course> run_seed(std::uint32_t experts, std::uint32_t count, std::uint64_t seed) {
  Random random(1300 + seed);
  const Mixture truth = make_orthonormal(random, experts, dim, sigma);
  const Samples samples = draw_samples(truth, random, count);
  const Design design(samples);
  Parameters tensor = start_from_tensor(samples, experts);
  if (tensor.experts != experts) return std::vector<Course>(ways);
  const Parameters start = draw_start(design, experts, random);
  Parameters annealed = tensor;
  std::fill(annealed.sigma.begin(), annealed.sigma.end(), 0.5 * deviation(design.y));
  return {follow(design, truth, tensor, true, true), follow(design, truth, annealed, false, false),
          follow(design, truth, start, true, false), follow(design, truth, start, false, false)};
}

/// A curve of one kind of error over the seeds.
[[nodiscard]] Series draw_curve(const std::vector<std::vector<Course>>& seeds, Way way, std::vector<double> Course::*which) {
  Series series{names[way], way, {}, false};
  for (std::uint32_t pass = 0; pass <= iterations; ++pass) {
    std::vector<double> values;
    for (const auto& courses : seeds) {
      const std::vector<double>& course = courses[way].*which;
      values.push_back(course.empty() ? HUGE_VAL : course[pass]);
    }
    series.values.push_back(summarise(pass, values));
  }
  return series;
}

[[nodiscard]] std::size_t count_stuck(const std::vector<std::vector<Course>>& seeds, Way way) {
  std::size_t failures = 0;
  for (const auto& courses : seeds) failures += courses[way].experts.empty() || courses[way].experts.back() > stuck ? 1u : 0u;
  return failures;
}

/// The first pass from which the median error stays within a tenth of where it ends.
[[nodiscard]] std::uint32_t settles(const Series& series) {
  std::uint32_t pass = iterations;
  while (pass > 0 && series.values[pass - 1].middle < 1.1 * series.values.back().middle) --pass;
  return pass;
}

}  // namespace

Study study_iterations(bool quick, const Runner& run) {
  const std::size_t seeds = quick ? 4 : 20;
  const std::uint32_t count = quick ? 4000 : 8000;
  const std::uint32_t mixtures[] = {3, 4};
  std::vector<std::vector<std::vector<Course>>> courses(2, std::vector<std::vector<Course>>(seeds));
  run("error against iterations", 2 * seeds,
      [&](std::size_t i) { courses[i / seeds][i % seeds] = run_seed(mixtures[i / seeds], count, i % seeds); });

  Study study{{"em_iterations",
               "The parameters' error against the iterations of EM",
               "10 inputs, " + std::to_string(count) + " samples, orthonormal slopes, noise .1; median and quartiles of " +
                   std::to_string(seeds) + " mixtures",
               2,
               {}}};
  for (const bool gate : {false, true}) {
    for (std::size_t m = 0; m < 2; ++m) {
      Panel panel{std::to_string(mixtures[m]) + " experts: error of the " + (gate ? "gate" : "experts"),
                  {"iterations of EM"},
                  {gate ? "|W - W*|" : "|A - A*|", true}};
      for (std::size_t way = 0; way < ways; ++way) {
        panel.series.push_back(draw_curve(courses[m], static_cast<Way>(way), gate ? &Course::gate : &Course::experts));
      }
      study.figure.panels.push_back(panel);
    }
  }
  const auto tally = [&](Way way) {
    return std::to_string(count_stuck(courses[0], way)) + " and " + std::to_string(count_stuck(courses[1], way));
  };
  const std::string out_of = " of " + std::to_string(seeds) + " stuck with 3 and 4 experts";
  const std::size_t known = count_stuck(courses[0], random_known) + count_stuck(courses[1], random_known);
  const std::size_t large = count_stuck(courses[0], random_large) + count_stuck(courses[1], random_large);
  const std::size_t tensor = count_stuck(courses[0], polished) + count_stuck(courses[1], polished);
  const double held = study.figure.panels[0].series[spectral].values.back().middle;
  const double joint = study.figure.panels[0].series[polished].values.back().middle;
  const std::uint32_t passes = settles(study.figure.panels[2].series[spectral]);
  study.claims = {
      {"[MOKV19] figure, talk", "with the tensor's experts EM finds the gate in a few iterations",
       passes <= 20 ? "yes" : "in part", "its error settles after " + std::to_string(passes) + " (3 experts)", "em_iterations"},
      {"[MOKV19] figure, talk", "joint EM from a random start gets stuck, noise known",
       known > 0 ? (4 * known > 2 * seeds ? "yes" : "in part") : "no", tally(random_known) + out_of, "em_iterations"},
      {"the same", "joint EM from a random start gets stuck, noise estimated from a large start",
       large > 0 ? (4 * large > 2 * seeds ? "yes" : "in part") : "no", tally(random_large) + out_of, "em_iterations"},
      {"[MOKV19]", "the tensor's start does not get stuck", tensor == 0 ? "yes" : "in part", tally(polished) + out_of,
       "em_iterations"},
      {"[MOKV19] algorithm 1", "the tensor's experts can be left as they are", joint * 2.0 < held ? "no" : "yes",
       "error " + number(held, 2) + " held, " + number(joint, 2) + " after joint EM (3 experts)", "em_iterations"}};
  return study;
}
