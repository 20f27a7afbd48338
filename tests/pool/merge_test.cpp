// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <limits>

#include "image/tools.hpp"
#include "pool/moments.hpp"
#include "stream/forget.hpp"
#include "stream/frame.hpp"
#include "support/effort.hpp"
#include "support/samples.hpp"

TEST_SUITE_BEGIN("pool/merge");

using namespace motet;
using test::Rows;

namespace {

/// What the contract states, relative to the larger of the entry and the count, in deviations about the pooled mean.
constexpr double tolerance = 4e-6;

/// Appends rows.
void append(Rows& to, const Rows& rows) {
  to.x.insert(to.x.end(), rows.x.begin(), rows.x.end());
  to.y.insert(to.y.end(), rows.y.begin(), rows.y.end());
}

/// Rows of a device of its own: every column has another offset and spread.
Rows draw_device(std::uint32_t dim, std::size_t count, std::uint64_t seed, double offset = 3.0) {
  support::Random random(seed);
  Rows rows = test::draw_rows(dim, count, seed + 1000);
  const auto change = [&](float* column, std::uint32_t stride) {
    const double shift = offset * random.normal(), scale = std::exp2(random.normal());
    for (std::size_t s = 0; s < count; ++s, column += stride) {
      *column = support::narrow(shift + scale * support::wide(*column));
    }
  };
  for (std::uint32_t j = 0; j < dim; ++j) change(rows.x.data() + j, dim);
  change(rows.y.data(), 1u);
  return rows;
}

template <class Learner>
Learner learnt(const Rows& rows, std::uint64_t seed = 1) {
  Settings settings;
  settings.dim = rows.dim;
  settings.seed = seed;
  Learner estimator(settings);
  REQUIRE(test::push_block(estimator.view(), rows, 0, rows.count()) == Status::ok);
  return estimator;
}

/// What is merged must be as good as what a stream leaves.
template <class Learner>
void check_sound(Learner& merged, const Rows& rows) {
  CHECK(merged.counters().accepted == rows.count());
  static Learner other;
  CHECK(load(test::saved(merged), other) == Status::ok);
  CHECK(test::moment_error(merged.view(), rows) < tolerance);
}

/// How far the moments of two estimators are apart, in deviations about the mean of the rows both have seen.
template <class Learner>
double moments_apart(Learner& a, Learner& b, const Rows& rows) {
  const test::Spread spread = test::measure(rows);
  test::Tensor first = test::moments_of(a.view(), spread), second = test::moments_of(b.view(), spread);
  return test::relative_error(first, second);
}

/// The same rows in another order.
Rows shuffled(const Rows& rows, std::uint64_t seed) {
  support::Random random(seed);
  Rows mixed = rows;
  for (std::uint32_t s = static_cast<std::uint32_t>(rows.count()); s-- > 1;) {
    const std::uint32_t other = random.below(s + 1);
    std::swap(mixed.y[s], mixed.y[other]);
    std::swap_ranges(mixed.at(s), mixed.at(s) + rows.dim, mixed.at(other));
  }
  return mixed;
}

/// Mean log density of the rows.
template <class Model>
double loglik(const Model& model, const Rows& rows) {
  double sum = 0.0;
  Attribution<2> at;
  for (std::size_t s = 0; s < rows.count(); ++s) {
    REQUIRE(model.attribute(rows.row(s), rows.y[s], at) == Status::ok);
    sum += support::wide(at.log_density);
  }
  return sum / static_cast<double>(rows.count());
}

/// A fleet whose devices see the same mixture, each another part of it.
struct Fleet {
  std::vector<Rows> shards;
  Rows all;

  Fleet(std::uint32_t dim, std::uint32_t devices, std::uint32_t most) : all{dim, {}, {}} {
    support::Random random(3);
    const support::Mixture mixture = support::make_general(random, 2, dim, 0.2);
    for (std::uint32_t d = 0; d < devices; ++d) {
      Rows rows{dim, {}, {}};
      std::vector<double> centre(dim);
      for (double& each : centre) each = 0.7 * random.normal();
      for (std::uint32_t count = 1 + random.below(most); count > 0; --count) {
        double x[max_cubic_dim]{};
        for (std::uint32_t j = 0; j < dim; ++j) {
          rows.x.push_back(support::narrow(centre[j] + 0.6 * random.normal()));
          x[j] = support::wide(rows.x.back());
        }
        const std::uint32_t expert = support::draw_expert(mixture, random, x);
        const double mean = mixture.intercept[expert] + support::dot(mixture.slope[expert], x, dim);
        rows.y.push_back(support::narrow(mean + mixture.sigma * random.normal()));
      }
      append(all, rows);
      shards.push_back(rows);
    }
  }
};

}  // namespace

TEST_CASE("moments of two devices of other frames and counts add up, 1 to 8 inputs" * support::needs(support::Effort::full)) {
  using Learner = Estimator<8, 1, 0>;
  for (std::uint32_t dim = 1; dim <= 8; dim += support::effort == support::Effort::full ? 1 : 3) {
    for (const std::uint32_t count : {std::uint32_t{200}, std::uint32_t{1000}, support::trials(20000)}) {
      for (const double offset : {0.0, 3.0, 100.0}) {
        CAPTURE(dim);
        CAPTURE(count);
        CAPTURE(offset);
        Rows all = draw_device(dim, 1000, dim, offset);
        const Rows other = draw_device(dim, count, 100 + dim, offset);
        Learner into = learnt<Learner>(all), turned = learnt<Learner>(other);
        const Learner from = turned, first = into;
        CHECK(merge(into, from) == Status::ok);
        CHECK(merge(turned, first) == Status::ok);
        append(all, other);
        check_sound(into, all);
        CHECK(test::count_different(dim + 1, core::stream::old_level(into.view()), core::stream::old_level(turned.view())) ==
              0);
        CHECK(support::same(into.view().state->target_shift, turned.view().state->target_shift));
      }
    }
  }
}

TEST_CASE("100 devices of unequal counts and frames have the moments of one stream, in whatever order they come" *
          support::needs(support::Effort::full)) {
  using Learner = Estimator<4, 1, 0>;
  for (const double offset : {0.0, 1.0, 3.0, 100.0}) {
    CAPTURE(offset);
    support::Random random(5);
    static std::array<Learner, 100> shards;
    Rows all{4, {}, {}};
    for (unsigned d = 0; d < 100; ++d) {
      const Rows rows = draw_device(4, 1 + random.below(d % 3 == 0 ? 80 : 3000), d, offset);
      shards[d] = learnt<Learner>(rows);
      append(all, rows);
    }
    Learner chain = shards[0], backwards = shards[99];
    for (std::size_t d = 1; d < 100; ++d) {
      REQUIRE(merge(chain, shards[d]) == Status::ok);
      REQUIRE(merge(backwards, shards[99 - d]) == Status::ok);
    }
    for (std::size_t step = 1; step < 100; step *= 2) {
      for (std::size_t d = 0; d + step < 100; d += 2 * step) REQUIRE(merge(shards[d], shards[d + step]) == Status::ok);
    }
    check_sound(chain, all);
    check_sound(backwards, all);
    check_sound(shards[0], all);
    Learner one = learnt<Learner>(shuffled(all, 1));
    CHECK(moments_apart(chain, one, all) < 1e-5);
    CHECK(moments_apart(chain, shards[0], all) < 2.0 * tolerance);
    CHECK(moments_apart(chain, backwards, all) < 2.0 * tolerance);
  }
}

TEST_CASE("the fit of 100 merged devices is that of one stream: within 1e-4 nats where the window holds everything" *
          support::needs(support::Effort::full)) {
  const Fleet fleet(3, 100, 60);
  static Estimator<3, 2, 4096> one, merged, shard;
  one = learnt<Estimator<3, 2, 4096>>(shuffled(fleet.all, 2));
  merged = learnt<Estimator<3, 2, 4096>>(fleet.shards[0]);
  for (std::size_t d = 1; d < fleet.shards.size(); ++d) {
    shard = learnt<Estimator<3, 2, 4096>>(fleet.shards[d]);
    REQUIRE(merge(merged, shard) == Status::ok);
  }
  CHECK(merged.view().state->kept == fleet.all.count());
  check_sound(merged, fleet.all);
  Model<3, 2> model, expected;
  Report report, report_one;
  REQUIRE(one.fit(expected, report_one) == Status::ok);
  REQUIRE(merged.fit(model, report) == Status::ok);
  CHECK(std::fabs(support::wide(report.loglik) - support::wide(report_one.loglik)) < 1e-4);
  CHECK(std::fabs(loglik(model, fleet.all) - loglik(expected, fleet.all)) < 1e-4);
}

TEST_CASE("the same holds for a fit from the moments alone" * support::needs(support::Effort::full)) {
  const Fleet fleet(3, 100, 2000);
  using Learner = Estimator<3, 2, 0>;
  Learner one = learnt<Learner>(shuffled(fleet.all, 2)), merged = learnt<Learner>(fleet.shards[0]);
  for (std::size_t d = 1; d < fleet.shards.size(); ++d) {
    REQUIRE(merge(merged, learnt<Learner>(fleet.shards[d])) == Status::ok);
  }
  Model<3, 2> model, expected;
  REQUIRE(one.fit(expected) == Status::ok);
  REQUIRE(merged.fit(model) == Status::ok);
  CHECK(std::fabs(loglik(model, fleet.all) - loglik(expected, fleet.all)) < 1e-4);
}

TEST_CASE("streams that still calibrate are taken sample by sample, whichever of the two" *
          support::needs(support::Effort::some)) {
  using Learner = Estimator<3, 2, 16>;
  for (const std::size_t ours : {0u, 1u, 14u, 27u, 28u, 500u}) {
    for (const std::size_t theirs : {0u, 1u, 14u, 27u}) {
      if (theirs != 14 && support::effort != support::Effort::full) continue;
      for (const double offset : {0.0, 3.0, 1e4}) {
        CAPTURE(ours);
        CAPTURE(theirs);
        CAPTURE(offset);
        Rows all = draw_device(3, ours, 1, offset), around = draw_device(3, theirs, 2, offset);
        const Rows more = draw_device(3, 200, 1, offset);
        Learner into = learnt<Learner>(all), turned = learnt<Learner>(around, 9);
        const Learner first = into, from = turned;
        REQUIRE(merge(into, from) == Status::ok);
        REQUIRE(merge(turned, first) == Status::ok);
        const Rows other = around;
        append(around, all);
        append(all, other);
        for (Learner* merged : {&into, &turned}) {
          const core::EstimatorView e = merged->view();
          CHECK(e.state->framed == (all.count() >= core::stream::calibration_length(e)));
          CHECK(e.state->held == (e.state->framed ? 0 : all.count()));
          CHECK(e.state->kept == (all.count() < 16 ? all.count() : 16));
          Learner loaded;
          CHECK(load(test::saved(*merged), loaded) == Status::ok);
          CHECK(test::push_rows(e, more, 0, 200) == 0);
        }
        // A stream that drifts far from its first samples has errors of its own: a merge adds little to them.
        append(all, more);
        append(around, more);
        Learner one = learnt<Learner>(all), another = learnt<Learner>(around);
        const double bound = tolerance + 2.0 * test::moment_error(one.view(), all);
        CHECK(test::moment_error(into.view(), all) < bound);
        const double bound_around = tolerance + 2.0 * test::moment_error(another.view(), around);
        CHECK(test::moment_error(turned.view(), around) < bound_around);
      }
    }
  }
}

TEST_CASE("two streams that forget are pooled as if both had ended now: moments, weights and windows, in either order") {
  using Learner = Estimator<3, 2, 64>;
  const test::Rows first = test::draw_rows(3, 1000, 1), second = test::draw_rows(3, 1000, 2);
  for (const float memory : {20.0f, 100.0f, 3000.0f}) {
    for (const std::size_t ours : {1000u, 500u, 10u}) {
      for (const std::size_t theirs : {1000u, 400u, 20u}) {
        CAPTURE(memory);
        CAPTURE(ours);
        CAPTURE(theirs);
        Settings settings;
        settings.memory = memory;
        Learner a(settings), b(settings);
        REQUIRE(test::push_rows(a.view(), first, 0, ours) == 0);
        REQUIRE(test::push_rows(b.view(), second, 0, theirs) == 0);
        Learner ab = a, ba = b;
        REQUIRE(merge(ab, b) == Status::ok);
        REQUIRE(merge(ba, a) == Status::ok);
        double sum = 0.0, squares = 0.0;
        for (Learner* each : {&a, &b}) {
          const core::State& state = *each->view().state;
          const double weight = support::wide(core::stream::left_of(state) *
                                              core::stream::weight_of(state, core::stream::old_level(each->view())));
          sum += weight;
          squares += weight * weight / support::wide(each->effective_samples());
        }
        for (Learner* merged : {&ab, &ba}) {
          const float weight = core::stream::weight_of(*merged->view().state, core::stream::old_level(merged->view()));
          CHECK(support::wide(weight) == doctest::Approx(sum).epsilon(1e-5));
          CHECK(support::wide(merged->effective_samples()) == doctest::Approx(sum * sum / squares).epsilon(1e-5));
        }
        CHECK(ab.view().state->kept <= 64);
        CHECK(std::fabs(ab.view().state->kept - std::min(sum, 64.0)) < 8.0);
        if (a.view().state->framed && b.view().state->framed) {
          CHECK(test::count_different(4, core::stream::old_level(ab.view()), core::stream::old_level(ba.view())) == 0);
        }
        Learner loaded;
        CHECK(load(test::saved(ab), loaded) == Status::ok);
        CHECK(load(test::saved(ba), loaded) == Status::ok);
      }
    }
  }
}

TEST_CASE("a merged window takes from each stream by its weight, in any order, memory 200" *
          support::needs(support::Effort::full)) {
  using Learner = Estimator<1, 1, 32>;
  double theirs = 0.0, in_front = 0.0, rows = 0.0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    Settings settings;
    settings.memory = 200.0f;
    settings.seed = seed;
    Learner into(settings);
    settings.seed = seed + 5000;
    Learner from(settings);
    for (int s = 0; s < 600; ++s) {
      const float x[1] = {static_cast<float>(s % 7)};
      REQUIRE(into.push(x, 1.0f + x[0]) == Status::ok);
      if (s < 100) REQUIRE(from.push(x, -1.0f - x[0]) == Status::ok);
    }
    REQUIRE(merge(into, from) == Status::ok);
    const core::EstimatorView e = into.view();
    for (std::uint32_t row = 0; row < e.state->kept; ++row) {
      const bool other = core::stream::kept_row(e, row)[1] < 0.0f;
      theirs += other;
      in_front += other && row < 16;
      rows += 1.0;
    }
  }
  CHECK(rows == 2000.0 * 32.0);
  // Weights: 200 (1 - e^-3) and 200 (1 - e^-.5), but for the calibration and the blocks.
  const double share = (1.0 - std::exp(-0.5)) / (2.0 - std::exp(-0.5) - std::exp(-3.0));
  CHECK(theirs / rows == doctest::Approx(share).epsilon(0.05));
  CHECK(in_front / theirs == doctest::Approx(0.5).epsilon(0.03));
}

TEST_CASE("settings stay, but for the larger range, and counters add up") {
  using Learner = Estimator<2, 2, 8>;
  Settings ours, theirs;
  ours.experts = 1;
  ours.range = 10.0f;
  ours.seed = 5;
  theirs.range = 1000.0f;
  Learner into(ours), from(theirs);
  REQUIRE(test::push_rows(into.view(), test::draw_rows(2, 100, 1), 0, 100) == 0);
  Rows far = test::draw_rows(2, 100, 2);
  for (float& each : far.x) each *= 100.0f;
  REQUIRE(test::push_rows(from.view(), far, 0, 100) == 0);
  const float none[2] = {1.0f, std::numeric_limits<float>::quiet_NaN()};
  for (int i = 0; i < 3; ++i) REQUIRE(from.push(none, 1.0f) == Status::not_finite);
  REQUIRE(into.push(none, 1.0f) == Status::not_finite);
  into.view().state->counters.out_of_range = 0xfffffffeu;
  from.view().state->counters.out_of_range = 7;
  CHECK(merge(into, from) == Status::ok);
  CHECK(into.settings().experts == 1);
  CHECK(into.settings().seed == 5);
  CHECK(into.settings().range == 1000.0f);
  CHECK(into.counters().accepted == 200);
  CHECK(into.counters().not_finite == 4);
  CHECK(into.counters().out_of_range == 0xffffffffu);
  Learner loaded;
  CHECK(load(test::saved(into), loaded) == Status::ok);
}

TEST_CASE("a merge that cannot be is refused and changes nothing") {
  using Learner = Estimator<3, 2, 8>;
  Learner into = test::begun<Learner>(3, 100);
  const support::Snapshot before(into);
  CHECK(merge(into, test::begun<Learner>(2, 100)) == Status::other_bounds);
  CHECK(merge(into, into) == Status::same_stream);
  CHECK(merge(into, test::begun<Learner>(3, 100, 1, 50.0f)) == Status::other_memory);
  Settings settings;
  settings.dim = 4;
  CHECK(merge(into, Learner(settings)) == Status::bad_dim);
  CHECK(before.unchanged());
  Learner bad(settings);
  CHECK(merge(bad, into) == Status::bad_dim);
}

TEST_CASE("a merge is the same at every time: the same two give the same bytes") {
  using Learner = Estimator<3, 2, 8>;
  Learner first = test::begun<Learner>(3, 500, 1), second = first;
  const Learner from = test::begun<Learner>(3, 300, 2);
  CHECK(merge(first, from) == Status::ok);
  CHECK(merge(second, from) == Status::ok);
  CHECK(test::saved(first) == test::saved(second));
}

TEST_SUITE_END();
