// SPDX-License-Identifier: MIT
#include "fit/course.hpp"

#include <doctest/doctest.h>

#include <cmath>

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

}  // namespace

TEST_SUITE_BEGIN("fit/course");

TEST_CASE("a fit that is opened is whitened, has found nothing yet, and is not under way before it sets out") {
  Learner learner = filled();
  core::solve::Workspace work{};
  REQUIRE(core::solve::open_fit(learner.view(), work) == Status::ok);
  CHECK(work.white.rank == 3);
  CHECK(work.course().accepted == 200);
  for (std::uint32_t e = 0; e < 3; ++e) CHECK(work.found.spectrum[e] == 0.0f);
  CHECK_FALSE(learner.fitting());
  CHECK(learner.view().state->steady);
  core::solve::set_out(work, core::Attempt::tensor);
  CHECK(learner.fitting());
  CHECK_FALSE(learner.view().state->steady);
}

TEST_CASE("a slice finds the numbers as the one before put them down, with a budget of its own") {
  Learner learner = filled();
  core::solve::Workspace work{};
  CHECK(core::solve::resume_fit(learner.view(), 5, work) == Status::not_begun);
  REQUIRE(core::solve::open_fit(learner.view(), work) == Status::ok);
  core::solve::set_out(work, core::Attempt::tensor);
  work.best.loglik = -1.25f;
  work.found.revived = 3;
  CHECK(core::solve::close_slice(work, Status::unfinished) == Status::unfinished);
  core::solve::Workspace next{};
  REQUIRE(core::solve::resume_fit(learner.view(), 2, next) == Status::ok);
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
    REQUIRE(core::solve::open_fit(learner.view(), work) == Status::ok);
    core::solve::set_out(work, core::Attempt::tensor);
    CHECK(core::solve::close_slice(work, end) == end);
    CHECK_FALSE(learner.fitting());
    CHECK(learner.view().state->steady);
    CHECK(learner.view().state->course.accepted == (end == Status::ok ? 200u : 0u));
  }
}

TEST_CASE("only the likelier candidate is kept, and none whose likelihood is no number") {
  Learner learner = filled();
  core::solve::Workspace work{};
  REQUIRE(core::solve::open_fit(learner.view(), work) == Status::ok);
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
  core::solve::Workspace work{};
  REQUIRE(core::solve::open_fit(learner.view(), work) == Status::ok);
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
