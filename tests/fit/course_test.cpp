// SPDX-License-Identifier: MIT
#include "fit/course.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "workspace/stage.hpp"

using namespace motet;

namespace {

using Learner = Estimator<3, 2, 40>;

Learner filled() {
  Learner learner;
  const test::Rows rows = test::draw_rows(3, 200, 4);
  CHECK(learner.push(rows.x, rows.y, 200) == Status::ok);
  return learner;
}

[[nodiscard]] Status read_moments(core::solve::Workspace& work) {
  return core::solve::read_moments(work, true, core::Attempt::tensor, [&work] { return core::solve::label_linear(work); });
}

/// Opens a fit and reads the moments, in slices of `budget` steps.
core::solve::Workspace read(Learner& learner, std::uint32_t budget) {
  REQUIRE(core::solve::open_fit(learner.view()) == Status::ok);
  core::solve::Workspace work{};
  Status status = Status::unfinished;
  while (status == Status::unfinished) {
    REQUIRE(core::solve::resume_fit(learner.view(), budget, 0, work) == Status::ok);
    status = read_moments(work);
    core::solve::lay_down(work);
  }
  CHECK(status == Status::ok);
  return work;
}

}  // namespace

TEST_SUITE_BEGIN("fit/course");

TEST_CASE("a fit that is opened is under way, and holds the window still") {
  Learner learner = filled();
  CHECK(learner.view().state->steady);
  REQUIRE(core::solve::open_fit(learner.view()) == Status::ok);
  CHECK(learner.fitting());
  CHECK_FALSE(learner.view().state->steady);
  CHECK(learner.view().state->course.accepted == 200);
  CHECK(learner.view().state->course.begun == 200.0f);
}

TEST_CASE("the moments are read in slices as at once: the white frame, how the target bends, the tensors") {
  Learner learner = filled(), sliced = filled();
  core::solve::Workspace whole = read(learner, ~std::uint32_t{0});
  core::solve::Workspace work = read(sliced, 1);
  CHECK(work.white.rank == 3);
  CHECK(work.white.skewness == whole.white.skewness);
  CHECK(work.found.tensor_state == whole.found.tensor_state);
  CHECK(std::memcmp(learner.view().block + learner.plan.solve, sliced.view().block + learner.plan.solve,
                    (learner.plan.scratch - learner.plan.solve) * sizeof(float)) == 0);
  CHECK(work.course().attempt == core::Attempt::tensor);
}

TEST_CASE("samples that come while the moments are read are read too; where they widen the frame, reading begins anew") {
  std::uint32_t undisturbed = 0;
  for (const float y : {1.0f, 1e6f}) {
    Learner learner = filled();
    const float x[3] = {0.5f, 0.5f, -0.5f};
    REQUIRE(core::solve::open_fit(learner.view()) == Status::ok);
    std::uint32_t slices = 0, widened = 0;
    core::solve::Workspace work{};
    do {
      if (slices == 17) {
        const std::uint32_t before = learner.view().state->widenings;
        CHECK(learner.push(x, y) == Status::ok);
        widened = learner.view().state->widenings - before;
      }
      REQUIRE(core::solve::resume_fit(learner.view(), 1, 0, work) == Status::ok);
      CHECK(work.white.samples == 200.0f + (slices >= 17 ? 1.0f : 0.0f));
      const Status status = read_moments(work);
      CHECK(core::solve::close_slice(work, status == Status::ok ? Status::unfinished : status) == Status::unfinished);
      ++slices;
      REQUIRE(slices < 200);
    } while (work.course().attempt != core::Attempt::tensor);
    CHECK((widened > 0) == (y > 1.0f));
    CHECK(work.white.target_scale == learner.view().state->target_scale);
    if (y == 1.0f) undisturbed = slices;
    CHECK(slices == undisturbed + (y > 1.0f ? 17 : 0));
  }
}

TEST_CASE("reading begins anew wherever the frame has widened, if all the rest is read in one slice") {
  const float x[3] = {0.5f, 0.5f, -0.5f};
  for (std::uint32_t done = 1; done < 60; ++done) {
    Learner learner = filled();
    REQUIRE(core::solve::open_fit(learner.view()) == Status::ok);
    core::solve::Workspace work{};
    const auto go_on = [&](std::uint32_t budget) {
      REQUIRE(core::solve::resume_fit(learner.view(), budget, 0, work) == Status::ok);
      const Status status = read_moments(work);
      core::solve::lay_down(work);
      return status;
    };
    REQUIRE(go_on(done) == Status::unfinished);
    REQUIRE(learner.push(x, 1e6f) == Status::ok);
    Learner fresh = learner;
    REQUIRE(go_on(~std::uint32_t{0}) == Status::ok);
    const core::solve::Workspace whole = read(fresh, ~std::uint32_t{0});
    CHECK(work.white.skewness == whole.white.skewness);
    CHECK(std::memcmp(work.bend, whole.bend, core::pair_count(3) * sizeof(float)) == 0);
    CHECK(std::memcmp(work.white.forward, whole.white.forward, 2 * 3 * work.row() * sizeof(float)) == 0);
  }
}

TEST_CASE("a slice finds the numbers as the one before put them down, with a budget of its own") {
  Learner learner = filled();
  core::solve::Workspace work{};
  CHECK(core::solve::resume_fit(learner.view(), 5, 0, work) == Status::not_begun);
  REQUIRE(core::solve::open_fit(learner.view()) == Status::ok);
  REQUIRE(core::solve::resume_fit(learner.view(), 5, 0, work) == Status::ok);
  work.best.loglik = -1.25f;
  work.found.revived = 3;
  CHECK(core::solve::close_slice(work, Status::unfinished) == Status::unfinished);
  core::solve::Workspace next{};
  REQUIRE(core::solve::resume_fit(learner.view(), 2, 0, next) == Status::ok);
  CHECK(next.best.loglik == -1.25f);
  CHECK(next.found.revived == 3);
  CHECK(next.white.condition == work.white.condition);
  CHECK(next.spend());
  CHECK(next.spend());
  CHECK_FALSE(next.spend());
}

TEST_CASE("an end lets the window go on; a bad one leaves nothing of the course, a good one what the report needs") {
  for (const Status end : {Status::ok, Status::no_fit}) {
    Learner learner = filled();
    core::solve::Workspace work{};
    REQUIRE(core::solve::open_fit(learner.view()) == Status::ok);
    REQUIRE(core::solve::resume_fit(learner.view(), 5, 0, work) == Status::ok);
    CHECK(core::solve::close_slice(work, end) == end);
    CHECK_FALSE(learner.fitting());
    CHECK(learner.view().state->steady);
    CHECK(learner.view().state->course.accepted == (end == Status::ok ? 200u : 0u));
  }
}

TEST_CASE("only the likelier candidate is kept, and none whose likelihood is no number") {
  Learner learner = filled();
  core::solve::Workspace work = read(learner, ~std::uint32_t{0});
  test::draw_candidate(work, 2, 1, work.current);
  work.current.loglik = -2.0f;
  core::solve::keep_likelier(work, Start::tensor);
  CHECK(work.best.loglik == -2.0f);
  CHECK(work.found.start == Start::tensor);
  for (const float loglik : {-2.0f, -3.0f, std::nanf("")}) {
    work.current.loglik = loglik;
    core::solve::keep_likelier(work, Start::gate_first);
    CHECK(work.best.loglik == -2.0f);
    CHECK(work.found.start == Start::tensor);
  }
  work.current.loglik = -1.0f;
  work.course().climb.converged = true;
  core::solve::keep_likelier(work, Start::gate_first);
  CHECK(work.best.loglik == -1.0f);
  CHECK(work.found.start == Start::gate_first);
  CHECK(work.found.converged);
}

TEST_CASE("no candidate is no fit, and writes nothing; the best is written where it can be") {
  Learner learner = filled();
  core::solve::Workspace work = read(learner, ~std::uint32_t{0});
  Model<3, 2> model;
  CHECK(core::solve::hand_out(work, model.store()) == Status::no_fit);
  CHECK_FALSE(model.fitted());
  test::draw_candidate(work, 2, 2, work.best);
  CHECK(core::solve::hand_out(work, model.store()) == Status::ok);
  CHECK(model.experts() == 2);
  CHECK(core::solve::comparable(work, model.store()));
  Model<3, 2> narrow;
  narrow.store().size->dim = 2;
  narrow.store().size->experts = 2;
  CHECK_FALSE(core::solve::comparable(work, narrow.store()));
}

TEST_SUITE_END();
