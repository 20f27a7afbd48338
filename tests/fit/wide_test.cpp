// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstring>
#include <memory>

#include "motet/estimator.hpp"
#include "motet/state.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/planted.hpp"
#include "support/reference.hpp"
#include "workspace/stage.hpp"

// More than 32 inputs: moments of the second order alone.

using namespace motet;
using support::Design;
using support::Parameters;
using support::Samples;
using support::wide;

namespace {

constexpr std::uint32_t dim = 40;
using Learner = Estimator<dim, 2, 1500>;
using Learnt = Model<dim, 2>;

struct Planted {
  explicit Planted(std::uint64_t seed, std::size_t count)
      : random(seed),
        truth(support::plant_mixture(random, 2, dim, 0.3)),
        samples(support::draw_samples(truth, random, count)) {}
  support::Random random;
  Parameters truth;
  Samples samples;
};

void feed(Learner& learner, const Samples& samples, std::size_t from, std::size_t to) {
  const std::span<const float> x = samples.x, y = samples.y;
  REQUIRE(learner.push(x.subspan(from * dim, (to - from) * dim), y.subspan(from, to - from), to - from) == Status::ok);
}

[[nodiscard]] bool same_bits(const Learnt& a, const Learnt& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

}  // namespace

TEST_SUITE_BEGIN("fit/wide");

TEST_CASE("memory grows as the square of the inputs: twice as many take at most 4.2 times as much") {
  CHECK(sizeof(Estimator<64, 3, 0>) < 4.2 * sizeof(Estimator<33, 3, 0>));
  CHECK(sizeof(Estimator<128, 3, 0>) < 4.2 * sizeof(Estimator<64, 3, 0>));
  CHECK(sizeof(Estimator<33, 3, 0>) < sizeof(Estimator<32, 3, 0>));
}

TEST_CASE("a planted mixture of 40 inputs is found gate-first, as well as by EM from the truth in double") {
  const Planted planted(1, 6000);
  const auto learner = std::make_unique<Learner>();
  const auto model = std::make_unique<Learnt>();
  feed(*learner, planted.samples, 0, 6000);
  Report report;
  REQUIRE(learner->fit(*model, report) == Status::ok);
  CHECK(report.start == Start::gate_first);
  CHECK(report.tensor_state == TensorState::no_third_order);
  CHECK(report.experts == 2);
  CHECK(report.rank == dim);
  CHECK(report.left_out == InputSet{});
  CHECK(report.skewness == 0.0f);
  Samples kept{dim, 1500, {}, {}};
  for (std::uint32_t t = 0; t < 1500; ++t) {
    const float* row = core::stream::kept_row(learner->view(), t);
    kept.x.insert(kept.x.end(), row, row + dim);
    kept.y.push_back(row[dim]);
  }
  const Design design(kept);
  const double best = support::refine(design, planted.truth).loglik;
  CHECK(support::compute_loglik(support::read_parameters(*model), design) > best - 0.02);
}

TEST_CASE("a fit in slices of any length has the bits of a fit at once") {
  const Planted planted(2, 3000);
  const auto learner = std::make_unique<Learner>();
  feed(*learner, planted.samples, 0, 3000);
  const auto whole = std::make_unique<Learnt>();
  const auto sliced = std::make_unique<Learnt>();
  REQUIRE(learner->fit(*whole) == Status::ok);
  REQUIRE(learner->begin_fit() == Status::ok);
  Status status = Status::unfinished;
  for (std::uint32_t budget = 7; status == Status::unfinished; budget = budget % 101 + 13) {
    status = learner->step_fit(budget, *sliced);
  }
  REQUIRE(status == Status::ok);
  CHECK(same_bits(*whole, *sliced));
}

TEST_CASE("two halves merged have the moments of the whole, and its fit; so has a saved state") {
  const Planted planted(3, 4000);
  const auto whole = std::make_unique<Learner>();
  const auto first = std::make_unique<Learner>();
  const auto second = std::make_unique<Learner>();
  feed(*whole, planted.samples, 0, 4000);
  feed(*first, planted.samples, 0, 1500);
  feed(*second, planted.samples, 1500, 4000);
  REQUIRE(merge(*first, *second) == Status::ok);
  core::solve::Workspace of_whole = core::solve::lay_out(whole->view());
  REQUIRE(core::solve::whiten(of_whole) == Status::ok);
  core::solve::Workspace of_first = core::solve::lay_out(first->view());
  REQUIRE(core::solve::whiten(of_first) == Status::ok);
  CHECK(of_first.white.samples == 4000.0f);
  CHECK(support::apart(of_first.white.condition, wide(of_whole.white.condition)) < 1e-3);
  std::vector<std::byte> bytes(image_bytes<Learner>);
  REQUIRE(save(bytes, *first) == Status::ok);
  REQUIRE(load(bytes, *second) == Status::ok);
  const auto a = std::make_unique<Learnt>();
  const auto b = std::make_unique<Learnt>();
  REQUIRE(first->fit(*a) == Status::ok);
  REQUIRE(second->fit(*b) == Status::ok);
  CHECK(same_bits(*a, *b));
  bytes[bytes.size() / 4] ^= std::byte{1};
  CHECK(load(bytes, *second) == Status::damaged);
}

TEST_CASE("without a window two experts are refused, and one line is fitted; a constant input beyond the 32nd is named") {
  Planted planted(4, 2000);
  for (std::size_t t = 0; t < 2000; ++t) planted.samples.x[t * dim + 35] = 1.0f;
  const auto learner = std::make_unique<Estimator<dim, 2, 0>>();
  const auto model = std::make_unique<Learnt>();
  REQUIRE(learner->push(planted.samples.x, planted.samples.y, 2000) == Status::ok);
  CHECK(learner->fit(*model) == Status::window_needed);
  CHECK(model->experts() == 0);
  Settings settings;
  settings.experts = 1;
  REQUIRE(learner->adjust(settings) == Status::ok);
  Report report;
  REQUIRE(learner->fit(*model, report) == Status::ok);
  CHECK(report.tensor_state == TensorState::no_third_order);
  CHECK(report.rank == dim - 1);
  for (std::uint32_t j = 0; j < dim; ++j) CHECK(report.left_out.has(j) == (j == 35));
}

TEST_SUITE_END();
