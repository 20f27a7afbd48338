// SPDX-License-Identifier: MIT
#include "family/expect_general.hpp"

#include <doctest/doctest.h>

#include "family/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Family<4, 4, 300>;

const Form forms[] = {make_mixture(3, sigmoid()),  make_mixture(2, rectifier()),        make_tree(4, linear()),
                      make_gated_recurrent_unit(), make_tree(3, leaky_rectifier(0.1f)), make_mixture(1, hyperbolic_tangent())};

}  // namespace

TEST_SUITE_BEGIN("family/expect_general");

TEST_CASE("all sums of a pass are those of double, every form, 4 inputs x 300 samples") {
  std::uint64_t seed = 0;
  for (const Form& form : forms) {
    Learnt stage(form, test::draw_rows(form, 4, 0.2, 300, ++seed));
    core::solve::Workspace& work = stage.work();
    test::draw_candidate(work, form.experts, seed, work.current);
    for (std::uint32_t at = 0; at < form.experts * work.row(); ++at) work.current.expert[at] *= 0.5f;
    const core::solve::Sums sums = core::solve::lay_sums(work);
    CHECK(core::solve::expect(stage.task, sums));
    const test::White white = stage.read();
    double loglik = 0.0, weight[4]{}, energy[4]{}, moment[4][5]{}, normal[4][5][5]{}, gradient[4][5]{}, curve[6][5][5]{};
    for (std::size_t t = 0; t < white.count; ++t) {
      const double* w = white.row(t);
      const test::GeneralShare s = test::share_out(stage.task, work.current, w, white.y[t]);
      loglik += s.log_density;
      for (std::uint32_t i = 0; i < form.experts; ++i) {
        weight[i] += s.responsibility[i];
        energy[i] += s.responsibility[i] * s.residual[i] * s.residual[i];
        for (int a = 0; a < 5; ++a) {
          moment[i][a] += s.responsibility[i] * s.residual[i] * s.slope[i] * w[a];
          for (int b = 0; b < 5; ++b) normal[i][a][b] += s.responsibility[i] * s.slope[i] * s.slope[i] * w[a] * w[b];
        }
      }
      for (std::uint32_t n = 0; n + 1 < form.experts; ++n) {
        double first = 0.0, all = 0.0;
        for (std::uint32_t i = 0; i < form.experts; ++i) {
          if ((form.decision[n].first >> i & 1u) != 0) first += s.responsibility[i];
          if (((form.decision[n].first | form.decision[n].second) >> i & 1u) != 0) all += s.responsibility[i];
        }
        const double pull = form.tree() ? first - all * s.first[n] : s.responsibility[n] - s.probability[n];
        for (int a = 0; a < 5; ++a) gradient[n][a] += pull * w[a];
        for (std::uint32_t m = 0; m <= n; ++m) {
          if (form.tree() && m != n) continue;
          const double bend = form.tree() ? all * s.first[n] * (1.0 - s.first[n])
                                          : s.probability[n] * ((m == n ? 1.0 : 0.0) - s.probability[m]);
          const std::uint32_t place = form.tree() ? n : core::pair_index(m, n);
          for (int a = 0; a < 5; ++a) {
            for (int b = 0; b < 5; ++b) curve[place][a][b] += bend * w[a] * w[b];
          }
        }
      }
    }
    constexpr double bound = 300.0 * 4e-5;
    const std::uint32_t packed = core::packed_floats(5);
    CHECK(support::apart(*sums.loglik, loglik) <= 300.0 * 1e-4);
    CHECK(work.current.loglik == *sums.loglik / 300.0f);
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      CHECK(support::apart(sums.weight[i], weight[i]) <= bound);
      CHECK(work.current.weight[i] == sums.weight[i] / 300.0f);
      CHECK(support::apart(sums.energy[i], energy[i]) <= bound * (1.0 + energy[i] / 30.0));
      for (std::uint32_t b = 0; b < 5; ++b) {
        CHECK(support::apart(row_of(work, sums.moment, i)[b], moment[i][b]) <= bound);
        for (std::uint32_t a = 0; a <= b; ++a)
          CHECK(support::apart(sums.normal[i * packed + core::pair_index(a, b)], normal[i][a][b]) <= bound);
      }
    }
    for (std::uint32_t n = 0; n + 1 < form.experts; ++n) {
      for (std::uint32_t a = 0; a < 5; ++a) CHECK(support::apart(row_of(work, sums.gradient, n)[a], gradient[n][a]) <= bound);
    }
    const std::uint32_t places = form.tree() ? form.experts - 1 : core::pair_count(form.experts - 1);
    for (std::uint32_t place = 0; place < places; ++place) {
      for (std::uint32_t b = 0; b < 5; ++b) {
        for (std::uint32_t a = 0; a <= b; ++a)
          CHECK(support::apart(sums.curvature[place * packed + core::pair_index(a, b)], curve[place][a][b]) <= bound);
      }
    }
    const float learnt = work.current.loglik;
    CHECK(test::find_loglik(stage.task, work.current) == learnt);
  }
}

TEST_CASE("shares are gathered without the curves' slopes and residuals, 3 sigmoids") {
  const Form form = make_mixture(3, sigmoid());
  Learnt stage(form, test::draw_rows(form, 4, 0.1, 300, 7));
  core::solve::Workspace& work = stage.work();
  test::draw_candidate(work, 3, 7, work.current);
  const core::solve::Sums sums = core::solve::lay_sums(work);
  CHECK(core::family::gather_shares(stage.task, work.current, sums));
  const test::White white = stage.read();
  double weight[3]{}, moment[3]{}, normal[3]{};
  for (std::size_t t = 0; t < white.count; ++t) {
    const double* w = white.row(t);
    const test::GeneralShare s = test::share_out(stage.task, work.current, w, white.y[t]);
    for (int i = 0; i < 3; ++i) {
      weight[i] += s.responsibility[i];
      moment[i] += s.responsibility[i] * w[2];
      normal[i] += s.responsibility[i] * w[1] * w[3];
    }
  }
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(support::apart(sums.weight[i], weight[i]) <= 0.01);
    CHECK(support::apart(row_of(work, sums.moment, i)[2], moment[i]) <= 0.01);
    CHECK(support::apart(sums.normal[i * core::packed_floats(5) + core::pair_index(1, 3)], normal[i]) <= 0.01);
  }
}

TEST_SUITE_END();
