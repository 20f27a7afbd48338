// SPDX-License-Identifier: MIT
#include "climb/order.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<4, 4, 60>;

/// Makes work.best the experts of work.current in the order of `place`, in the gauge.
void permute(core::solve::Workspace& work, const std::uint32_t* place) {
  core::solve::copy(work, work.current, work.best);
  for (std::uint32_t i = 0; i < work.current.experts; ++i) {
    for (std::uint32_t j = 0; j < work.row(); ++j) {
      row_of(work, work.best.expert, i)[j] = row_of(work, work.current.expert, place[i])[j];
      row_of(work, work.best.gate, i)[j] = row_of(work, work.current.gate, place[i])[j];
    }
    work.best.variance[i] = work.current.variance[place[i]];
    work.best.weight[i] = work.current.weight[place[i]];
  }
  core::solve::fix_gauge(work, work.best);
}

/// A plain copy of a candidate's numbers.
struct Numbers {
  std::vector<float> expert, gate, variance, weight;
  Numbers(const core::solve::Workspace& work, const core::solve::Candidate& c)
      : expert(c.expert, c.expert + c.experts * work.row()),
        gate(c.gate, c.gate + c.experts * work.row()),
        variance(c.variance, c.variance + c.experts),
        weight(c.weight, c.weight + c.experts) {}
};

/// The same experts to the bit; gates to the roundings of the gauge.
void check_same(const Numbers& a, const Numbers& b) {
  CHECK(a.expert == b.expert);
  CHECK(a.variance == b.variance);
  CHECK(a.weight == b.weight);
  for (std::size_t at = 0; at < a.gate.size(); ++at)
    CHECK(support::apart(a.gate[at], b.gate[at]) <= 8.0 * 4.0 * support::roundoff);
}

/// What expert `i` predicts where every input is half a deviation above its mean, in double.
double predict_at_probe(const core::solve::Workspace& work, const test::Rows& rows, std::uint32_t i) {
  std::vector<double> w(work.white_order());
  w[0] = 1.0;
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    double mean = 0.0, square = 0.0;
    const double n = static_cast<double>(rows.count());
    for (std::size_t s = 0; s < rows.count(); ++s) mean += wide(rows.row(s)[j]) / n;
    for (std::size_t s = 0; s < rows.count(); ++s) square += (wide(rows.row(s)[j]) - mean) * (wide(rows.row(s)[j]) - mean) / n;
    const double step = 0.5 * std::sqrt(square) * wide(core::stream::frame_scale(work.estimator)[j]);
    for (std::uint32_t e = 0; e < work.white.rank; ++e) w[1 + e] += step * wide(work.white.forward[e * work.row() + 1 + j]);
  }
  return test::follow(row_of(work, work.best.expert, i), w.data(), work.white_order());
}

}  // namespace

TEST_SUITE_BEGIN("climb/order");

TEST_CASE("experts rise at the point half a deviation above the mean of every input, 1 to 4 inputs x 4 experts") {
  for (std::uint32_t dim = 1; dim <= 4; ++dim) {
    const test::Rows rows = test::draw_rows(dim, 60, dim);
    Learnt stage(test::make_settings(dim, 4), rows);
    test::draw_candidate(stage.work, 4, dim, stage.work.best);
    core::solve::order_canonically(stage.work);
    for (std::uint32_t i = 1; i < 4; ++i) {
      CHECK(predict_at_probe(stage.work, rows, i - 1) <= predict_at_probe(stage.work, rows, i));
    }
  }
}

TEST_CASE("the canonical order is the same whichever of the 24 orders came in, and keeps each expert whole") {
  Learnt stage(test::make_settings(4, 4), test::draw_rows(4, 60, 5));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 4, 5, work.best);
  core::solve::order_canonically(work);
  const Numbers wanted(work, work.best);
  std::uint32_t place[4] = {0, 1, 2, 3};
  do {
    test::draw_candidate(work, 4, 5, work.current);
    permute(work, place);
    core::solve::order_canonically(work);
    check_same(Numbers(work, work.best), wanted);
    for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.best.gate, 3)[j] == 0.0f);
  } while (std::next_permutation(place, place + 4));
}

TEST_CASE("one expert is its own order") {
  Learnt stage(test::make_settings(3, 1), test::draw_rows(3, 60, 6));
  test::draw_candidate(stage.work, 1, 6, stage.work.best);
  const Numbers before(stage.work, stage.work.best);
  core::solve::order_canonically(stage.work);
  check_same(Numbers(stage.work, stage.work.best), before);
}

TEST_CASE("labels stay those of the model in force, whichever of the 24 orders came in") {
  Learnt stage(test::make_settings(4, 4), test::draw_rows(4, 60, 7));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 4, 7, work.best);
  const Numbers labelled(work, work.best);
  Model<4, 4> model;
  CHECK(core::solve::write_model(work, work.best, model.store()));
  std::uint32_t place[4] = {0, 1, 2, 3};
  do {
    test::draw_candidate(work, 4, 7, work.current);
    permute(work, place);
    core::solve::keep_labels(work, model.view());
    check_same(Numbers(work, work.best), labelled);
  } while (std::next_permutation(place, place + 4));
}

TEST_CASE("labels stay where every expert has moved by less than half of what lies between them, 2 inputs x 3 experts") {
  Learnt stage(test::make_settings(2, 3), test::draw_rows(2, 60, 8));
  core::solve::Workspace& work = stage.work;
  const float centre[3][3] = {{0.0f, 1.0f, 0.0f}, {0.0f, -1.0f, 0.0f}, {0.0f, 0.0f, 1.5f}};
  core::solve::clear(work, 3, work.best);
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 3; ++j) row_of(work, work.best.expert, i)[j] = centre[i][j];
  }
  Model<4, 4> model;
  CHECK(core::solve::write_model(work, work.best, model.store()));
  const std::uint32_t turned[3] = {2, 0, 1};
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 3; ++j) row_of(work, work.best.expert, i)[j] = centre[turned[i]][j] + 0.3f;
  }
  core::solve::keep_labels(work, model.view());
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 3; ++j) CHECK(row_of(work, work.best.expert, i)[j] == centre[i][j] + 0.3f);
  }
}

TEST_SUITE_END();
