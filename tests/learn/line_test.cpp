// SPDX-License-Identifier: MIT
#include "learn/line.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace motet;
using namespace motet::core::learn;
using support::bits;
using support::narrow;
using support::wide;

namespace {

constexpr std::uint32_t most = 12;  // coefficients
constexpr float no_tolerance[most]{};

/// Weighted least squares in double, by its normal equations: no ridge, nothing factored along the way.
struct Reference {
  explicit Reference(std::uint32_t coefficients) : order(coefficients) {}

  void learn(double keep, double weight, const double* z, double y) {
    for (std::uint32_t i = 0; i < order; ++i) {
      for (std::uint32_t j = 0; j < order; ++j) information[i][j] = keep * information[i][j] + weight * z[i] * z[j];
      right[i] = keep * right[i] + weight * z[i] * y;
    }
  }

  /// Gauss's elimination with pivots.
  [[nodiscard]] double predict(const double* z) const {
    double a[most][most + 1];
    for (std::uint32_t i = 0; i < order; ++i) {
      for (std::uint32_t j = 0; j < order; ++j) a[i][j] = information[i][j];
      a[i][order] = right[i];
    }
    for (std::uint32_t i = 0; i < order; ++i) {
      std::uint32_t pivot = i;
      for (std::uint32_t r = i + 1; r < order; ++r) pivot = std::fabs(a[r][i]) > std::fabs(a[pivot][i]) ? r : pivot;
      for (std::uint32_t c = 0; c <= order; ++c) std::swap(a[i][c], a[pivot][c]);
      for (std::uint32_t r = 0; r < order; ++r) {
        const double factor = r == i ? 0.0 : a[r][i] / a[i][i];
        for (std::uint32_t c = i; c <= order; ++c) a[r][c] -= factor * a[i][c];
      }
    }
    double sum = 0.0;
    for (std::uint32_t i = 0; i < order; ++i) sum += a[i][order] / a[i][i] * z[i];
    return sum;
  }

  std::uint32_t order;
  double information[most][most]{};
  double right[most]{};
};

/// A line with its floats.
struct Line {
  explicit Line(std::uint32_t order) : view{order, nullptr}, floats(core::line_floats(order), 0.0f), room(order + 1u, 0.0f) {
    view.block = floats.data();
  }

  [[nodiscard]] Said ask(const float* z, const float* tolerance = no_tolerance) {
    lay(z, 0.0f);
    return ask_line(view, tolerance, room.data());
  }
  [[nodiscard]] Said teach(float keep, const float* z, float y, const float* tolerance = no_tolerance) {
    lay(z, y);
    return teach_line(view, keep, tolerance, room.data());
  }

  core::LineView view;
  support::Fenced floats;
  support::Fenced room;

 private:
  void lay(const float* z, float y) {
    for (std::uint32_t i = 0; i < view.order; ++i) room[i] = z[i];
    room[view.order] = y;
  }
};

/// z = (1, normals), and a target of slopes 1, -2, 3, ... with noise.
float draw(support::Random& random, std::uint32_t order, double noise, float* z) {
  double y = 0.5;
  z[0] = 1.0f;
  for (std::uint32_t i = 1; i < order; ++i) {
    z[i] = narrow(random.normal());
    y += (i % 2 == 1 ? 1.0 : -1.0) * i * wide(z[i]);
  }
  return narrow(y + noise * random.normal());
}

}  // namespace

TEST_SUITE_BEGIN("learn/line");

TEST_CASE("the predictions are those of least squares in double without a ridge, for every order and memory") {
  for (const std::uint32_t order : {1u, 2u, 3u, 4u, 5u, 6u, 9u, 10u, 12u}) {
    for (const float keep : {1.0f, 0.998f, 0.9f}) {
      CAPTURE(order);
      CAPTURE(keep);
      Line line(order);
      Reference exact(order);
      support::Random random(order);
      double worst = 0.0;
      for (int t = 0; t < 400; ++t) {
        float z[most];
        double wide_z[most];
        const float y = draw(random, order, 0.3, z);
        for (std::uint32_t i = 0; i < order; ++i) wide_z[i] = wide(z[i]);
        const bool full = t > static_cast<int>(3 * order);
        const double says = full ? exact.predict(wide_z) : 0.0;
        if (full) worst = std::fmax(worst, support::apart(line.ask(z).value, says));
        const Said taught = line.teach(keep, z, y);
        if (full) worst = std::fmax(worst, support::apart(wide(y) - wide(taught.value), says));
        exact.learn(wide(keep), 1.0, wide_z, wide(y));
      }
      CHECK(worst < 2e-4);  // of deviations of 1 to 25
      CHECK(line.floats.intact());
      CHECK(line.room.intact());
    }
  }
}

TEST_CASE("the doubt is the variance of what is predicted, whether asked for or learnt with") {
  constexpr std::uint32_t order = 4;
  Line line(order);
  Reference exact(order);
  support::Random random(3);
  float z[most];
  double wide_z[most];
  for (int t = 0; t < 60; ++t) {
    const float y = draw(random, order, 1.0, z);
    for (std::uint32_t i = 0; i < order; ++i) wide_z[i] = wide(z[i]);
    static_cast<void>(line.teach(0.99f, z, y));
    exact.learn(wide(0.99f), 1.0, wide_z, wide(y));
  }
  const float last = draw(random, order, 1.0, z);
  for (std::uint32_t i = 0; i < order; ++i) wide_z[i] = wide(z[i]);
  CHECK(support::apart(line.ask(z).value, exact.predict(wide_z)) < 1e-5);
  // z' S^-1 z is the prediction of least squares for the right-hand side z.
  Reference leverage = exact;
  for (std::uint32_t i = 0; i < order; ++i) leverage.right[i] = wide_z[i];
  CHECK(support::apart(line.ask(z).doubt, 1.0 + leverage.predict(wide_z)) < 1e-5);
  CHECK(support::apart(line.teach(0.99f, z, last).doubt, 1.0 + leverage.predict(wide_z)) < 1e-5);
}

TEST_CASE("near duplicates are told apart as least squares does") {
  Line line(3);
  Reference exact(3);
  support::Random random(4);
  double error = 0.0, reference = 0.0;
  for (int t = 0; t < 4000; ++t) {
    const float x = narrow(random.normal());
    const float z[] = {1.0f, x, narrow(wide(x) + 1e-4 * random.normal())};
    const double wide_z[] = {1.0, wide(z[1]), wide(z[2])};
    const double y = 2e3 * (wide_z[2] - wide_z[1]) + 0.1 * random.normal();
    if (t > 500) {
      error += std::pow(wide(line.ask(z).value) - y, 2);
      reference += std::pow(exact.predict(wide_z) - y, 2);
    }
    static_cast<void>(line.teach(1.0f, z, narrow(y)));
    exact.learn(1.0, 1.0, wide_z, y);
  }
  CHECK(std::sqrt(error / reference) < 1.02);
}

TEST_CASE("a direction that is rounding alone teaches nothing and spoils nothing") {
  Line line(4);
  support::Random random(5);
  const float tolerance[] = {0.0f, 8e-6f, 8e-6f, 8e-6f};  // 2^-19 of 4
  double worst = 0.0;
  for (std::uint32_t t = 0; t < 1000 + support::trials(19000); ++t) {
    const float a = narrow(random.normal()), b = narrow(random.normal());
    const float z[] = {1.0f, a, b, a + 2.0f * b};
    const float y = 3.0f * a - b;
    if (t > 100) worst = std::fmax(worst, support::apart(line.ask(z, tolerance).value, y));
    static_cast<void>(line.teach(0.99f, z, y, tolerance));
  }
  CHECK(worst < 1e-4);
  CHECK(line.view.block[3] == 0.0f);
  const float apart[] = {1.0f, 0.0f, 0.0f, 1.0f};
  CHECK(line.ask(apart, tolerance).doubt == largest_doubt);
}

TEST_CASE("powers of two in the units change no bit of a prediction") {
  Line line(5), other(5);
  support::Random random(6);
  const int exponent[] = {0, 20, -20, 3, -7};
  for (int t = 0; t < 500; ++t) {
    float z[most], scaled[most];
    const float y = draw(random, 5, 0.1, z);
    for (std::uint32_t i = 0; i < 5; ++i) scaled[i] = std::ldexp(z[i], exponent[i]);
    REQUIRE(bits(std::ldexp(line.ask(z).value, 9)) == bits(other.ask(scaled).value));
    static_cast<void>(line.teach(0.98f, z, y));
    static_cast<void>(other.teach(0.98f, scaled, std::ldexp(y, 9)));
  }
}

TEST_CASE("a stretch without excitation does not lay the line open to one small excitation") {
  Line line(2);
  support::Random random(7);
  const auto teach = [&](double x) {
    const float z[] = {1.0f, narrow(x)};
    static_cast<void>(line.teach(0.98f, z, narrow(2.0 * x + 0.1 * random.normal())));
  };
  for (int t = 0; t < 500; ++t) teach(random.normal());
  for (int t = 0; t < 700; ++t) teach(0.0);  // 14 memories
  for (int t = 0; t < 5; ++t) teach(0.01 * random.normal());
  const float far[] = {1.0f, 1.0f};
  CHECK(support::apart(line.ask(far).value, 2.0f) < 0.2);
  for (int t = 0; t < 100; ++t) teach(random.normal());
  CHECK(support::apart(line.ask(far).value, 2.0f) < 0.1);
}

TEST_CASE("after a million samples with outliers, idle stretches and jumps D is no less than zero and all is finite" *
          support::needs(support::Effort::full)) {
  constexpr std::uint32_t order = 6;
  Line line(order);
  support::Random random(8);
  for (int t = 0; t < 1000000; ++t) {
    float z[most];
    float y = draw(random, order, 0.1, z);
    if (t % 5000 > 4000) z[2] = 0.0f;
    if (t % 9973 == 0) z[1 + random.below(order - 1)] = 1e15f;
    if (t % 7919 == 0) y = -1e15f;
    static_cast<void>(line.teach(t % 20000 < 10000 ? 0.9f : 1.0f, z, y));
  }
  for (std::uint32_t i = 0; i < core::line_floats(order); ++i) REQUIRE(std::isfinite(line.floats[i]));
  for (std::uint32_t i = 0; i < 2 * order; ++i) CHECK(line.floats[i] >= 0.0f);
}

TEST_CASE("the centre moves without moving a prediction") {
  Line line(3);
  support::Random random(9);
  float z[most];
  for (int t = 0; t < 300; ++t) {
    const float y = draw(random, 3, 0.1, z);
    z[1] += 100.0f;
    static_cast<void>(line.teach(1.0f, z, y + 40.0f));
  }
  CHECK(line.view.order == 3);
  CHECK(support::apart(mean_of_line(line.view, 1), 100.0f) < 0.3);
  const float before = line.ask(z).value;
  const float by[] = {100.0f, 0.25f, 40.0f};
  shift_line(line.view, by);
  const float moved[] = {1.0f, z[1] - 100.0f, z[2] - 0.25f};
  CHECK(support::apart(line.ask(moved).value + 40.0f, before) < 1e-4);
  CHECK(support::apart(mean_of_line(line.view, 1), 0.0f) < 0.3);
}

TEST_CASE("a line that is cleared knows nothing") {
  Line line(2);
  support::Random random(10);
  float z[most];
  for (int t = 0; t < 1000; ++t) {
    const float y = draw(random, 2, 0.1, z);
    static_cast<void>(line.teach(1.0f, z, y));
  }
  clear_line(line.view);
  CHECK(line.ask(z).value == 0.0f);
  CHECK(line.ask(z).doubt == largest_doubt);
}

TEST_SUITE_END();
