// SPDX-License-Identifier: MIT
//
// Moments in float after a stream of 10^8 samples, against sums in double with the same weights.
//
//     motet_bench_long_moments [--millions N]

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "bench.hpp"
#include "stream/long_stream.hpp"

namespace {

using namespace motet;

constexpr const char* usage =
    "motet_bench_long_moments [--millions N]\n"
    "\n"
    "A stream of three inputs that drift, and all 80 moments of order 0 to 3 with powers 0 to 3 of y. The error of a mean in\n"
    "its own statistical errors, deviation / sqrt(effective samples): the worst of all moments, and of twenty looks on the\n"
    "way. The bar is a tenth. Beside it, with no bar, the same against weights of exactly e^(-age / memory).\n"
    "  --millions N    samples (default 100)\n";

constexpr std::array<float, 4> memories = {0.0f, 1000.0f, 100'000.0f, 10'000'000.0f};
constexpr std::uint32_t looks = 20;

struct Result {
  bool good = true;  ///< every sample was taken, and the frame stayed
  double worst = 0.0;
  double weight = 0.0;
  double exponential = 0.0;
  double effective = 0.0;
};

/// The larger; NaN if one is.
[[nodiscard]] double larger(double a, double b) { return a <= b || b != b ? b : a; }

[[nodiscard]] Result run(float memory, std::uint64_t samples) {
  Result result;
  test::LongStream stream(memory);
  for (std::uint32_t look = 0; look < looks; ++look) {
    result.good = stream.run(samples / looks) && result.good;
    result.worst = larger(result.worst, stream.error());
    result.weight = larger(result.weight, stream.error_of_weight());
    if (memory > 0.0f) result.exponential = larger(result.exponential, stream.error_of_exponential());
  }
  result.effective = stream.effective();
  return result;
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint64_t samples = 1'000'000ull * arguments.take_count("--millions", 100);
  arguments.finish(usage);

  std::array<Result, memories.size()> results{};
  bench::run_parallel(memories.size(), [&](std::size_t at) { results[at] = run(memories[at], samples); });
  std::printf("%.0f samples; errors of means in their statistical errors\n\n", static_cast<double>(samples));
  std::printf("memory       effective samples   worst error   of the weights, relative   against e^(-age/memory)\n");
  bench::Verdict verdict;
  for (std::size_t at = 0; at < memories.size(); ++at) {
    const Result& result = results[at];
    const double memory = static_cast<double>(memories[at]);
    std::printf("%-12.0f %-19.0f %-13.4f %-26.1e %.4f\n", memory, result.effective, result.worst, result.weight,
                result.exponential);
    verdict.expect(result.good, bench::format("memory %.0f: a sample refused, or far out of the frame", memory));
    verdict.expect(result.worst < 0.1, bench::format("memory %.0f: error %.4f, bar .1", memory, result.worst));
  }
  return verdict.report();
}
