// SPDX-License-Identifier: MIT
#include "workspace/workspace.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "climb/expect.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

/// A piece of the block: first float and how many.
struct Piece {
  const float* from;
  std::uint32_t floats;
};

/// Whether the pieces lie in [begin, end) and none touches another.
bool fit_into(std::vector<Piece> pieces, const float* begin, const float* end) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.from < b.from; });
  for (const Piece& piece : pieces) {
    if (piece.from < begin) return false;
    begin = piece.from + piece.floats;
  }
  return begin <= end;
}

void add_candidate(const core::solve::Workspace& work, std::uint32_t experts, const core::solve::Candidate& c,
                   std::vector<Piece>& pieces) {
  pieces.insert(pieces.end(),
                {{c.expert, experts * work.row()}, {c.gate, experts * work.row()}, {c.variance, experts}, {c.weight, experts}});
}

/// Checks that what outlives a stage, and the sums of EM, find room for every number of inputs and experts.
template <std::uint32_t Dim, std::uint32_t Experts, std::uint32_t Window>
void check_room() {
  static Estimator<Dim, Experts, Window> learner;
  for (std::uint32_t dim = 1; dim <= Dim; ++dim) {
    for (std::uint32_t experts = 1; experts <= Experts; ++experts) {
      CHECK(learner.reset(test::make_settings(dim, experts)) == Status::ok);
      const core::EstimatorView e = learner.view();
      core::solve::Workspace work = core::solve::lay_out(e);
      std::vector<Piece> pieces = {{work.white.forward, dim * work.row()},
                                   {work.white.inverse, dim * work.row()},
                                   {work.white.scale, dim},
                                   {work.bend, core::pair_count(dim)},
                                   {work.found.spectrum, dim},
                                   {work.found.residual, experts},
                                   {work.found.passes, experts}};
      for (const core::solve::Candidate& each : {work.current, work.best, work.saved})
        add_candidate(work, experts, each, pieces);
      CHECK(fit_into(pieces, e.block + e.plan->solve, e.block + e.plan->scratch));
      CHECK(work.white.inverse == work.white.forward + dim * work.row());  // whiten clears them as one

      work.white.rank = dim;
      work.current.experts = experts;
      const core::solve::Sums sums = core::solve::lay_sums(work);
      const std::uint32_t packed = core::packed_floats(dim + 1);
      const std::uint32_t unknowns = (experts - 1) * (dim + 1);
      const float* end = e.block + e.plan->scratch + e.plan->scratch_floats;
      const Piece gradient{sums.gradient, experts * work.row()};
      const Piece share{sums.share, 5 * core::padded(experts)};
      const Piece curvature{sums.curvature, core::pair_count(experts - 1) * packed};
      CHECK(fit_into({share,
                      gradient,
                      curvature,
                      {sums.normal, experts * packed},
                      {sums.moment, experts * work.row()},
                      {sums.weight, experts},
                      {sums.energy, experts},
                      {sums.loglik, 2}},
                     work.scratch, sums.end));
      CHECK(sums.end <= end);
      CHECK(fit_into({share, gradient, curvature, {sums.hessian, core::pair_count(unknowns)}, {sums.step, unknowns}},
                     work.scratch, end));
    }
  }
}

/// A shelf that knows its end, and notes where more is taken than it holds.
class BoundedShelf {
 public:
  using Piece = std::uint32_t;
  explicit BoundedShelf(std::uint32_t floats) : end_(floats) {}
  Piece take(std::uint32_t floats) {
    const Piece piece = at_;
    at_ += core::padded(floats);
    overrun_ = overrun_ || at_ > end_;
    return piece;
  }
  [[nodiscard]] bool overrun() const { return overrun_; }

 private:
  std::uint32_t at_ = 0;
  std::uint32_t end_;
  bool overrun_ = false;
};

/// The layouts of a fit, in regions of so many floats: whether a piece goes beyond its end.
bool overruns(std::uint32_t solve, std::uint32_t scratch, std::uint32_t dim, std::uint32_t experts, bool windowed) {
  BoundedShelf all(solve), sums(scratch), step(scratch), spectrum(scratch), contraction(scratch), tensor(scratch);
  static_cast<void>(core::lay_solve(all, dim, experts));
  if (windowed) static_cast<void>(core::lay_sums(sums, step, dim, dim + 1, experts));
  static_cast<void>(core::lay_spectrum(spectrum, dim));
  static_cast<void>(core::lay_contraction(contraction, dim));
  static_cast<void>(core::lay_tensor(tensor, dim, experts));
  return all.overrun() || sums.overrun() || step.overrun() || spectrum.overrun() || contraction.overrun() || tensor.overrun();
}

}  // namespace

TEST_SUITE_BEGIN("workspace/workspace");

TEST_CASE("the regions of a plan hold every layout of a fit, and with a word less one overruns") {
  for (std::uint32_t dim = 1; dim <= max_cubic_dim; ++dim) {
    for (std::uint32_t experts = 1; experts <= max_experts; ++experts) {
      for (const std::uint32_t window : {0u, 9u}) {
        const core::Plan plan = core::make_plan(dim, experts, window);
        const std::uint32_t solve = plan.scratch - plan.solve;
        CHECK_FALSE(overruns(solve, plan.scratch_floats, dim, experts, window > 0));
        CHECK(overruns(solve - 4, plan.scratch_floats, dim, experts, window > 0));
        CHECK(overruns(solve, plan.scratch_floats - 4, dim, experts, window > 0));
        CHECK(core::ModelShape{experts, core::padded(dim)}.floats() <= plan.scratch_floats);
      }
    }
  }
}

TEST_CASE("the regions of a plan follow each other without a gap or an overlap") {
  constexpr core::Plan plan = core::make_plan(5, 3, 100);
  static_assert(plan.moments == 0 && plan.young == core::tile_count(6) * core::tile_floats && plan.sample == 2 * plan.young);
  static_assert(plan.sample < plan.frame && plan.frame < plan.solve && plan.solve < plan.scratch);
  static_assert(plan.scratch + plan.scratch_floats == plan.reservoir && plan.reservoir + 600 == plan.floats);
  CHECK(plan.calibration == plan.young / 6);
}

TEST_CASE("a prefix of the packed pairs is the packed pairs of a smaller order, 1 to 32") {
  std::uint32_t at = 0;
  for (std::uint32_t j = 0; j < 32; ++j) {
    CHECK(core::pair_count(j) == at);
    for (std::uint32_t i = 0; i <= j; ++i) CHECK(core::pair_index(i, j) == at++);
  }
}

TEST_CASE("every piece finds room whatever the settings within the bounds") {
  check_room<1, 1, 1>();
  check_room<1, 8, 4>();
  check_room<2, 3, 9>();
  check_room<5, 4, 16>();
  check_room<32, 8, 1>();
}

TEST_CASE("a shelf hands out whole words") {
  float floats[16];
  core::solve::Shelf shelf(floats);
  CHECK(shelf.take(1) == floats);
  CHECK(shelf.take(4) == floats + 4);
  CHECK(shelf.take(0) == floats + 8);
  CHECK(shelf.take(5) == floats + 8);
  CHECK(shelf.take(1) == floats + 16);
}

TEST_CASE("a kept sample is read in the frame and in white coordinates, with zeros behind the rank, 3 to 6 inputs") {
  for (const std::uint32_t dim : {3u, 4u, 5u, 6u}) {
    test::Rows rows = test::draw_rows(dim, 60, dim);
    for (std::size_t s = 0; s < 60; ++s) rows.at(s)[1] = 7.0f;
    const test::Stage<6, 2, 60> stage(test::make_settings(dim, 2), rows);
    const core::solve::Workspace& work = stage.work;
    CHECK(work.white.rank == dim - 1);
    support::Worst worst;
    for (std::uint32_t t = 0; t < 60; ++t) {
      support::Fenced z(1 + core::padded(dim)), w(work.row());
      const float y = core::solve::read_frame(work, t, z.data());
      const double target = (wide(y) - wide(work.white.target_mean)) / wide(work.white.target_deviation);
      const float white_y = core::solve::read_sample(work, t, w.data());
      CHECK(z.intact());
      CHECK(w.intact());
      CHECK(z[0] == 1.0f);
      CHECK(w[0] == 1.0f);
      worst.add(support::apart(white_y, target), 3.0 * support::roundoff * (std::fabs(target) + 4.0));
      for (std::uint32_t e = 0; e < work.white.rank; ++e) {
        double sum = 0.0, size = 0.0;
        for (std::uint32_t j = 0; j < work.order(); ++j) {
          const double term = wide(work.white.forward[e * work.row() + j]) * wide(z[j]);
          sum += term;
          size += std::fabs(term);
        }
        worst.add(support::apart(w[1 + e], sum), 5.0 * support::roundoff * size);
      }
      for (std::uint32_t e = work.white_order(); e < work.row(); ++e) CHECK(support::bits(w[e]) == 0);
      for (std::uint32_t j = 0; j < dim; ++j) {
        const float frame =
            (rows.at(t)[j] - core::stream::frame_shift(work.estimator)[j]) * core::stream::frame_scale(work.estimator)[j];
        CHECK(z[1 + j] == frame);
      }
    }
    CHECK(worst.ratio <= 1.0);
  }
}

TEST_SUITE_END();
