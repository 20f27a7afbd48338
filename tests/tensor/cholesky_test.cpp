// SPDX-License-Identifier: MIT
#include "tensor/cholesky.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "motet/detail/plan.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

namespace {

/// B B' + I with random B, so that it is definite.
Fenced draw_definite(std::uint32_t order, std::uint64_t seed) {
  support::Random random(seed);
  std::vector<double> b(order * order);
  for (double& each : b) each = random.normal();
  Fenced a(core::pair_count(order));
  for (std::uint32_t j = 0; j < order; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      double sum = i == j ? 1.0 : 0.0;
      for (std::uint32_t m = 0; m < order; ++m) sum += b[i * order + m] * b[j * order + m];
      a[core::pair_index(i, j)] = support::narrow(sum);
    }
  }
  return a;
}

/// sum_m |l_im| |l_jm|, the size of the terms behind entry i <= j.
double size_of(Fenced& l, std::uint32_t i, std::uint32_t j) {
  double size = 0.0;
  for (std::uint32_t m = 0; m <= i; ++m) size += std::fabs(wide(l[core::pair_index(m, i)]) * wide(l[core::pair_index(m, j)]));
  return size;
}

double product_of(Fenced& l, std::uint32_t i, std::uint32_t j) {
  double sum = 0.0;
  for (std::uint32_t m = 0; m <= i; ++m) sum += wide(l[core::pair_index(m, i)]) * wide(l[core::pair_index(m, j)]);
  return sum;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/cholesky");

TEST_CASE("L L' is the matrix plus its ridge up to the roundings of an entry, orders 1 to 32 x ridges 0 and 0.5") {
  for (const std::uint32_t order : support::awkward_extents) {
    for (const float ridge : {0.0f, 0.5f}) {
      Fenced a = draw_definite(order, order);
      Fenced l = a;
      CHECK(core::tensor::factor_cholesky(order, ridge, l.data()));
      CHECK(l.intact());
      support::Worst worst;
      for (std::uint32_t j = 0; j < order; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) {
          const double wanted = wide(a[core::pair_index(i, j)]) + (i == j ? wide(ridge) : 0.0);
          // i + 1 products and four more operations (Higham, Accuracy and Stability, theorem 10.3).
          worst.add(support::apart(product_of(l, i, j), wanted), (i + 5) * support::roundoff * size_of(l, i, j));
        }
      }
      CHECK(worst.ratio <= 1.0);
    }
  }
}

TEST_CASE("the solution leaves a residual of the size of its roundings, orders 1 to 32") {
  for (const std::uint32_t order : support::awkward_extents) {
    Fenced a = draw_definite(order, 50 + order);
    Fenced l = a;
    CHECK(core::tensor::factor_cholesky(order, 0.0f, l.data()));
    support::Random random(order);
    Fenced b(order);
    for (std::uint32_t j = 0; j < order; ++j) b[j] = support::narrow(random.normal());
    Fenced x = b;
    Fenced kept = l;
    core::tensor::solve_cholesky(order, l.data(), x.data());
    CHECK(x.intact());
    support::Worst worst;
    for (std::uint32_t i = 0; i < order; ++i) {
      double image = 0.0;
      double size = 0.0;
      for (std::uint32_t j = 0; j < order; ++j) {
        const std::uint32_t low = i < j ? i : j;
        const std::uint32_t high = i < j ? j : i;
        image += wide(a[core::pair_index(low, high)]) * wide(x[j]);
        size += size_of(l, low, high) * std::fabs(wide(x[j]));
      }
      // Higham, theorem 10.4: the solution solves a matrix off by 3 order roundings of |L| |L'|.
      worst.add(support::apart(image, b[i]), (3 * order + 5) * support::roundoff * size);
    }
    CHECK(worst.ratio <= 1.0);
    for (std::uint32_t at = 0; at < core::pair_count(order); ++at) CHECK(l[at] == kept[at]);
  }
}

TEST_CASE("refuses a matrix that is not positive definite") {
  float indefinite[] = {1.0f, 2.0f, 1.0f};
  CHECK_FALSE(core::tensor::factor_cholesky(2, 0.0f, indefinite));
  float negative[] = {-1.0f};
  CHECK_FALSE(core::tensor::factor_cholesky(1, 0.5f, negative));
  float zero[] = {0.0f, 0.0f, 0.0f};
  CHECK_FALSE(core::tensor::factor_cholesky(2, 0.0f, zero));
  float singular[] = {4.0f, 6.0f, 9.0f};
  CHECK_FALSE(core::tensor::factor_cholesky(2, 0.0f, singular));
}

TEST_CASE("refuses a matrix with a NaN anywhere, order 5") {
  for (std::uint32_t at = 0; at < core::pair_count(5); ++at) {
    Fenced a = draw_definite(5, 3);
    a[at] = support::sentinel;
    CHECK_FALSE(core::tensor::factor_cholesky(5, 0.0f, a.data()));
    CHECK(a.intact());
  }
}

TEST_CASE("a ridge makes a singular matrix definite, order 2") {
  float singular[] = {4.0f, 6.0f, 9.0f};
  CHECK(core::tensor::factor_cholesky(2, 0.25f, singular));
  float zero[] = {0.0f, 0.0f, 0.0f};
  CHECK(core::tensor::factor_cholesky(2, 4.0f, zero));
  CHECK(zero[0] == 2.0f);
  CHECK(zero[1] == 0.0f);
  CHECK(zero[2] == 2.0f);
}

TEST_CASE("finds a known factor and a known solution exactly, orders 1 to 32") {
  for (const std::uint32_t order : support::awkward_extents) {
    // Small integers: nothing is rounded.
    const auto factor = [](std::uint32_t m, std::uint32_t j) { return m == j ? 2 : static_cast<int>((m + j) % 3) - 1; };
    Fenced a(core::pair_count(order));
    Fenced b(order, 0.0f);
    for (std::uint32_t j = 0; j < order; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) {
        int sum = 0;
        for (std::uint32_t m = 0; m <= i; ++m) sum += factor(m, i) * factor(m, j);
        a[core::pair_index(i, j)] = static_cast<float>(sum);
        b[i] += j != i ? static_cast<float>(sum) : 0.0f;
        b[j] += static_cast<float>(sum);
      }
    }
    CHECK(core::tensor::factor_cholesky(order, 0.0f, a.data()));
    core::tensor::solve_cholesky(order, a.data(), b.data());
    int wrong = 0;
    for (std::uint32_t j = 0; j < order; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) wrong += a[core::pair_index(i, j)] != static_cast<float>(factor(i, j));
      wrong += b[j] != 1.0f;
    }
    CHECK(wrong == 0);
  }
}

TEST_SUITE_END();
