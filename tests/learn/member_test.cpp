// SPDX-License-Identifier: MIT
#include "learn/member.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace motet;
using namespace motet::core::learn;
using core::MemberState;
using support::apart;
using support::narrow;
using support::wide;

namespace {

constexpr Reach wide_reach{-1e6f, 1e6f, 1e-12f, 0.0f, 1e30f};  // a level that tells nothing

}  // namespace

TEST_SUITE_BEGIN("learn/member");

TEST_CASE("what a member says is cut to the reach of the targets") {
  MemberState member;
  member.variance = 1.0f;
  const Reach reach{-1.0f, 11.0f, 1e-12f, 5.0f, 9.0f};
  foretell(reach, 1.0f, {4.0f, 1.0f}, member);
  CHECK(member.mean == 4.0f);
  foretell(reach, 1.0f, {1e30f, 1.0f}, member);
  CHECK(member.mean == 11.0f);
  foretell(reach, 1.0f, {-1e30f, 1.0f}, member);
  CHECK(member.mean == -1.0f);
}

TEST_CASE("the correlation of neighbouring residuals is found, and an autoregressive error predicted") {
  for (const double rho : {0.9, 0.5, 0.0}) {
    MemberState member;
    support::Random random(1);
    double error = 0.0, squares = 0.0;
    for (int t = 0; t < 6000; ++t) {
      error = rho * error + random.normal();
      foretell(wide_reach, 1.0f, {3.0f, 1.0f}, member);
      if (t > 1000) squares += std::pow(3.0 + error - wide(member.mean), 2);
      learn_errors(wide_reach, 1.0f, 0.01f, narrow(3.0 + error), member);
    }
    CHECK(member.along / member.square == doctest::Approx(rho).epsilon(0.05).scale(1.0));
    CHECK(std::sqrt(squares / 5000) == doctest::Approx(1.0).epsilon(0.03));
  }
}

TEST_CASE("the residual fades with the samples since the last target") {
  MemberState member;
  member.variance = 1.0f;
  member.along = 0.8f;
  member.square = 1.0f;
  member.residual = 2.0f;
  for (const float horizon : {1.0f, 2.0f, 5.0f, 50.0f}) {
    foretell(wide_reach, horizon, {1.0f, 1.0f}, member);
    CHECK(apart(member.mean, 1.0 + 2.0 * std::pow(0.8, wide(horizon))) < 1e-5);
  }
  member.along = -0.15f;  // a negative correlation does not last
  foretell(wide_reach, 2.0f, {1.0f, 1.0f}, member);
  CHECK(member.mean == 1.0f);
}

TEST_CASE("the scale is the likeliest of Student's t, not the mean square") {
  MemberState member;
  support::Random random(2);
  double mean = 0.0;
  constexpr int count = 40000;
  for (int t = 0; t < count; ++t) {
    // t of three degrees: a normal over the root of a third of the squares of three
    double chi = 0.0;
    for (int i = 0; i < 3; ++i) chi += std::pow(random.normal(), 2);
    const double y = 2.5 * random.normal() / std::sqrt(chi / 3.0);
    foretell(wide_reach, 1.0f, {0.0f, 1.0f}, member);
    learn_errors(wide_reach, 1.0f, 0.01f, narrow(y), member);
    member.residual = 0.0f;
    if (t >= count / 2) mean += wide(member.variance);
  }
  CHECK(mean / (count / 2) == doctest::Approx(6.25).epsilon(0.08));
}

TEST_CASE("the log density is that of t in double") {
  MemberState member;
  member.mean = 1.5f;
  member.width = 0.25f;
  for (double y = -3.0; y < 6.0; y += 0.31) {
    const double t = (wide(narrow(y)) - 1.5) / 0.25;
    const double exact = std::log(2.0 / (3.14159265358979 * std::sqrt(3.0)) / 0.25) - 2.0 * std::log1p(t * t / 3.0);
    CHECK(apart(measure_member(member, narrow(y)), exact) < 1e-5);
  }
}

TEST_CASE("doubt widens the density as a deviation of the noise does") {
  MemberState member;
  member.variance = 4.0f;
  foretell(wide_reach, 1.0f, {0.0f, 9.0f}, member);
  CHECK(member.width == 6.0f);
}

TEST_CASE("what a member does not know is drawn to the level of the targets, and no less sure than that") {
  MemberState member;
  member.variance = 0.25f;
  const Reach reach{-100.0f, 100.0f, 1e-12f, 10.0f, 4.0f};
  for (const float doubt : {1.0f, 2.0f, 17.0f, 1e6f}) {
    foretell(reach, 1.0f, {90.0f, doubt}, member);
    const double unknown = 0.25 * (wide(doubt) - 1.0);
    const double part = 4.0 / (unknown + 4.0);
    CHECK(wide(member.mean) == doctest::Approx(10.0 + 80.0 * part).epsilon(1e-4));
    CHECK(wide(member.width) == doctest::Approx(std::sqrt(0.25 + unknown * part)).epsilon(1e-4));
  }
  CHECK(member.mean < 10.01f);
  CHECK(member.width < 2.07f);
}

TEST_CASE("one wild target moves the scale by a twentieth, a run of them is believed") {
  MemberState member;
  member.variance = 1.0f;
  const auto learn = [&](float y) {
    foretell(wide_reach, 1.0f, {0.0f, 1.0f}, member);
    learn_errors(wide_reach, 1.0f, 0.01f, y, member);
    member.residual = 0.0f;
  };
  learn(1e4f);
  CHECK(member.variance < 1.05f);
  for (int t = 0; t < 20; ++t) learn(1e4f);
  CHECK(member.variance > 1e6f);
}

TEST_CASE("a scale of nearly nothing is left within 20 samples") {
  MemberState member;
  const Reach reach{0.0f, 1.0f, 1e-12f, 0.5f, 0.1f};
  support::Random random(3);
  for (int t = 0; t < 100; ++t) {
    foretell(reach, 1.0f, {0.0f, 1.0f}, member);
    learn_errors(reach, 1.0f, 0.01f, 0.0f, member);
  }
  CHECK(member.variance == reach.least);
  for (int t = 0; t < 20; ++t) {
    foretell(reach, 1.0f, {0.0f, 1.0f}, member);
    learn_errors(reach, 1.0f, 0.01f, narrow(random.normal()), member);
    member.residual = 0.0f;
  }
  CHECK(member.variance > 0.05f);
  CHECK(member.variance < 3.0f);
}

TEST_CASE("errors as large as floats allow leave every number finite") {
  MemberState member;
  const Reach reach{-1e15f, 1e15f, 1e-30f, 0.0f, 1e30f};
  for (int t = 0; t < 100; ++t) {
    foretell(reach, 1.0f, {t % 2 == 0 ? 1e15f : -1e15f, largest_doubt}, member);
    REQUIRE(std::isfinite(measure_member(member, 1e15f)));
    learn_errors(reach, 1.0f, 0.01f, t % 3 == 0 ? 1e15f : 0.0f, member);
  }
  for (const float value : {member.mean, member.width, member.variance, member.along, member.square}) {
    CHECK(std::isfinite(value));
  }
}

TEST_SUITE_END();
