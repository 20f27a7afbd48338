// SPDX-License-Identifier: MIT
#include "descent/quartic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/random.hpp"

using namespace motet;

namespace {

using Vector = std::vector<double>;

constexpr std::uint32_t dim = 4;

/// The metric of x: a diagonal covariance.
struct Metric {
  double entry[dim];

  [[nodiscard]] double operator()(std::uint32_t i, std::uint32_t j) const { return i == j ? entry[i] : 0.0; }
  [[nodiscard]] double inner(const double* u, const double* v) const {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < dim; ++i) sum += u[i] * entry[i] * v[i];
    return sum;
  }
};

constexpr Metric plain{{1.0, 1.0, 1.0, 1.0}};
constexpr Metric uneven{{0.3, 2.0, 1.1, 5.0}};

/// S3(x)_ijk = x_i x_j x_k less the three placements of x with the covariance.
double third(const double* x, const Metric& c, std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  return x[i] * x[j] * x[k] - x[i] * c(j, k) - x[j] * c(i, k) - x[k] * c(i, j);
}

/// S4(x)_ijkl, with the six placements of x x and the three of two covariances.
double fourth(const double* x, const Metric& c, std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l) {
  return x[i] * x[j] * x[k] * x[l] - x[i] * x[j] * c(k, l) - x[i] * x[k] * c(j, l) - x[i] * x[l] * c(j, k) -
         x[j] * x[k] * c(i, l) - x[j] * x[l] * c(i, k) - x[k] * x[l] * c(i, j) + c(i, j) * c(k, l) + c(i, k) * c(j, l) +
         c(i, l) * c(j, k);
}

double contract_dense_third(const double* x, const Metric& c, const double* u) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < dim; ++i)
    for (std::uint32_t j = 0; j < dim; ++j)
      for (std::uint32_t k = 0; k < dim; ++k) sum += third(x, c, i, j, k) * u[i] * u[j] * u[k];
  return sum;
}

double contract_dense_fourth(const double* x, const Metric& c, const double* u, const double* v) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < dim; ++i)
    for (std::uint32_t j = 0; j < dim; ++j)
      for (std::uint32_t k = 0; k < dim; ++k)
        for (std::uint32_t l = 0; l < dim; ++l) sum += fourth(x, c, i, j, k, l) * u[i] * u[j] * v[k] * v[l];
  return sum;
}

Vector draw(support::Random& random, std::uint32_t count) {
  Vector vector(count);
  for (double& entry : vector) entry = random.normal();
  return vector;
}

/// One sample's L4 without the norms' term, from the dense tensor.
double dense_loss(const Vector& rows, std::uint32_t experts, const double* x, const Metric& c, double label, double mu) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < experts; ++i) {
    for (std::uint32_t j = 0; j < experts; ++j) {
      sum += (i == j ? -mu : 1.0) * contract_dense_fourth(x, c, &rows[i * dim], &rows[j * dim]);
    }
  }
  return label * sum;
}

double dot(const double* u, const double* v) { return plain.inner(u, v); }

/// The gradient by row `i` that differentiate gives.
Vector find_gradient(const Vector& rows, std::uint32_t experts, std::uint32_t i, const double* x, const Metric& c, double label,
                     double mu) {
  Vector p(experts), gram(experts * experts), pull(experts), gradient(dim);
  for (std::uint32_t a = 0; a < experts; ++a) {
    p[a] = dot(&rows[a * dim], x);
    for (std::uint32_t b = 0; b < experts; ++b) gram[a * experts + b] = c.inner(&rows[a * dim], &rows[b * dim]);
  }
  const double input = core::descent::differentiate(experts, i, label, mu, p.data(), gram.data(), pull.data());
  for (std::uint32_t e = 0; e < dim; ++e) {
    gradient[e] = input * x[e];
    for (std::uint32_t a = 0; a < experts; ++a) gradient[e] += pull[a] * c(e, e) * rows[a * dim + e];
  }
  return gradient;
}

}  // namespace

TEST_SUITE_BEGIN("descent/quartic");

TEST_CASE("the scores contract as their dense tensors do, 4 inputs, plain and uneven covariance") {
  support::Random random(1);
  double worst = 0.0;
  for (int trial = 0; trial < 50; ++trial) {
    for (const Metric& c : {plain, uneven}) {
      const Vector x = draw(random, dim), u = draw(random, dim), v = draw(random, dim);
      const double p = dot(u.data(), x.data()), q = dot(v.data(), x.data());
      const double uu = c.inner(u.data(), u.data()), vv = c.inner(v.data(), v.data()), uv = c.inner(u.data(), v.data());
      const double size3 = std::fabs(p * p * p) + 3.0 * uu * std::fabs(p);
      const double size4 = (p * p + uu) * (q * q + vv) + 4.0 * std::fabs(uv * p * q) + 2.0 * uv * uv;
      const double off3 = core::descent::contract_third(p, uu) - contract_dense_third(x.data(), c, u.data());
      const double off4 =
          core::descent::contract_fourth(p, q, uu, vv, uv) - contract_dense_fourth(x.data(), c, u.data(), v.data());
      const double off = std::max(std::fabs(off3) / size3, std::fabs(off4) / size4);
      if (!(off <= worst)) worst = off;
    }
  }
  CHECK(worst < 1e-12);
}

TEST_CASE("the gradient is that of the dense loss by differences, 1 to 5 experts x 4 inputs") {
  support::Random random(2);
  const double step = 1e-5;
  double worst = 0.0;
  for (std::uint32_t experts = 1; experts <= 5; ++experts) {
    for (const Metric& c : {plain, uneven}) {
      const Vector x = draw(random, dim);
      const double label = random.normal();
      Vector rows = draw(random, experts * dim);
      for (std::uint32_t i = 0; i < experts; ++i) {
        const Vector gradient = find_gradient(rows, experts, i, x.data(), c, label, 0.5);
        double size = 0.0;
        for (const double entry : gradient) size = std::max(size, std::fabs(entry));
        for (std::uint32_t e = 0; e < dim; ++e) {
          double& at = rows[i * dim + e];
          const double before = at;
          at = before + step;
          const double above = dense_loss(rows, experts, x.data(), c, label, 0.5);
          at = before - step;
          const double below = dense_loss(rows, experts, x.data(), c, label, 0.5);
          at = before;
          const double off = std::fabs(gradient[e] - (above - below) / (2.0 * step)) / (1.0 + size);
          if (!(off <= worst)) worst = off;
        }
      }
    }
  }
  CHECK(worst < 1e-7);
}

TEST_CASE("in float the gradient is that in double to a few roundings, 3 experts") {
  support::Random random(3);
  for (int trial = 0; trial < 100; ++trial) {
    float p[3], gram[9], pull[3];
    double wide_p[3], wide_gram[9], wide_pull[3];
    for (int a = 0; a < 3; ++a) wide_p[a] = static_cast<double>(p[a] = static_cast<float>(random.normal()));
    for (int a = 0; a < 9; ++a) wide_gram[a] = static_cast<double>(gram[a] = static_cast<float>(1.0 + random.uniform()));
    const double input = static_cast<double>(core::descent::differentiate(3, 1, 0.7f, 0.5f, p, gram, pull));
    const double exact = core::descent::differentiate(3, 1, static_cast<double>(0.7f), 0.5, wide_p, wide_gram, wide_pull);
    double size = 1.0;
    for (const double each : wide_p) size = std::max(size, std::fabs(each * each * each));
    CHECK(std::fabs(input - exact) < 1e-5 * size);
    for (int a = 0; a < 3; ++a) CHECK(std::fabs(static_cast<double>(pull[a]) - wide_pull[a]) < 1e-5 * size);
  }
}

TEST_SUITE_END();
