// SPDX-License-Identifier: MIT
#include "judge/information.hpp"

#include <doctest/doctest.h>

#include "climb/likelihood.hpp"
#include "tensor/vector.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<5, 4, 64>;

/// The candidate as one vector of parameters.
test::Vector read_parameters(const core::solve::Workspace& work, const core::solve::Candidate& c, const test::Likelihood& law) {
  test::Vector p(law.parameters());
  for (std::uint32_t i = 0; i < law.experts; ++i) {
    for (std::uint32_t j = 0; j < law.order; ++j) {
      p[i * law.order + j] = wide(row_of(work, c.expert, i)[j]);
      if (i + 1 < law.experts) p[law.gate(i) + j] = wide(row_of(work, c.gate, i)[j]);
    }
    p[law.sigma(i)] = 0.5 * std::log(wide(c.variance[i]));
  }
  return p;
}

/// One sample of a candidate under study.
struct Study {
  Learnt stage;
  test::White white;
  core::solve::Blocks blocks;
  test::Likelihood law;
  test::Vector parameters;

  Study(std::uint32_t dim, std::uint32_t experts, bool shared)
      : stage(make(dim, experts, shared), test::draw_rows(dim, 64, 10 * dim + experts)), white(stage.read()) {
    core::solve::Candidate& c = stage.work.current;
    test::draw_candidate(stage.work, experts, dim, c);
    if (shared) core::tensor::fill(experts, c.variance[0], c.variance);
    blocks = {experts, stage.work.white_order(), shared};
    law = {experts, stage.work.white_order(), shared};
    parameters = read_parameters(stage.work, c, law);
  }

  static Settings make(std::uint32_t dim, std::uint32_t experts, bool shared) {
    Settings settings = test::make_settings(dim, experts);
    settings.shared_sigma = shared;
    return settings;
  }

  /// Calls visit(w, y, shares, white w) for every tenth sample.
  template <class Visit>
  void for_samples(const Visit& visit) {
    std::vector<float> w(stage.work.row()), room(5 * core::padded(blocks.experts));
    core::solve::Shares shares(stage.work.current, room.data());
    for (std::uint32_t t = 0; t < stage.work.samples(); t += 10) {
      const float y = core::solve::read_sample(stage.work, t, w.data());
      core::solve::share_out(stage.work, stage.work.current, w.data(), y, shares);
      visit(w.data(), wide(y), shares, white.row(t));
    }
  }
};

/// Calls check(study) for every number of experts, with one noise level and with one each.
template <class Check>
void for_studies(const Check& check) {
  for (const std::uint32_t dim : {1u, 3u, 5u}) {
    for (std::uint32_t experts = 1; experts <= 4; ++experts) {
      for (const bool shared : {true, false}) {
        Study study(dim, experts, shared);
        check(study);
      }
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("judge/information");

TEST_CASE("the blocks follow each other without a gap, and the parameters are counted, 1 to 5 experts") {
  for (std::uint32_t experts = 1; experts <= 5; ++experts) {
    for (const bool shared : {true, false}) {
      const core::solve::Blocks blocks{experts, 4, shared};
      std::uint32_t at = 0;
      for (std::uint32_t b = 0; b < blocks.count(); ++b) {
        CHECK(blocks.offset(b) == at);
        at += blocks.width(b);
      }
      CHECK(blocks.parameters() == at);
      CHECK(at == (2 * experts - 1) * 4 + (shared ? 1 : experts));
    }
  }
}

TEST_CASE("the law's own gradient is the difference quotient of the log density, 3 experts x 3 inputs") {
  Study study(3, 3, false);
  double worst = 0.0;
  study.for_samples([&](const float*, double y, const core::solve::Shares&, const double* w) {
    const test::Vector score = study.law.score(study.parameters, w, y);
    test::Vector moved = study.parameters;
    for (std::size_t a = 0; a < score.size(); ++a) {
      const double at = moved[a];
      moved[a] = at + 1e-5;
      const double above = study.law.log_density(moved, w, y);
      moved[a] = at - 1e-5;
      const double below = study.law.log_density(moved, w, y);
      moved[a] = at;
      worst = std::fmax(worst, std::fabs((above - below) / 2e-5 - score[a]) / (1.0 + std::fabs(score[a])));
    }
  });
  CHECK(worst <= 1e-6);
}

TEST_CASE("the score is the gradient of the log density in double, 1, 3 and 5 inputs x 1 to 4 experts") {
  for_studies([](Study& study) {
    double worst = 0.0;
    study.for_samples([&](const float* w, double y, const core::solve::Shares& shares, const double* white) {
      std::vector<float> coefficient(study.blocks.count()), score(study.blocks.parameters());
      core::solve::measure_score(study.blocks, shares, coefficient.data());
      core::solve::spread_score(study.blocks, coefficient.data(), w, score.data());
      const test::Vector exact = study.law.score(study.parameters, white, y);
      for (std::size_t a = 0; a < exact.size(); ++a) {
        worst = std::fmax(worst, support::apart(score[a], exact[a]) / (1.0 + std::fabs(exact[a])));
      }
    });
    CHECK(worst <= 2e-5);  // logs of size up to 100 in the responsibilities, times residuals of some ten deviations
  });
}

TEST_CASE("the information is minus the second derivative in double, 1, 3 and 5 inputs x 1 to 4 experts") {
  for_studies([](Study& study) {
    const std::uint32_t count = study.blocks.parameters();
    support::Fenced information(core::pair_count(count), 0.0f);
    support::Symmetric exact(count);
    study.for_samples([&](const float* w, double y, const core::solve::Shares& shares, const double* white) {
      std::vector<float> c(core::pair_count(study.blocks.count())), score(study.blocks.count());
      core::solve::measure_curvature(study.blocks, shares, c.data(), score.data());
      core::solve::add_information(study.blocks, c.data(), w, information.data());
      study.law.add_information(study.parameters, white, y, exact);
    });
    CHECK(information.intact());
    double worst = 0.0;
    for (std::uint32_t b = 0; b < count; ++b) {
      for (std::uint32_t a = 0; a <= b; ++a) {
        const double size = 1.0 + std::fabs(exact(a, a)) + std::fabs(exact(b, b));
        worst = std::fmax(worst, support::apart(information[core::pair_index(a, b)], exact(a, b)) / size);
      }
    }
    CHECK(worst <= 5e-5);
  });
}

TEST_SUITE_END();
