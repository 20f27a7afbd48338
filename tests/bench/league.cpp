// SPDX-License-Identifier: MIT
//
// The learner beside what others have published: RMSE over all rows, each predicted, then learnt. Five public streams, and
// three made by formula, on which Friedman's function drifts. The seeds and the points of change are our own.
//
//     motet_bench_league [DIR]
//
// source  streams and figures: ASML-REG (its own table of runs); drift: Ikonomovska, Gama, Dzeroski, Learning model trees
//         from
//         evolving data streams, 2011; Friedman, Multivariate adaptive regression splines, 1991

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "bench.hpp"
#include "prequential.hpp"
#include "support/random.hpp"

namespace {

using namespace motet;
using namespace motet::bench;

constexpr const char* usage =
    "motet_bench_league [DIR]\n"
    "\n"
    "A learner over the CSV files of DIR and over three drift streams, beside published errors.\n";

/// What others reached; 0: not known.
struct Published {
  const char* name;
  double best;    ///< of eight
  double forest;  ///< adaptive random forest
  double soknl;
  double tree;  ///< Hoeffding adaptive tree
};

constexpr Published published[] = {
    {"fried", 1.963, 2.072, 2.041, 2.175},
    {"abalone", 2.066, 2.122, 2.704, 2.207},
    {"House8L", 36088, 37472, 36252, 40715},
    {"white_wine", 0.7224, 0.7435, 0.7535, 0.8371},
    {"MetroTraffic", 1437, 1762, 1693, 1856},
    {"drift_recurring", 1.984, 2.46, 2.133, 0},
    {"drift_gradual", 1.989, 2.50, 2.166, 0},
    {"drift_local", 2.131, 2.48, 2.214, 0},
    {"hyperplane", 0, 0, 0, 0},
};

constexpr double pi = 3.14159265358979323846;

/// Friedman's function of five of ten inputs.
double bend(const double* x, int a, int b, int c, int d, int e) {
  return 10.0 * std::sin(pi * x[a] * x[b]) + 20.0 * std::pow(x[c] - 0.5, 2) + 10.0 * x[d] + 5.0 * x[e];
}

/// The function as it is first, and two others of other inputs.
double first_law(const double* x) { return bend(x, 0, 1, 2, 3, 4); }
double second_law(const double* x) { return bend(x, 3, 5, 1, 0, 2); }
double third_law(const double* x) { return bend(x, 1, 4, 3, 2, 0); }

constexpr int length = 100000;

/// The second law from a third to two thirds of the stream, the first one before and again after.
double recurring(int t, const double* x, support::Random&) {
  return t >= length / 3 && t < 2 * length / 3 ? second_law(x) : first_law(x);
}

/// Each law gives way to the next over a tenth of the stream, in which either may rule.
double gradual(int t, const double* x, support::Random& random) {
  const auto due = [&](int from) { return 10.0 * (t - from) / length > random.uniform(); };
  if (due(2 * length / 3)) return third_law(x);
  return due(length / 3) ? second_law(x) : first_law(x);
}

/// Two corners have laws of their own, from a quarter of the stream on; at one half and three quarters they grow.
double local(int t, const double* x, support::Random&) {
  const int stage = 4 * t / length;
  if (stage > 0) {
    const bool low = x[1] < 0.3 && x[2] < 0.3 && (stage > 2 || x[3] > 0.7) && (stage > 1 || x[4] < 0.3);
    const bool high = x[1] > 0.7 && x[2] > 0.7 && (stage > 2 || x[3] < 0.3) && (stage > 1 || x[4] > 0.7);
    if (low) return 10.0 * x[0] * x[1] + 20.0 * (x[2] - 0.5) + 10.0 * x[3] + 5.0 * x[4];
    if (high) return 10.0 * std::cos(x[0] * x[1]) + 20.0 * (x[2] - 0.5) + std::exp(x[3]) + 5.0 * x[4] * x[4];
  }
  return first_law(x);
}

/// A plane that turns through all its inputs, once in the stream.
double hyperplane(int t, const double* x, support::Random&) {
  double y = 0.0;
  for (int j = 0; j < 10; ++j) y += x[j] * std::cos(2.0 * pi * (static_cast<double>(t) / length + j / 10.0));
  return 3.0 * y;
}

using Law = double (*)(int, const double*, support::Random&);

[[nodiscard]] Log make_log(const std::string& name, Law law, std::uint64_t seed) {
  Log log{name, {}};
  log.table.columns = 11;
  log.table.rows = length;
  support::Random random(seed);
  for (int t = 0; t < length; ++t) {
    double x[10];
    for (double& value : x) log.table.values.push_back(value = random.uniform());
    const double y = law(t, x, random);
    log.table.values.push_back(y + random.normal());
  }
  close_log(log, length);
  return log;
}

void print_place(const Log& log, const Published& other, const Result& small, const Result& large) {
  std::printf("%-16s %7zu | %10.5g %10.5g %10.5g %10.5g | %10.5g %10.5g | %6.3f %6.2f | %7zu %7zu\n", log.name.c_str(),
              log.rows(), other.best, other.forest, other.soknl, other.tree, small.all, large.all,
              other.best > 0.0 ? large.all / other.best : 0.0, large.worst / log.deviation, small.bytes, large.bytes);
}

}  // namespace

int main(int count, char** words) {
  Arguments arguments(count, words);
  const std::string folder = arguments.take_word();
  arguments.finish(usage);
  std::vector<Log> logs;
  if (!folder.empty()) logs = read_logs(folder, "", length);
  const std::size_t public_logs = logs.size();
  logs.push_back(make_log("drift_recurring", recurring, 1));
  logs.push_back(make_log("drift_gradual", gradual, 2));
  logs.push_back(make_log("drift_local", local, 3));
  logs.push_back(make_log("hyperplane", hyperplane, 4));
  std::vector<Result> small(logs.size()), large(logs.size());
  run_parallel(2 * logs.size(), [&](std::size_t i) {
    const Log& log = logs[i / 2];
    (i % 2 == 0 ? small : large)[i / 2] = i % 2 == 0 ? run_small(log) : run_large(log);
  });

  std::puts(
      "RMSE over all rows: the best of eight published, adaptive random forest, SOKNL, adaptive tree (0: not known); a "
      "learner, small\n"
      "and large; the large one over the best, and its worst error in deviations of the target; bytes of both\n");
  bench::Verdict verdict;
  std::size_t won = 0;
  double worst = 0.0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    for (const Published& other : published) {
      if (logs[i].name != other.name) continue;
      print_place(logs[i], other, small[i], large[i]);
      if (other.best == 0.0) continue;
      const double rival =
          i < public_logs && other.tree > 0.0 ? std::fmin(other.forest, std::fmin(other.soknl, other.tree)) : other.soknl;
      verdict.expect(large[i].all < rival, logs[i].name + ": better than forest, SOKNL and tree");
      verdict.expect(large[i].bytes <= 128 * 1024, logs[i].name + ": at most 128 KB");
      won += i < public_logs && large[i].all < other.best;
      worst = std::fmax(worst, large[i].all / other.best);
    }
  }
  std::printf("\nbetter than the best of eight on %zu of %zu public streams; at worst %.3f times it over all\n", won,
              public_logs, worst);
  verdict.expect(won + 1 >= public_logs, "better than the best of eight on all public streams but one");
  return verdict.report();
}
