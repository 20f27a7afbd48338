// SPDX-License-Identifier: MIT
#include "start/complete_frame.hpp"

#include <doctest/doctest.h>

#include "support/collinear.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

test::Rows to_rows(const support::CollinearRows& rows) { return {rows.dim, rows.x, rows.y}; }

/// Three inputs, the second 1e-3 beside the first.
test::Rows draw_near(std::size_t count, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(3, count, seed);
  for (std::size_t s = 0; s < count; ++s) rows.at(s)[1] = rows.at(s)[0] + 1e-3f * rows.at(s)[1];
  return rows;
}

}  // namespace

TEST_SUITE_BEGIN("start/complete_frame");

TEST_CASE("a direction that moments do not resolve is found on the kept samples, and is white, 3 inputs x 600") {
  const test::Stage<3, 1, 600> stage(test::make_settings(3, 1), draw_near(600, 1));
  const core::solve::Whitening& white = stage.work.white;
  CHECK(stage.status == Status::ok);
  CHECK(white.rank == 3);
  CHECK(white.seen == 2);
  CHECK(white.left_out == 0);
  // Two inputs of correlation 1 - 5e-7: eigenvalues 2 and 5e-7, within the number of inputs.
  CHECK(white.condition > 1e6f);
  CHECK(white.condition < 2e7f);
  const test::White samples = stage.read();
  for (std::uint32_t a = 0; a <= 3; ++a) {
    double product = a == 3 ? -1.0 : 0.0;
    for (std::size_t t = 0; t < samples.count; ++t) product += samples.row(t)[3] * samples.row(t)[a] / 600.0;
    CHECK(std::fabs(product) <= 1e-3);
  }
}

TEST_CASE("the inverse undoes the completed map, 3 inputs") {
  const test::Stage<3, 1, 600> stage(test::make_settings(3, 1), draw_near(600, 2));
  const core::solve::Workspace& work = stage.work;
  float z[8], w[8];
  for (std::uint32_t t = 0; t < 600; ++t) {
    static_cast<void>(core::solve::read_sample(work, t, w));
    static_cast<void>(core::solve::read_frame(work, t, z));
    double apart[4] = {};
    for (std::uint32_t j = 1; j <= 3; ++j) {
      apart[j] = wide(work.white.mean(j - 1, work.row())) - wide(z[j]);
      for (std::uint32_t e = 0; e < 3; ++e) apart[j] += wide(w[1 + e]) * wide(work.white.inverse[e * work.row() + j]);
      CHECK(std::fabs(apart[j]) <= 1e-4);
    }
  }
}

TEST_CASE("a sum to rounding is left out, and the inputs that take part are named, 4 inputs x 500") {
  test::Rows rows = test::draw_rows(4, 500, 3);
  for (std::size_t s = 0; s < 500; ++s) rows.at(s)[2] = rows.at(s)[0] + rows.at(s)[1];
  const test::Stage<4, 1, 500> stage(test::make_settings(4, 1), rows);
  CHECK(stage.work.white.rank == 3);
  CHECK(stage.work.white.left_out == 7);
  Settings strict = test::make_settings(4, 1);
  strict.drop_collinear = false;
  CHECK(test::Stage<4, 1, 500>(strict, rows).status == Status::ill_conditioned);
  CHECK(test::Stage<3, 1, 600>(test::make_settings(3, 1), draw_near(600, 4)).status == Status::ok);
}

TEST_CASE("a constant input is left out beside completed ones, and no more than the limit says is found, 3 inputs") {
  test::Rows rows = draw_near(400, 5);
  for (std::size_t s = 0; s < 400; ++s) rows.at(s)[2] = 4.0f;
  const test::Stage<3, 1, 400> stage(test::make_settings(3, 1), rows);
  CHECK(stage.work.white.rank == 2);
  CHECK(stage.work.white.left_out == 4);
  Settings limited = test::make_settings(3, 1);
  limited.condition_limit = 1e5f;
  const test::Stage<3, 1, 400> short_of(limited, rows);
  CHECK(short_of.work.white.rank == 1);
  CHECK(short_of.work.white.left_out == 7);
}

TEST_CASE("one expert over collinear inputs is least squares in double, 22 kinds" * needs(Effort::some)) {
  for (const support::CollinearKind& kind : support::collinear_kinds) {
    CAPTURE(kind.name);
    const support::CollinearRows rows = support::draw_collinear(kind, 1, 2000, 7);
    const support::CollinearRows fresh = support::draw_collinear(kind, 1, 2000, 8);
    Estimator<8, 1, 512> learner(test::make_settings(kind.dim, 1));
    CHECK(test::push_rows(learner.view(), to_rows(rows), 0, 2000) == 0);
    Model<8, 1> model;
    Report report;
    REQUIRE(learner.fit(model, report) == Status::ok);
    if (report.rank < kind.dim && kind.kind != support::Collinear::sum) {
      // Powers of a temperature in kelvin, above the third: their condition is beyond what floats hold.
      CHECK(kind.kind == support::Collinear::kelvin);
      CHECK(kind.dim > 3);
      CHECK(report.left_out != 0);
      continue;
    }
    const support::LeastSquares line(rows, 0);
    double ours = 0.0, exact = 0.0;
    for (std::size_t s = 0; s < fresh.count(); ++s) {
      Prediction<1> prediction;
      REQUIRE(model.predict({fresh.row(s), kind.dim}, prediction) == Status::ok);
      ours += std::pow(wide(prediction.mean) - wide(fresh.y[s]), 2.0);
      exact += std::pow(line.predict(fresh.row(s)) - wide(fresh.y[s]), 2.0);
    }
    CHECK(ours <= 1.05 * 1.05 * exact);
  }
}

TEST_SUITE_END();
