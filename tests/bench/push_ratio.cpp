// SPDX-License-Identifier: MIT
//
// What a push costs: the library's whole push (checks, frame, moments, reservoir) against plain loops over
// the full tensors of the same moments, compiled with the same flags, in the same run.
// Beside it the share of the machine's peak of fused multiply-adds, measured in the same run, that a blocked push
// reaches. Only what the moments need counts: 4 (d+1)(d+2)(d+3)/6 a sample, no padding.
//
//     motet_bench_push_ratio [--quick]

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>

#include "bench.hpp"
#include "motet/estimator.hpp"
#include "push_times.hpp"
#include "simd/tile.hpp"
#include "support/samples.hpp"
#include "tensor/staircase.hpp"

namespace {

using namespace motet;

constexpr const char* usage =
    "motet_bench_push_ratio [--quick]\n"
    "\n"
    "How many times as fast a push is as plain loops: over the full tensors of z = (1, x), the four powers in one\n"
    "array (together) or in four (apart); and over those of x alone, with the lower orders in arrays of their own\n"
    "(by order). The bar is against the fastest of the three. Ratios only: times drift. Last, how much of the peak\n"
    "of fused multiply-adds, measured in between, a blocked push reaches.\n"
    "  --quick   fewer repeats\n";

// The plain loops: what a user would write, with extents known to the compiler, contiguous inner loops and nothing aliased.

/// z = (1, x): every order in one tensor, the four powers side by side.
template <std::size_t Dim>
struct PlainTogether {
  static constexpr std::size_t order = Dim + 1;
  alignas(64) float moments[order * order * 4 * order]{};

  [[gnu::noinline]] void push(const float* x, float y) {
    float z[order] = {1.0f};
    std::copy(x, x + Dim, z + 1);
    const float square = y * y;
    for (std::size_t i = 0; i < order; ++i) {
      for (std::size_t j = 0; j < order; ++j) {
        const float pair = z[i] * z[j];
        const float powers[4] = {pair, pair * y, pair * square, pair * (square * y)};
        float* row = moments + (i * order + j) * 4 * order;
        for (std::size_t p = 0; p < 4; ++p) {
          for (std::size_t l = 0; l < order; ++l) row[p * order + l] += powers[p] * z[l];
        }
      }
    }
  }
};

/// z = (1, x): every order in one tensor, one tensor a power.
template <std::size_t Dim>
struct PlainApart {
  static constexpr std::size_t order = Dim + 1;
  alignas(64) float moments[4][order][order][order]{};

  [[gnu::noinline]] void push(const float* x, float y) {
    float z[order] = {1.0f};
    std::copy(x, x + Dim, z + 1);
    float power = 1.0f;
    for (auto& tensor : moments) {
      for (std::size_t i = 0; i < order; ++i) {
        for (std::size_t j = 0; j < order; ++j) {
          const float pair = power * z[i] * z[j];
          for (std::size_t l = 0; l < order; ++l) tensor[i][j][l] += pair * z[l];
        }
      }
      power *= y;
    }
  }
};

/// x alone, so that Dim is the inner extent; the lower orders in arrays of their own.
template <std::size_t Dim>
struct PlainByOrder {
  alignas(64) float third[Dim][Dim][4][Dim]{};
  alignas(64) float second[Dim][4][Dim]{};
  alignas(64) float first[4][Dim]{};
  float zeroth[4]{};

  [[gnu::noinline]] void push(const float* from, float y) {
    alignas(64) float x[Dim];
    std::copy(from, from + Dim, x);
    const float powers[4] = {1.0f, y, y * y, y * y * y};
    for (std::size_t i = 0; i < Dim; ++i) {
      for (std::size_t j = 0; j < Dim; ++j) {
        const float pair = x[i] * x[j];
        for (std::size_t p = 0; p < 4; ++p) {
          const float factor = pair * powers[p];
          for (std::size_t l = 0; l < Dim; ++l) third[i][j][p][l] += factor * x[l];
        }
      }
      for (std::size_t p = 0; p < 4; ++p) {
        const float factor = x[i] * powers[p];
        for (std::size_t l = 0; l < Dim; ++l) second[i][p][l] += factor * x[l];
      }
    }
    for (std::size_t p = 0; p < 4; ++p) {
      for (std::size_t l = 0; l < Dim; ++l) first[p][l] += powers[p] * x[l];
      zeroth[p] += powers[p];
    }
  }
};

/// The library's accumulation without the checks, the frame and the reservoir.
template <std::size_t Dim>
struct Kernel {
  alignas(64) float tiles[core::tile_count(Dim + 1) * core::tile_floats]{};
  alignas(64) float pairs[core::packed_floats(Dim + 1) + 4]{};
  alignas(64) float z[core::padded(Dim + 1)] = {1.0f};
};

/// Seconds, the least of all repeats.
struct Times {
  double push = 1e9, blocked = 1e9, kernel = 1e9, peak = 1e9;
  double together = 1e9, apart = 1e9, by_order = 1e9;
  double blocked_share = 0.0;  ///< of the peak
};

template <std::size_t Dim>
Times measure(int repeats) {
  const support::Samples samples = bench::draw_stream(Dim);
  const std::size_t count = samples.count;
  const auto single = std::make_unique<Estimator<Dim, 3, 64>>();
  const auto blocked = std::make_unique<Estimator<Dim, 3, 64>>();
  const auto together = std::make_unique<PlainTogether<Dim>>();
  const auto apart = std::make_unique<PlainApart<Dim>>();
  const auto by_order = std::make_unique<PlainByOrder<Dim>>();
  const auto kernel = std::make_unique<Kernel<Dim>>();

  const auto each_plain = [&](auto& plain) {
    for (std::size_t t = 0; t < count; ++t) plain.push(&samples.x[t * Dim], samples.y[t]);
  };
  Times times;
  std::size_t refused = 0;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    bench::keep_least(times.push, [&] { refused += bench::push_each(*single, samples); });
    bench::keep_least(times.together, [&] { each_plain(*together); });
    bench::keep_least(times.blocked, [&] { refused += bench::push_blocks(*blocked, samples); });
    bench::keep_least(times.apart, [&] { each_plain(*apart); });
    bench::keep_least(times.kernel, [&] {
      for (std::size_t t = 0; t < count; ++t) {
        std::copy(&samples.x[t * Dim], &samples.x[t * Dim] + Dim, kernel->z + 1);
        core::tensor::accumulate(Dim + 1, kernel->z, samples.y[t], kernel->pairs, kernel->tiles);
      }
    });
    bench::keep_least(times.by_order, [&] { each_plain(*by_order); });
    bench::keep_least(times.peak, [&] { bench::run_peak(samples.y.data()); });
  }
  times.blocked_share = bench::find_share(bench::count_moments(Dim) * static_cast<double>(count), times.blocked, times.peak);
  if (refused != 0) std::printf("a push was refused: the times below mean nothing\n");
  return times;
}

void print_ratios(const char* name, const Times& times, double ours) {
  std::printf("     %-14s %9.2f %9.2f %9.2f\n", name, times.together / ours, times.apart / ours, times.by_order / ours);
}

/// What the library promises of a back end; 0: nothing.
struct Bars {
  double push[3];   ///< times as fast as the fastest plain loops at d = 8, 16, 32
  double share[3];  ///< of the peak, blocked
};

Bars bars_of(std::string_view tile) {
  if (tile == "avx512") return {{10.0, 6.0, 6.0}, {0.0, 0.40, 0.55}};
  if (tile == "avx2") return {{0.0, 4.0, 4.0}, {}};
  return {{0.0, 2.5, 2.5}, {}};
}

template <std::size_t Dim>
void compare(int repeats, double bar, double share_bar, bench::Verdict& verdict) {
  const Times times = measure<Dim>(repeats);
  std::printf("%zu\n", Dim);
  print_ratios("push", times, times.push);
  print_ratios("blocked push", times, times.blocked);
  print_ratios("moments alone", times, times.kernel);
  std::printf("     blocked push: %.0f %% of the peak\n", 100.0 * times.blocked_share);
  const double push = std::min({times.together, times.apart, times.by_order}) / times.push;
  verdict.expect(push >= bar, bench::format("d = %zu: push %.2f times as fast as plain loops, bar %.1f", Dim, push, bar));
  verdict.expect(times.blocked_share >= share_bar, bench::format("d = %zu: blocked push at %.0f %% of the peak, bar %.0f", Dim,
                                                                 100.0 * times.blocked_share, 100.0 * share_bar));
  verdict.expect(times.blocked < times.push, bench::format("d = %zu: the blocked push is no faster than the push", Dim));
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const int repeats = arguments.take_flag("--quick") ? 9 : 41;
  arguments.finish(usage);

  const Bars bars = bars_of(core::simd::tile_back_end);
  std::printf("times as fast as plain loops; tile: %s\n\n", core::simd::tile_back_end);
  std::printf("%-4s %-14s %9s %9s %9s\n", "d", "", "together", "apart", "by order");
  bench::Verdict verdict;
  compare<8>(repeats, bars.push[0], bars.share[0], verdict);
  compare<16>(repeats, bars.push[1], bars.share[1], verdict);
  compare<32>(repeats, bars.push[2], bars.share[2], verdict);
  return verdict.report();
}
