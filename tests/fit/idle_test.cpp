// SPDX-License-Identifier: MIT
#include "support/idle.hpp"

#include <doctest/doctest.h>

#include "motet/estimator.hpp"
#include "workspace/stage.hpp"

using namespace motet;

TEST_SUITE_BEGIN("fit/idle");

TEST_CASE("a line is learnt after a rest as without it, 13 forms x 5 seeds") {
  for (const support::IdleForm& form : support::idle_forms) {
    CAPTURE(form.name);
    double rested = 0.0, fresh = 0.0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const support::IdleStream stream(form, 1, 80, 1000, seed);
      Estimator<3, 1, 64> whole, live;
      for (std::size_t s = 0; s < stream.count(); ++s) {
        REQUIRE(whole.push(stream.row(s), stream.y[s]) == Status::ok);
        if (stream.live[s]) REQUIRE(live.push(stream.row(s), stream.y[s]) == Status::ok);
      }
      Model<3, 1> model;
      REQUIRE(whole.fit(model) == Status::ok);
      rested += stream.measure(model) / 5.0;
      REQUIRE(live.fit(model) == Status::ok);
      fresh += stream.measure(model) / 5.0;
    }
    // Errors of five streams of about 950 samples: a mean of chances, each of a third.
    CHECK(rested <= 1.25 * fresh);
  }
}

TEST_SUITE_END();
