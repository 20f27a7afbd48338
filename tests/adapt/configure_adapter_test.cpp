// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "adapt/stage.hpp"

using namespace motet;

namespace {

using Change = void (*)(AdaptSettings&);

[[nodiscard]] AdaptSettings changed(Change change) {
  AdaptSettings settings;
  change(settings);
  return settings;
}

// The ends of every range, and what lies just outside.
const Change accepted[] = {
    [](AdaptSettings& s) { s.step_delay = 1.0f; },       [](AdaptSettings& s) { s.step_delay = 1e6f; },
    [](AdaptSettings& s) { s.step_power = 0.5f; },       [](AdaptSettings& s) { s.step_power = 1.0f; },
    [](AdaptSettings& s) { s.average_power = 0.0f; },    [](AdaptSettings& s) { s.average_power = 8.0f; },
    [](AdaptSettings& s) { s.renew_threshold = 1.0f; },  [](AdaptSettings& s) { s.renew_threshold = 1e6f; },
    [](AdaptSettings& s) { s.gate_hold = 0; },           [](AdaptSettings& s) { s.gate_hold = 1000000; },
    [](AdaptSettings& s) { s.gate_stride = 0.01f; },     [](AdaptSettings& s) { s.gate_stride = 10.0f; },
    [](AdaptSettings& s) { s.gate_ridge = 1e-5f; },      [](AdaptSettings& s) { s.gate_ridge = 1.0f; },
    [](AdaptSettings& s) { s.expert_ridge = 1e-5f; },    [](AdaptSettings& s) { s.expert_ridge = 1.0f; },
    [](AdaptSettings& s) { s.outlier_limit = 2.0f; },    [](AdaptSettings& s) { s.outlier_limit = 1e6f; },
    [](AdaptSettings& s) { s.stuck_limit = 2; },         [](AdaptSettings& s) { s.stuck_limit = 1000000000; },
    [](AdaptSettings& s) { s.change_allowance = 0.0f; }, [](AdaptSettings& s) { s.change_allowance = 4.0f; },
    [](AdaptSettings& s) { s.change_threshold = 1.0f; }, [](AdaptSettings& s) { s.change_threshold = 1e6f; },
    [](AdaptSettings& s) { s.change_memory = 100.0f; },  [](AdaptSettings& s) { s.change_memory = 1e6f; },
};

const Change refused[] = {
    [](AdaptSettings& s) { s.step_delay = 0.9f; },
    [](AdaptSettings& s) { s.step_delay = test::infinite; },
    [](AdaptSettings& s) { s.step_power = 0.49f; },
    [](AdaptSettings& s) { s.step_power = 1.01f; },
    [](AdaptSettings& s) { s.average_power = -0.1f; },
    [](AdaptSettings& s) { s.average_power = 8.1f; },
    [](AdaptSettings& s) { s.renew_threshold = 0.9f; },
    [](AdaptSettings& s) { s.renew_threshold = test::nan_value; },
    [](AdaptSettings& s) { s.gate_hold = 1000001; },
    [](AdaptSettings& s) { s.gate_stride = 0.0f; },
    [](AdaptSettings& s) { s.gate_stride = 10.1f; },
    [](AdaptSettings& s) { s.gate_ridge = 0.0f; },
    [](AdaptSettings& s) { s.gate_ridge = 1.1f; },
    [](AdaptSettings& s) { s.expert_ridge = 0.0f; },
    [](AdaptSettings& s) { s.expert_ridge = 1.1f; },
    [](AdaptSettings& s) { s.outlier_limit = 1.9f; },
    [](AdaptSettings& s) { s.outlier_limit = 1.1e6f; },
    [](AdaptSettings& s) { s.outlier_limit = test::nan_value; },
    [](AdaptSettings& s) { s.stuck_limit = 1; },
    [](AdaptSettings& s) { s.stuck_limit = 1000000001; },
    [](AdaptSettings& s) { s.change_allowance = -0.1f; },
    [](AdaptSettings& s) { s.change_allowance = 4.1f; },
    [](AdaptSettings& s) { s.change_threshold = 0.9f; },
    [](AdaptSettings& s) { s.change_memory = 99.0f; },
    [](AdaptSettings& s) { s.change_memory = test::nan_value; },
};

}  // namespace

TEST_SUITE_BEGIN("adapt/configure_adapter");

TEST_CASE("the defaults and the ends of every range are accepted") {
  CHECK(Adapter<4, 3>().status() == Status::ok);
  for (const Change change : accepted) {
    CAPTURE(&change - accepted);
    CHECK(Adapter<4, 3>(changed(change)).status() == Status::ok);
  }
}

TEST_CASE("a bad setting is refused, and every call says so") {
  test::Stage<4, 3, 64> stage(test::draw_mixture(2, 3, 0.1), 200, 210);
  for (const Change change : refused) {
    CAPTURE(&change - refused);
    Adapter<4, 3> adapter(changed(change));
    CHECK(adapter.status() == Status::bad_setting);
    const support::Snapshot model(stage.model);
    Model<4, 3> averaged;
    CHECK(adapter.begin(stage.model, stage.estimator) == Status::bad_setting);
    CHECK(adapter.adapt(stage.samples.row(0), 0.0f, stage.model) == Status::bad_setting);
    CHECK(adapter.average(stage.model, averaged) == Status::bad_setting);
    CHECK(model.unchanged());
    CHECK_FALSE(averaged.fitted());
    CHECK(adapter.counters().accepted == 0);
  }
}

TEST_CASE("an adapter that has not begun adapts nothing") {
  test::Stage<4, 3, 64> stage(test::draw_mixture(2, 3, 0.1), 200, 210);
  Adapter<4, 3> adapter;
  const test::Unchanged before(adapter, stage.model);
  Model<4, 3> averaged;
  CHECK(adapter.adapt(stage.samples.row(0), 0.0f, stage.model) == Status::no_model);
  CHECK(adapter.average(stage.model, averaged) == Status::no_model);
  CHECK(before.holds());
  CHECK(adapter.effective_samples() == 0.0f);
}

TEST_SUITE_END();
