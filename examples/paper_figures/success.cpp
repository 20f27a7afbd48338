// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bench/learner.hpp"
#include "bench/match.hpp"
#include "bench/rivals.hpp"
#include "study.hpp"
#include "support/reference.hpp"
#include "text.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr std::uint32_t dim = 10;
constexpr std::uint32_t experts = 3;
constexpr double sigma = 0.1;
constexpr double near = 0.01;
constexpr std::uint32_t most_of_a_rival = 30000;  ///< samples: beyond, only what takes one at a time

enum Way : std::size_t { own, em, em_known, gradient, likelihood, squared, quartic, unprojected, ways };
constexpr const char* names[ways] = {
    "motet",  "EM, noise estimated", "EM, noise known",   "gradient EM, noise known", "likelihood SGD",
    "l2 SGD", "L4, projected",       "L4, all directions"};

/// L4 as one stream, of which the last third is the gate's.
[[nodiscard]] Parameters stream_on_quartic(const Samples& samples, bool project) {
  DescentSettings settings;
  settings.samples = std::max<std::uint32_t>(1600, static_cast<std::uint32_t>(samples.count * 2 / 3));
  settings.project = project;
  const auto learner = std::make_unique<Descent<dim, experts>>(settings);
  for (std::size_t n = 0; n < samples.count; ++n) {
    if (learner->push(samples.row(n), samples.y[n]) != Status::ok) break;
  }
  Model<dim, experts> model;
  return learner->read(model) == Status::ok ? read_parameters(model) : Parameters(1, dim + 1);
}

/// Whether each way found all experts; of those that were not tried: not.
[[nodiscard]] std::vector<bool> run_seed(std::uint64_t seed, std::uint32_t count) {
  Random random(2100 + seed);
  const Mixture truth = make_orthonormal(random, experts, dim, sigma);
  const Samples samples = draw_samples(truth, random, count);
  const auto found = [&truth](const Parameters& p) { return bench::match(p, truth).turn < near; };
  std::vector<bool> success(ways, false);
  success[own] = found(bench::learn<8192>(samples, experts).parameters);
  success[quartic] = found(stream_on_quartic(samples, true));
  success[unprojected] = found(stream_on_quartic(samples, false));
  if (count > most_of_a_rival) return success;
  const Design design(samples);
  const Parameters start = draw_start(design, experts, random);
  Parameters known = start;
  std::fill(known.sigma.begin(), known.sigma.end(), sigma);
  EmSettings held;
  held.hold_sigma = true;
  success[em] = found(refine(design, start).parameters);
  success[em_known] = found(refine(design, known, held).parameters);
  success[gradient] = found(bench::refine_by_gradient(design, known, 300, true));
  success[likelihood] = found(bench::descend(design, start, bench::Loss::likelihood, random));
  success[squared] = found(bench::descend(design, start, bench::Loss::squared, random));
  return success;
}

[[nodiscard]] bool tried(std::size_t way, std::uint32_t count) {
  return count <= most_of_a_rival || way == own || way == quartic || way == unprojected;
}

[[nodiscard]] std::string percent(double share) { return number(100.0 * share, 3) + " %"; }

}  // namespace

Study study_success(bool quick, const Runner& run) {
  const std::size_t seeds = quick ? 4 : 20;
  const std::vector<std::uint32_t> counts =
      quick ? std::vector<std::uint32_t>{100, 300, 1000, 3000, 300000}
            : std::vector<std::uint32_t>{100, 200, 500, 1000, 3000, 10000, 30000, 100000, 300000};
  std::vector<std::vector<bool>> success(counts.size() * seeds);
  run("success against samples", success.size(), [&](std::size_t i) {
    const std::size_t from_last = success.size() - 1 - i;  // the long ones first
    success[from_last] = run_seed(from_last % seeds, counts[from_last / seeds]);
  });

  Panel batch{
      "the same samples, as often as it takes", {"samples an input, n/d", true}, {"found all experts", false, -0.04, 1.04}};
  Panel stream{"each sample once", {"samples an input, n/d", true}, {"found all experts", false, -0.04, 1.04}};
  std::vector<double> last(ways), most(ways);
  for (std::size_t way = 0; way < ways; ++way) {
    Series series{names[way], way};
    for (std::size_t at = 0; at < counts.size(); ++at) {
      if (!tried(way, counts[at])) continue;
      double share = 0.0;
      for (std::size_t seed = 0; seed < seeds; ++seed) share += success[at * seeds + seed][way] ? 1.0 : 0.0;
      share /= static_cast<double>(seeds);
      series.values.push_back({static_cast<double>(counts[at]) / dim, share, share, share});
      last[way] = share;
      most[way] = std::max(most[way], share);
    }
    (way >= quartic ? stream : batch).series.push_back(series);
    if (way == own) stream.series.push_back(series);
  }
  bool ahead = true;  // of EM wherever both were tried
  for (std::size_t at = 0; at < batch.series[em].values.size(); ++at) {
    ahead = ahead && batch.series[own].values[at].middle >= batch.series[em].values[at].middle;
  }
  Figure figure{"success",
                "How often every expert is found",
                "10 inputs, 3 experts, orthonormal slopes, noise .1; found: 1 - cos < .01 for each; " + std::to_string(seeds) +
                    " mixtures",
                2,
                {batch, stream},
                true};
  const auto verdict = [](bool yes, bool part) { return std::string(yes ? "yes" : part ? "in part" : "no"); };
  return {
      figure,
      {{"[MOKV20] section 2", "descent on the squared error does not find the parameters",
        verdict(most[squared] < 0.1, most[squared] < 0.5), "finds all experts in " + percent(most[squared]) + " at best",
        "success"},
       {"[MOKV20] theorem 1", "stochastic descent on L4 finds every expert, projected on the second moment's space",
        verdict(last[quartic] >= 0.95, last[quartic] > 0.5),
        percent(last[quartic]) + " with " + number(static_cast<double>(counts.back()) / dim, 6) + " samples an input",
        "success"},
       {"the same", "and without the projection, as the paper has it",
        verdict(last[unprojected] >= 0.95, last[unprojected] > 0.5), percent(last[unprojected]) + " with as many", "success"},
       {"[MOKV20] experiments", "descent on the likelihood of all parameters fails where the new losses do not",
        verdict(most[likelihood] < 0.5, most[likelihood] < 0.95),
        "Adam finds all experts in " + percent(most[likelihood]) + ", gradient EM in " + percent(most[gradient]) + " at best",
        "success"},
       {"motet", "the two starts need no more samples than EM from a random start", verdict(ahead, last[own] >= 0.95),
        "finds all experts in " + percent(last[own]) + " at the end", "success"}}};
}
