// SPDX-License-Identifier: MIT
//
// What a push costs beside a matrix product: the library's whole push (checks, frame, moments, reservoir) against the same
// moments by a product of Eigen's, a block of samples at a time, compiled with the same flags, in the same run.
//
//     motet_bench_push_eigen [--quick]

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string_view>

#include "bench.hpp"
#include "motet/estimator.hpp"
#include "push_times.hpp"
#include "simd/tile.hpp"
#include "support/samples.hpp"

namespace {

using namespace motet;

constexpr const char* usage =
    "motet_bench_push_eigen [--quick]\n"
    "\n"
    "How many times as fast a push is as a product of matrices that adds the same moments: 64 samples at a time, for\n"
    "each power of y the rows y^p (1, x) against the columns of pairs. Ratios only: times drift. Beside them how many\n"
    "multiply-adds the product takes for one of ours, the share of the machine's peak that the blocked push and the\n"
    "product reach, and how many times as fast a push at the whole peak would be.\n"
    "  --quick   fewer repeats\n";

/// M (4 order x pairs) += A Q': what a user would write well. Samples are centred before.
template <int Dim>
struct Product {
  static constexpr int order = Dim + 1;
  static constexpr int pairs = order * (order + 1) / 2;
  static constexpr int block = static_cast<int>(bench::block);
  static constexpr double calls = 4.0 * order * pairs;  ///< multiply-adds a sample

  Eigen::MatrixXf moments = Eigen::MatrixXf::Zero(4 * order, pairs);
  Eigen::MatrixXf rows{4 * order, block};
  Eigen::MatrixXf columns{pairs, block};

  void push(const float* x, const float* y) {
    for (int s = 0; s < block; ++s, x += Dim) {
      float z[order] = {1.0f};
      std::copy(x, x + Dim, z + 1);
      float* row = rows.col(s).data();
      float power = 1.0f;
      for (int p = 0; p < 4; ++p, power *= y[s]) {
        for (int l = 0; l < order; ++l) *row++ = power * z[l];
      }
      float* column = columns.col(s).data();
      for (int j = 0; j < order; ++j) {
        for (int i = 0; i <= j; ++i) *column++ = z[j] * z[i];
      }
    }
    moments.noalias() += rows * columns.transpose();
  }
};

struct Times {
  double push = 1e9, blocked = 1e9, product = 1e9, peak = 1e9;
  double share = 0.0;          ///< of the peak: of the blocked push
  double product_share = 0.0;  ///< likewise: of the product
};

template <std::size_t Dim>
Times measure(int repeats) {
  const support::Samples samples = bench::draw_stream(Dim);
  const std::size_t count = samples.count;
  const auto single = std::make_unique<Estimator<Dim, 3, 64>>();
  const auto blocked = std::make_unique<Estimator<Dim, 3, 64>>();
  const auto product = std::make_unique<Product<static_cast<int>(Dim)>>();
  Times times;
  std::size_t refused = 0;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    bench::keep_least(times.push, [&] { refused += bench::push_each(*single, samples); });
    bench::keep_least(times.product, [&] {
      for (std::size_t t = 0; t < count; t += bench::block) product->push(&samples.x[t * Dim], &samples.y[t]);
    });
    bench::keep_least(times.blocked, [&] { refused += bench::push_blocks(*blocked, samples); });
    bench::keep_least(times.peak, [&] { bench::run_peak(samples.y.data()); });
  }
  const double whole = static_cast<double>(count);
  times.share = bench::find_share(bench::count_moments(Dim) * whole, times.blocked, times.peak);
  times.product_share = bench::find_share(Product<static_cast<int>(Dim)>::calls * whole, times.product, times.peak);
  if (refused != 0) std::printf("a push was refused: the times below mean nothing\n");
  return times;
}

template <std::size_t Dim>
void compare(int repeats, double bar, double blocked_bar, bench::Verdict& verdict) {
  const Times times = measure<Dim>(repeats);
  const double push = times.product / times.push;
  const double blocked = times.product / times.blocked;
  std::printf("%-4zu %9.2f %9.2f %9.2f %9.2f %9.2f %9.2f\n", Dim, push, blocked,
              Product<static_cast<int>(Dim)>::calls / bench::count_moments(Dim), times.share, times.product_share,
              blocked / times.share);
  verdict.expect(push >= bar, bench::format("d = %zu: push %.2f times as fast as the product, bar %.1f", Dim, push, bar));
  verdict.expect(blocked >= blocked_bar,
                 bench::format("d = %zu: blocked push %.2f times as fast as the product, bar %.1f", Dim, blocked, blocked_bar));
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const int repeats = arguments.take_flag("--quick") ? 9 : 41;
  arguments.finish(usage);

  std::printf("times as fast as Eigen %d.%d.%d; tile: %s\n\n", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION,
              core::simd::tile_back_end);
  std::printf("%-4s %9s %9s %9s %9s %9s %9s\n", "d", "push", "blocked", "calls", "our share", "product's", "at peak");
  const bool wide = std::string_view(core::simd::tile_back_end) == "avx512";  // the bars are of this back end
  bench::Verdict verdict;
  compare<8>(repeats, wide ? 3.0 : 0.0, wide ? 3.5 : 0.0, verdict);
  compare<16>(repeats, wide ? 3.5 : 0.0, wide ? 5.0 : 0.0, verdict);
  compare<32>(repeats, wide ? 3.0 : 0.0, wide ? 6.0 : 0.0, verdict);
  return verdict.report();
}
