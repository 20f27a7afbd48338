// SPDX-License-Identifier: MIT
// The identities that the tensor start rests on, by Monte Carlo, in double.
#include <doctest/doctest.h>

#include <cmath>

#include "model/quadrature.hpp"
#include "support/effort.hpp"
#include "support/general.hpp"

using namespace motet;
using support::Effort;
using support::needs;

namespace {

constexpr std::uint32_t dim = 6;
constexpr std::uint32_t experts = 3;
constexpr double sigma = 0.5;

/// Sum and sum of squares of what should be 0 in the mean.
struct Deviation {
  double sum = 0.0, squares = 0.0;
  void add(double value) {
    sum += value;
    squares += value * value;
  }
  [[nodiscard]] double z() const { return sum / std::sqrt(squares); }
};

/// Unit slopes at angles of their own, gate rows orthogonal to them all: of `norm`, so that a large one is a hard gate.
support::GeneralMixture make_oblique(const Form& form, double norm, std::uint64_t seed) {
  support::Random random(seed);
  support::GeneralMixture mixture = support::make_orthonormal(random, form, dim, sigma);
  support::Mixture& rows = mixture.rows;
  for (std::uint32_t i = 1; i < experts; ++i) {
    for (std::uint32_t j = 0; j < dim; ++j) rows.slope[i][j] += (i == 1 ? 0.6 : -0.4) * rows.slope[0][j];
    support::set_norm(rows.slope[i], dim, 1.0);
  }
  for (std::uint32_t i = 0; i + 1 < experts; ++i) {
    support::set_norm(rows.gate_slope[i], dim, norm);
    rows.gate_intercept[i] = 0.2 * norm * (1.0 - 2.0 * i);
  }
  return mixture;
}

/// Largest |z| over the entries of T2 and T3, and of T4 along a few directions.
double measure_largest(const support::GeneralMixture& mixture, std::uint32_t count, std::uint64_t seed) {
  const Activation& g = mixture.form.activation[0];
  const auto moments =
      core::model::measure_moments<double>([&](double z) { return support::bend(g, z); }, [](double x) { return std::exp(x); });
  BasicLabelCoefficients<double> c;
  const double deviation = std::sqrt(moments.at[2][0] - moments.at[1][0] * moments.at[1][0]);
  REQUIRE(core::model::derive_transform(moments, deviation, c));
  support::Random random(seed);
  double along[4][dim];
  for (auto& row : along) support::draw_direction(random, row, dim, 1.0);
  const support::Mixture& m = mixture.rows;
  Deviation second[dim][dim], third[dim][dim][dim], fourth[4];
  const double s = sigma * sigma;
  const double constant2 = c.square + s + c.gamma * moments.at[1][0];
  const double constant3 =
      moments.at[3][0] + 3.0 * s * moments.at[1][0] + c.alpha * (c.square + s) + (c.beta - 3.0 * s) * moments.at[1][0];
  for (std::uint32_t t = 0; t < count; ++t) {
    float rounded[dim];
    const double y = static_cast<double>(support::draw_sample(mixture, random, rounded));
    double x[dim], odds[max_experts]{}, p[max_experts]{};
    for (std::uint32_t j = 0; j < dim; ++j) x[j] = static_cast<double>(rounded[j]);
    for (std::uint32_t n = 0; n < experts; ++n) odds[n] = m.gate_intercept[n] + support::dot(m.gate_slope[n], x, dim);
    support::find_log_gate(mixture.form, odds, p);
    for (double& each : p) each = std::exp(each);
    const double p2 = y * y + c.gamma * y - constant2;
    const double p3 = y * y * y + c.alpha * y * y + (c.beta - 3.0 * s) * y - constant3;
    const double p4 = y * y * y * y + c.alpha4 * y * y * y + (c.beta4 - 6.0 * s) * y * y + (c.gamma4 - 3.0 * s * c.alpha4) * y;
    for (std::uint32_t a = 0; a < dim; ++a) {
      for (std::uint32_t b = 0; b <= a; ++b) {
        double expected = 0.0;
        for (std::uint32_t i = 0; i < experts; ++i) expected += p[i] * m.slope[i][a] * m.slope[i][b];
        second[a][b].add(p2 * (x[a] * x[b] - (a == b)) - c.c2 * expected);
        for (std::uint32_t d = 0; d <= b; ++d) {
          double cube = 0.0;
          for (std::uint32_t i = 0; i < experts; ++i) cube += p[i] * m.slope[i][a] * m.slope[i][b] * m.slope[i][d];
          const double score = x[a] * x[b] * x[d] - x[a] * (b == d) - x[b] * (a == d) - x[d] * (a == b);
          third[a][b][d].add(p3 * score - c.c3 * cube);
        }
      }
    }
    for (int n = 0; n < 4; ++n) {
      const double u = support::dot(along[n], x, dim);
      double quartic = 0.0;
      for (std::uint32_t i = 0; i < experts; ++i) quartic += p[i] * std::pow(support::dot(along[n], m.slope[i], dim), 4.0);
      fourth[n].add(p4 * (u * u * u * u - 6.0 * u * u + 3.0) - c.c4 * quartic);
    }
  }
  double largest = 0.0;
  for (std::uint32_t a = 0; a < dim; ++a) {
    for (std::uint32_t b = 0; b <= a; ++b) {
      largest = std::fmax(largest, std::fabs(second[a][b].z()));
      for (std::uint32_t d = 0; d <= b; ++d) largest = std::fmax(largest, std::fabs(third[a][b][d].z()));
    }
  }
  for (const Deviation& each : fourth) largest = std::fmax(largest, std::fabs(each.z()));
  return largest;
}

}  // namespace

TEST_SUITE_BEGIN("family/identity");

TEST_CASE(
    "E[P2 S2], E[P3 S3] and E[P4 S4] are what they should be: |z| < 4, oblique experts, soft and hard gates, softmax and tree" *
    needs(Effort::full)) {
  std::uint64_t seed = 0;
  for (const Activation& g : {linear(), sigmoid(), hyperbolic_tangent(), rectifier(), leaky_rectifier(0.01f)}) {
    for (const Form& form : {make_mixture(experts, g), make_tree(experts, g)}) {
      for (const double norm : {1.0, 50.0}) {
        ++seed;
        CAPTURE(seed);
        CHECK(measure_largest(make_oblique(form, norm, seed), 100000, 100 + seed) < 4.0);
      }
    }
  }
}

TEST_CASE("with the transform of another activation the identity fails: the test can tell") {
  support::GeneralMixture mixture = make_oblique(make_mixture(experts, rectifier()), 1.0, 1);
  const support::GeneralMixture other = mixture;
  mixture.form = make_mixture(experts, leaky_rectifier(0.3f));
  support::Random random(5);
  Deviation wrong;  // the mean of a ReLU's P3 times x_0 is 0 for a ReLU alone
  const auto moments =
      core::model::measure_moments<double>([](double z) { return z < 0.0 ? 0.0 : z; }, [](double x) { return std::exp(x); });
  BasicLabelCoefficients<double> c;
  REQUIRE(core::model::derive_transform(moments, std::sqrt(moments.at[2][0] - moments.at[1][0] * moments.at[1][0]), c));
  for (std::uint32_t t = 0; t < support::trials(400000); ++t) {
    float x[dim];
    const double y = static_cast<double>(support::draw_sample(mixture, random, x));
    double along = 0.0;
    for (std::uint32_t j = 0; j < dim; ++j) along += other.rows.slope[0][j] * static_cast<double>(x[j]);
    wrong.add((y * y * y + c.alpha * y * y + (c.beta - 3.0 * sigma * sigma) * y) * along);
  }
  CHECK(std::fabs(wrong.z()) > 4.0);
}

TEST_SUITE_END();
