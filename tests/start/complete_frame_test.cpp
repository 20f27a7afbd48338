// SPDX-License-Identifier: MIT
#include "start/complete_frame.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "fit/course.hpp"
#include "start/whiten.hpp"
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

using Near = Estimator<3, 1, 200>;

Near filled(std::uint64_t seed) {
  Near learner(test::make_settings(3, 1));
  test::Rows rows = draw_near(200, seed);
  for (std::size_t s = 0; s < 200; ++s) rows.at(s)[2] = rows.at(s)[0] + rows.at(s)[1];  // nothing is left of one input
  CHECK(test::push_rows(learner.view(), rows, 0, 200) == 0);
  return learner;
}

/// Whitens in slices of `budget` steps; returns their number.
std::uint32_t whiten(Near& learner, std::uint32_t budget) {
  core::solve::Workspace work{};
  Status status = core::solve::open_fit(learner.view());
  std::uint32_t slices = 0;
  do {
    REQUIRE(core::solve::resume_fit(learner.view(), budget, 0, work) == Status::ok);
    status = core::solve::whiten(work);
    core::solve::lay_down(work);
    ++slices;
  } while (status == Status::unfinished);
  CHECK(status == Status::ok);
  CHECK(work.white.rank == 2);
  return slices;
}

/// Bytes of the frame that two learners have found otherwise.
int compare(Near& a, Near& b) {
  const std::uint32_t floats = Near::plan.scratch - Near::plan.solve;
  const int course = std::memcmp(&a.view().state->course.white, &b.view().state->course.white, sizeof(core::WhiteFrame));
  return course != 0
             ? course
             : std::memcmp(a.view().block + Near::plan.solve, b.view().block + Near::plan.solve, floats * sizeof(float));
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

TEST_CASE("a frame is completed in slices of any length as at once, bit for bit, 3 inputs x 200") {
  Near whole = filled(6);
  CHECK(whiten(whole, ~std::uint32_t{0}) == 1);
  const std::uint32_t pass = 200 + 1;  // with the least squares behind it
  Near stepped = filled(6);
  const std::uint32_t steps = whiten(stepped, 1);
  CHECK(steps > 3 * pass + 200);  // a direction is found
  CHECK(compare(whole, stepped) == 0);
  for (const std::uint32_t budget : {2u, 3u, 199u, 200u, 201u, 500u}) {
    CAPTURE(budget);
    Near sliced = filled(6);
    CHECK(whiten(sliced, budget) == (steps + budget - 1) / budget);
    CHECK(compare(whole, sliced) == 0);
  }
}

TEST_CASE("after a fit the same frame is completed again, 3 inputs x 200") {
  Near fresh = filled(7), fitted = filled(7);
  Model<3, 1> model;
  REQUIRE(fitted.fit(model) == Status::ok);
  const auto complete_anew = [](Near& learner) {
    core::solve::Workspace work = core::solve::lay_out(learner.view());
    CHECK(core::solve::whiten(work) == Status::ok);
    CHECK(work.white.rank == 2);
    return std::vector<float>(work.white.forward, work.white.forward + 2 * 3 * work.row());
  };
  CHECK(complete_anew(fresh) == complete_anew(fitted));
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
