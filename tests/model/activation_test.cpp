// SPDX-License-Identifier: MIT
#include "motet/activation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "model/quadrature.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Wide = BasicLabelCoefficients<double>;

/// An activation in double beside the library's.
struct Curve {
  const char* name;
  Activation activation;
  double (*value)(double);
  Wide expected;  ///< to ten digits, from quadrature and closed forms of another hand
};

constexpr double slope = 0.01;

double bend(double z, double below) { return z < 0.0 ? below * z : z; }

const Curve curves[] = {
    {"linear", linear(), [](double z) { return z; }, {0.0, -3.0, 0.0, 2.0, 6.0, 0.0, -6.0, 0.0, 24.0, 1.0}},
    {"sigmoid",
     sigmoid(),
     [](double z) { return 1.0 / (1.0 + std::exp(-z)); },
     {-1.5, 0.6509926261, -1.0, 0.0623964840, 0.0227685777, -2.0, 1.3386314131, -0.3386314131, 0.0093589869, 0.0}},
    {"tanh",
     hyperbolic_tangent(),
     [](double z) { return std::tanh(z); },
     {0.0, -0.6998579586, 0.0, 0.3635953763, 0.2334566383, 0.0, -1.0192599438, 0.0, 0.1568723629, 0.0}},
    {"ReLU",
     rectifier(),
     [](double z) { return bend(z, 0.0); },
     {-3.2935937351, 2.2558151817, -1.5957691216, 0.3633802276, 0.3720924092, -5.3524826731, 8.1250266119, -3.2912950465,
      0.5010468908, 0.5}},
    {"leaky ReLU",
     leaky_rectifier(0.01f),
     [](double z) { return bend(z, slope); },
     {-3.2447858217, 2.1558497303, -1.5798114304, 0.3761489611, 0.4112973862, -5.2098831212, 7.5896391816, -2.8351605427,
      0.6491114307, 0.50005}},
};

core::model::HermiteMoments<double> measure(double (*value)(double)) {
  return core::model::measure_moments<double>(value, [](double x) { return std::exp(x); });
}

double deviation_of(const core::model::HermiteMoments<double>& m) { return std::sqrt(m.at[2][0] - m.at[1][0] * m.at[1][0]); }

Wide derive(double (*value)(double)) {
  Wide transform;
  const core::model::HermiteMoments<double> moments = measure(value);
  CHECK(core::model::derive_transform(moments, deviation_of(moments), transform));
  return transform;
}

double largest_gap(const Wide& a, const Wide& b) {
  double gap = 0.0;
  for (const auto member :
       {&Wide::alpha, &Wide::beta, &Wide::gamma, &Wide::c2, &Wide::c3, &Wide::alpha4, &Wide::beta4, &Wide::gamma4, &Wide::c4})
    gap = std::fmax(gap, std::fabs(a.*member - b.*member));
  return gap;
}

Wide widen(const LabelCoefficients& t) {
  return {wide(t.alpha),  wide(t.beta),  wide(t.gamma),  wide(t.c2), wide(t.c3),
          wide(t.alpha4), wide(t.beta4), wide(t.gamma4), wide(t.c4), wide(t.square)};
}

bool same(const LabelCoefficients& a, const LabelCoefficients& b) { return largest_gap(widen(a), widen(b)) == 0.0; }

}  // namespace

TEST_SUITE_BEGIN("model/activation");

TEST_CASE("the coefficients of all five activations, cubic and quartic, in double to 1e-9" * needs(Effort::some)) {
  for (const Curve& curve : curves) {
    CAPTURE(curve.name);
    CHECK(largest_gap(derive(curve.value), curve.expected) <= 1e-9);
  }
}

TEST_CASE("the moments of a leaky ReLU have closed forms, any slope, to 1e-12" * needs(Effort::some)) {
  static double below;
  for (const double each : {0.0, 0.01, 0.3, -0.5}) {
    below = each;
    const auto moments = measure([](double z) { return bend(z, below); });
    const double q = 1.0 / std::sqrt(2.0 * std::acos(-1.0));
    const double h = each;
    CHECK(std::fabs(moments.at[1][1] - (1.0 + h) / 2.0) <= 1e-12);
    CHECK(std::fabs(moments.at[1][2] - (1.0 - h) * q) <= 1e-12);
    CHECK(std::fabs(moments.at[1][3]) <= 1e-12);
    CHECK(std::fabs(moments.at[2][1] - 2.0 * q * (1.0 - h * h)) <= 1e-12);
    CHECK(std::fabs(moments.at[2][2] - (1.0 + h * h)) <= 1e-12);
    CHECK(std::fabs(moments.at[2][3] - 2.0 * q * (1.0 - h * h)) <= 1e-12);
    CHECK(std::fabs(moments.at[3][1] - 1.5 * (1.0 + h * h * h)) <= 1e-12);
    CHECK(std::fabs(moments.at[3][2] - 6.0 * q * (1.0 - h * h * h)) <= 1e-12);
    CHECK(std::fabs(moments.at[3][3] - 3.0 * (1.0 + h * h * h)) <= 1e-12);
  }
}

TEST_CASE("the orders that must vanish do, and noise enters the cubic through beta alone, sigmoid" * needs(Effort::some)) {
  const Wide t = derive(curves[1].value);
  const auto m = measure(curves[1].value);
  for (std::uint32_t j = 1; j <= 2; ++j) CHECK(std::fabs(m.at[3][j] + t.alpha * m.at[2][j] + t.beta * m.at[1][j]) <= 1e-12);
  for (std::uint32_t j = 1; j <= 3; ++j)
    CHECK(std::fabs(m.at[4][j] + t.alpha4 * m.at[3][j] + t.beta4 * m.at[2][j] + t.gamma4 * m.at[1][j]) <= 1e-12);
  // E[(g + e)^3] = g^3 + 3 s^2 g: what beta - 3 s^2 takes away. The same for the quartic.
  const double s = 0.7 * 0.7;
  for (std::uint32_t j = 1; j <= 2; ++j) {
    const double cubic = m.at[3][j] + 3.0 * s * m.at[1][j] + t.alpha * m.at[2][j] + (t.beta - 3.0 * s) * m.at[1][j];
    CHECK(std::fabs(cubic) <= 1e-12);
  }
  for (std::uint32_t j = 1; j <= 3; ++j) {
    const double quartic = m.at[4][j] + 6.0 * s * m.at[2][j] + t.alpha4 * (m.at[3][j] + 3.0 * s * m.at[1][j]) +
                           (t.beta4 - 6.0 * s) * m.at[2][j] + (t.gamma4 - 3.0 * s * t.alpha4) * m.at[1][j];
    CHECK(std::fabs(quartic) <= 1e-12);
  }
}

TEST_CASE("in float the coefficients are those of double to 1e-5 of their size") {
  for (const Curve& curve : curves) {
    CAPTURE(curve.name);
    LabelCoefficients found;
    REQUIRE(measure_transform(curve.activation, found) == Status::ok);
    const Wide t = widen(found);
    for (const auto member : {&Wide::alpha, &Wide::beta, &Wide::gamma, &Wide::alpha4, &Wide::beta4, &Wide::gamma4})
      CHECK(std::fabs(t.*member - curve.expected.*member) <= 1e-5 * (1.0 + std::fabs(curve.expected.*member)));
    CHECK(std::fabs(t.c2 / curve.expected.c2 - 1.0) <= 1e-5);
    CHECK(std::fabs(t.c3 / curve.expected.c3 - 1.0) <= 1e-5);
    CHECK(std::fabs(t.c4 / curve.expected.c4 - 1.0) <= 1e-4);
    CHECK(std::fabs(t.square - measure(curve.value).at[2][0]) <= 1e-6);
  }
}

TEST_CASE("an activation of the user's own, with a kink anywhere, to 1e-3" * needs(Effort::some)) {
  static double at;
  for (const double each : {0.013, 0.3, -0.71, 1.234}) {
    at = each;
    const Activation own{[](float u, float kink) { return u < kink ? kink : u; },
                         [](float u, float kink) { return u < kink ? 0.0f : 1.0f; }, support::narrow(each)};
    LabelCoefficients found;
    REQUIRE(measure_transform(own, found) == Status::ok);
    // The same in double by the midpoint rule, in steps of a thousandth.
    core::model::HermiteMoments<double> m{};
    constexpr int steps = 20000;
    for (int n = 0; n < steps; ++n) {
      const double z = -10.0 + 20.0 * (n + 0.5) / steps;
      const double he[5] = {1.0, z, z * z - 1.0, z * z * z - 3.0 * z, z * z * z * z - 6.0 * z * z + 3.0};
      double power = 20.0 / steps * std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::acos(-1.0));
      for (int p = 0; p < 5; ++p, power *= z < at ? at : z) {
        for (int j = 0; j < 5; ++j) m.at[p][j] += power * he[j];
      }
    }
    Wide expected;
    REQUIRE(core::model::derive_transform(m, deviation_of(m), expected));
    CAPTURE(each);
    const Wide t = widen(found);
    for (const auto member : {&Wide::alpha, &Wide::beta, &Wide::gamma, &Wide::c2, &Wide::c3})
      CHECK(std::fabs(t.*member / (expected.*member) - 1.0) <= 1e-3);
  }
}

TEST_CASE("an activation without a transform is refused, and nothing is written") {
  const Activation bad[] = {
      {[](float u, float) { return u * u; }, [](float u, float) { return 2.0f * u; }},        // even: m11 = 0
      {[](float u, float) { return u < 0.0f ? -u : u; }, [](float, float) { return 1.0f; }},  // |u|
      {[](float, float) { return 3.0f; }, [](float, float) { return 0.0f; }},                 // constant
      {[](float u, float) { return 1.0f / (u - u); }, [](float, float) { return 0.0f; }},     // not finite
      {[](float u, float) { return u < 9.0f ? u : 3e38f * u; }, [](float, float) { return 1.0f; }},
      leaky_rectifier(-1.0f),
  };
  for (const Activation& activation : bad) {
    LabelCoefficients found;
    found.alpha = 7.0f;
    const LabelCoefficients before = found;
    CHECK(measure_transform(activation, found) == Status::no_transform);
    CHECK(same(found, before));
  }
}

TEST_CASE("values and derivatives of the library's activations are those of double") {
  double worst_value = 0.0, worst_derivative = 0.0;
  for (const Curve& curve : curves) {
    if (curve.activation.linear()) continue;
    for (int n = -2000; n <= 2000; ++n) {
      const float u = 0.01f * static_cast<float>(n) + 0.0005f;
      worst_value =
          std::fmax(worst_value, support::apart(curve.activation.value(u, curve.activation.parameter), curve.value(wide(u))) /
                                     (1.0 + std::fabs(curve.value(wide(u)))));
      const double difference = (curve.value(wide(u) + 1e-5) - curve.value(wide(u) - 1e-5)) / 2e-5;
      worst_derivative =
          std::fmax(worst_derivative, support::apart(curve.activation.derivative(u, curve.activation.parameter), difference));
    }
  }
  CHECK(worst_value <= 4.0 * support::roundoff);
  CHECK(worst_derivative <= 1e-6);
  for (const float far : {-3e38f, -100.0f, 100.0f, 3e38f}) {
    CHECK(support::apart(sigmoid().value(far, 0.0f), far < 0.0f ? 0.0 : 1.0) <= 1e-38);
    CHECK(hyperbolic_tangent().value(far, 0.0f) == (far < 0.0f ? -1.0f : 1.0f));
    CHECK(sigmoid().derivative(far, 0.0f) == 0.0f);
    CHECK(hyperbolic_tangent().derivative(far, 0.0f) == 0.0f);
  }
}

TEST_SUITE_END();
