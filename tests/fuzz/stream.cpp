// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>

#include "fuzz/target.hpp"
#include "image/estimator_laws.hpp"
#include "image/tools.hpp"
#include "motet/adapter.hpp"
#include "motet/general_model.hpp"

// A life of an estimator and its model: bytes that become calls, with values that no sensor should send. Byte 0 chooses the
// bounds; then each call is a byte, and what it needs. After each call the stream is one that could be saved and loaded,
// and what was refused has changed nothing. A fit in slices is the fit that was copied when it began; so is that of a general
// model. Beside them a model of its own is adapted to the same stream.

using namespace motet;

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz/stream: %s\n", what);
  std::abort();
}

bool finite(std::span<const float> values) {
  bool all = true;
  for (const float value : values) all = all && std::isfinite(value);
  return all;
}

/// The input, taken piece by piece; zeros behind its end.
class Tape {
 public:
  explicit Tape(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  [[nodiscard]] bool over() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  /// As a rule an ordinary number, now and then one that is not.
  float number() {
    const std::uint8_t kind = byte();
    if (kind < 192) return static_cast<float>(static_cast<int>(kind) - 96) / 32.0f;
    constexpr float limit = std::numeric_limits<float>::infinity();
    constexpr float strange[] = {limit, -limit, 0.0f, -0.0f, 1e15f, -1e15f, 2e15f, 3e38f, 1e-38f, 1e-45f, 1e6f, -1e9f, 1e30f};
    if (kind < 192 + std::size(strange)) return strange[kind - 192];
    if (kind < 224) return std::nanf("");
    const std::uint32_t high = byte(), low = byte();
    return support::from_bits(high << 24 | low << 16 | kind);
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

enum Call : std::uint8_t {
  push_one,
  push_ordinary,
  push_hostile,
  push_short,
  fit_at_once,
  begin,
  step,
  predict,
  attribute,
  adjust,
  reset,
  reload,
  pool,
  learn_one,
  learn_ordinary,
  average,
  rival,
  renew,
  fit_general,
  begin_general,
  step_general,
  calls,
};

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
class Life {
 public:
  using Learner = Estimator<Dim, Experts, Window>;
  using General = GeneralModel<Dim, Experts>;

  explicit Life(Tape tape) : tape_(tape) {
    Settings settings;
    settings.calibration = 8;
    settings.refine_iterations = 12;
    settings.power_starts = 3;
    take(learner_.reset(settings), Status::ok);
  }

  void live() {
    while (!tape_.over()) {
      std::memcpy(static_cast<void*>(&before_), static_cast<const void*>(&learner_), sizeof learner_);
      model_before_ = model_;
      general_before_ = general_;
      call(static_cast<Call>(tape_.byte() % calls));
      check_stream();
      check_model();
    }
  }

 private:
  void call(Call which) {
    switch (which) {
      case push_one: return push_values(1, false);
      case push_ordinary: return push_rows();
      case push_hostile: return push_values(1 + tape_.byte() % 5u, true);
      case push_short: return push_wrong();
      case fit_at_once: return fit();
      case begin: return begin_fit();
      case step: return step_fit();
      case predict: return ask();
      case attribute: return weigh();
      case adjust: return change(true);
      case reset: return change(false);
      case reload: return save_and_load();
      case pool: return merge_other();
      case learn_one: return learn_value();
      case learn_ordinary: return learn_rows();
      case average: return take_average();
      case rival: return challenge();
      case renew: return begin_anew();
      case fit_general: return fit_form();
      case begin_general: return begin_form();
      case step_general: return step_form();
      case calls: return;
    }
  }

  static void take(Status status, Status expected) { require(status == expected, describe(status)); }

  // ---- the calls --------------------------------------------------------------------------------------

  void push_values(std::size_t count, bool block) {
    std::vector<float> x(count * learner_.dim()), y(count);
    for (float& value : x) value = tape_.number();
    for (float& value : y) value = tape_.number();
    const float elapsed = tape_.byte() % 4 == 0 ? tape_.number() : 1.0f;
    const Status status = block ? learner_.push(x, y, count) : learner_.push(x, y[0], elapsed);
    bool good = true;
    for (const float value : x) good = good && std::fabs(value) <= learner_.settings().range;
    for (const float value : y) good = good && std::fabs(value) <= learner_.settings().range;
    if (!block) good = good && std::isfinite(elapsed) && elapsed >= 0.0f;
    require((status == Status::ok) == good, "a sample was taken or refused against the rule");
    if (!good) check_refused_push();
  }

  void push_rows() {
    const std::size_t count = 1 + tape_.byte() % 96u;
    const test::Rows rows = test::draw_rows(static_cast<std::uint32_t>(learner_.dim()), count, tape_.byte());
    const bool within = learner_.settings().range >= 100.0f;
    const Status status = test::push_block(learner_.view(), rows, 0, count);
    require(status == Status::ok || !within, "ordinary samples were refused");
    if (status != Status::ok) check_refused_push();
  }

  void push_wrong() {
    const float x[Dim + 1] = {};
    const std::size_t length = tape_.byte() % (Dim + 2);
    if (length == learner_.dim()) return;
    take(learner_.push(std::span(x).first(length), 1.0f), Status::wrong_length);
    check_refused_push();
  }

  void fit() {
    Report report;
    const Status status = learner_.fit(model_, report);
    require(!learner_.fitting(), "a fit at once is still under way");
    if (status == Status::ok) check_report(report);
    if (status != Status::ok) require_same_model();
    require_same_stream();
  }

  void note_begin() {
    std::memcpy(static_cast<void*>(&at_begin_), static_cast<const void*>(&learner_), sizeof learner_);
    read_on_ = false;
    require_same_stream();
  }

  void begin_fit() {
    const Status status = learner_.begin_fit();
    require(learner_.fitting() == (status == Status::ok), "a fit that was refused is under way, or the other way round");
    note_begin();
  }

  /// Whether a fit of this kind is under way; notes whether it reads what has come since.
  bool goes_on(bool general) {
    const core::Course& course = learner_.view().state->course;
    const bool ours = learner_.fitting() && course.general == general;
    const bool reading = ours && course.attempt <= core::Attempt::tensors;
    read_on_ = read_on_ || (reading && learner_.counters().accepted != at_begin_.counters().accepted);
    return ours;
  }

  void step_fit() {
    const bool fitting = goes_on(false);
    const Model<Dim, Experts> in_use = model_;
    Report report, whole_report;
    const std::uint32_t budget = tape_.byte() * 16u;
    const Status status = learner_.step_fit(budget, model_, report);
    require(fitting == (status != Status::not_begun), "a fit was not begun, and went on");
    require_same_stream();
    if (status != Status::ok) require_same_model();
    if (!fitting || status == Status::unfinished) return;
    require(!learner_.fitting(), "a fit is over, and under way");
    if (status == Status::ok) check_report(report);
    if (read_on_) return;
    Model<Dim, Experts> whole = in_use;
    take(at_begin_.fit(whole, whole_report), status);
    require(std::memcmp(&whole, &model_, sizeof whole) == 0, "a fit in slices is another one");
  }

  // ---- a general model --------------------------------------------------------------------------------

  /// As many experts as the settings have, of activations and with a gate that the tape chooses.
  Form choose_form() {
    const std::uint32_t experts = static_cast<std::uint32_t>(learner_.settings().experts);
    const Activation activations[] = {linear(), sigmoid(), hyperbolic_tangent(), rectifier()};
    const std::uint8_t byte = tape_.byte();
    const Activation& first = activations[byte % 4u];
    Form form = byte / 8u % 2u == 0 ? make_mixture(experts, first) : make_tree(experts, first);
    form.activation[0] = activations[byte / 16u % 4u];
    return form;
  }

  void fit_form() {
    General model(choose_form());
    Report report;
    const Status status = learner_.fit(model, report);
    if (status == Status::ok) check_general(model);
    if (status == Status::ok) check_report(report);
    if (status != Status::ok) require(!model.fitted(), "a general fit was refused, and left a model");
    require_same_stream();
  }

  void begin_form() {
    const General fresh(choose_form());
    if (fresh.status() != Status::ok) return;
    const bool fitting = learner_.fitting();
    general_ = fresh;
    general_before_ = general_;
    const Status status = learner_.begin_fit(general_);
    const bool begun = status == Status::ok || (fitting && status == Status::bad_experts);
    require(learner_.fitting() == begun, "a general fit that was refused is under way, or the other way round");
    note_begin();
  }

  void step_form() {
    const bool fitting = goes_on(true);
    Report report, whole_report;
    const std::uint32_t budget = tape_.byte() * 16u;
    const Status status = learner_.step_fit(budget, general_, report);
    require(fitting == (status != Status::not_begun), "a general fit was not begun, and went on");
    require_same_stream();
    if (status == Status::ok) check_general(general_);
    if (status != Status::ok)
      require_same(general_, general_before_, "a general fit that was refused or goes on has changed the model");
    if (!fitting || status == Status::unfinished || read_on_) return;
    General whole = general_before_;
    take(at_begin_.fit(whole, whole_report), status);
    require_same(general_, whole, "a general fit in slices is another one");
  }

  /// Form and parameters.
  void require_same(const General& a, const General& b, const char* what) {
    const std::size_t bytes = General::shape.floats() * sizeof(float);
    const bool same = std::memcmp(a.view().model.parameters, b.view().model.parameters, bytes) == 0;
    require(same && a.form() == b.form() && a.experts() == b.experts(), what);
  }

  static void check_general(const General& model) {
    require(finite({model.view().model.parameters, General::shape.floats()}), "a general model is not finite");
    for (std::size_t i = 0; i < model.experts(); ++i) require(model.sigma(i) > 0.0f, "a noise level is none");
  }

  void ask() {
    float x[Dim];
    for (float& value : x) value = tape_.number();
    Prediction<Experts> prediction;
    if (model_.predict(std::span(x).first(model_.dim()), prediction) != Status::ok) return;
    require(std::isfinite(prediction.mean) && std::isfinite(prediction.variance), "a prediction is not finite");
    require(prediction.variance > 0.0f && finite(prediction.probability), "a variance or a probability is none");
  }

  void weigh() {
    float x[Dim];
    for (float& value : x) value = tape_.number();
    Attribution<Experts> share;
    if (model_.attribute(std::span(x).first(model_.dim()), tape_.number(), share) != Status::ok) return;
    require(std::isfinite(share.log_density) && std::isfinite(share.density), "a density is not finite");
    require(finite(share.responsibility), "a responsibility is none");
  }

  void change(bool keep) {
    Settings settings = learner_.settings();
    settings.experts = tape_.byte() % (Experts + 2u);
    settings.shared_sigma = tape_.byte() % 2 == 0;
    settings.searches = tape_.byte() % 4u;
    settings.gate_iterations = tape_.byte() % 3u;
    if (tape_.byte() % 4 == 0) settings.sigma_floor = tape_.number();
    if (tape_.byte() % 4 == 0) settings.condition_limit = tape_.number();
    if (!keep) settings.dim = tape_.byte() % (Dim + 2u);
    if (!keep && tape_.byte() % 4 == 0) settings.range = tape_.number();
    if (!keep) settings.memory = tape_.byte() % 4 == 0 ? tape_.number() * 64.0f : 0.0f;
    const Status status = keep ? learner_.adjust(settings) : learner_.reset(settings);
    if (status != Status::ok) {
      require(std::memcmp(&learner_, &before_, sizeof learner_) == 0, "refused settings have changed something");
    } else {
      require(!learner_.fitting(), "settings have changed under a fit");
      if (keep) require_same_stream();
    }
  }

  void save_and_load() {
    const test::Bytes image = test::saved(learner_);
    take(load(image, learner_), Status::ok);
    require(!learner_.fitting(), "a fit was saved");
    require(test::saved(learner_) == image, "what was loaded is saved otherwise");
    require_same_stream();
  }

  void merge_other() {
    const std::uint8_t count = tape_.byte();
    const Learner other = test::begun<Learner>(1 + tape_.byte() % static_cast<std::uint32_t>(Dim), count, 2);
    if (merge(learner_, other) != Status::ok) {
      require(std::memcmp(&learner_, &before_, sizeof learner_) == 0, "a refused merge has changed something");
    }
  }

  void learn(std::span<const float> x, float y, float elapsed) {
    const Model<Dim, Experts> before = adapted_;
    const bool begun = core::has_begun(*adapter_.view().state, adapted_.view());
    const Status status = adapter_.learn(x, y, elapsed, adapted_, learner_);
    if (status == Status::ok || status == Status::changed) {
      require(std::isfinite(adapter_.error()) && std::isfinite(adapter_.log_density()), "what was predicted is not finite");
      return;
    }
    if (!begun) return;
    require(std::memcmp(&before, &adapted_, sizeof before) == 0, "a refused sample has moved the model");
    check_refused_push();
  }

  void learn_value() {
    float x[Dim];
    for (float& value : x) value = tape_.number();
    const float y = tape_.number();
    learn(std::span(x).first(learner_.dim()), y, tape_.byte() % 4 == 0 ? tape_.number() : 1.0f);
  }

  void learn_rows() {
    const std::size_t count = 1 + tape_.byte() % 96u;
    test::Rows rows = test::draw_rows(static_cast<std::uint32_t>(learner_.dim()), count, tape_.byte());
    for (std::size_t t = 0; t < count; ++t) {
      std::memcpy(static_cast<void*>(&before_), static_cast<const void*>(&learner_), sizeof learner_);
      learn({rows.at(t), rows.dim}, rows.y[t], 1.0f);
    }
  }

  void take_average() {
    const Model<Dim, Experts> before = adapted_;
    if (adapter_.average(adapted_) == Status::ok) return;
    require(std::memcmp(&before, &adapted_, sizeof before) == 0, "a refused average has changed the model");
  }

  void challenge() {
    Model<Dim, Experts> rival = adapted_;
    if (learner_.fit(rival) != Status::ok) return;
    const Model<Dim, Experts> before = adapted_;
    const std::uint32_t replaced = adapter_.counters().replaced;
    const Status status = adapter_.challenge(rival, adapted_, learner_);
    const bool same = std::memcmp(&before, &adapted_, sizeof before) == 0;
    require(same || (status == Status::ok && adapter_.counters().replaced == replaced + 1), "a rival won that did not");
  }

  void begin_anew() {
    AdaptSettings settings;
    settings.gate_hold = tape_.byte();
    if (tape_.byte() % 2 == 0) settings.outlier_limit = tape_.number();
    if (tape_.byte() % 2 == 0) settings.stuck_limit = tape_.byte();
    if (tape_.byte() % 4 == 0) settings.step_power = tape_.number();
    if (tape_.byte() % 4 == 0) settings.gate_ridge = tape_.number();
    if (tape_.byte() % 4 == 0) settings.expert_ridge = tape_.number();
    adapter_ = Adapter<Dim, Experts>(settings);
    if (adapter_.status() != Status::ok) adapter_ = Adapter<Dim, Experts>();
    if (tape_.byte() % 2 == 0) adapted_ = {};
  }

  // ---- what holds after each of them --------------------------------------------------------------------

  /// Every number is one that a stream leaves: what is saved can be loaded.
  void check_stream() {
    static Learner other;
    take(load(test::saved(learner_), other), Status::ok);
  }

  void check_model() {
    for (const Model<Dim, Experts>* each : {&model_, &adapted_}) {
      require(finite({each->view().parameters, each->shape.floats()}), "a model is not finite");
      for (std::size_t i = 0; i < each->experts(); ++i) require(each->sigma(i) > 0.0f, "a noise level is none");
    }
    const core::AdapterView adapter = adapter_.view();
    require(finite({adapter.block + adapter.plan->inverse, adapter.plan->floats - adapter.plan->inverse}),
            "what an adapter has learnt is not finite");
  }

  static void check_report(const Report& report) {
    const float told[] = {report.loglik,   report.loglik_tensor,   report.loglik_gate_first, report.condition,
                          report.skewness, report.skewness_excess, report.spectrum_noise};
    require(finite(told) && finite(report.spectrum) && finite(report.sigma) && finite(report.weight), "a report is not finite");
  }

  /// But for its counters, nothing.
  void check_refused_push() {
    before_.view().state->counters = learner_.counters();
    require(std::memcmp(&learner_, &before_, sizeof learner_) == 0, "a refused sample has changed something");
  }

  /// Settings, counters, frame, moments and window: what is saved.
  void require_same_stream() {
    if (before_.settings().memory > 0.0f && before_.fitting()) return;  // a fit that is over, and the window is thinned
    test::Bytes now = test::saved(learner_), then = test::saved(before_);
    const std::size_t settings = core::ImageShape::header + 70;  // they may have been adjusted
    const bool same = std::equal(now.begin() + settings, now.end() - 4, then.begin() + settings);
    require(same, "the stream has changed");
  }

  void require_same_model() {
    require(std::memcmp(&model_, &model_before_, sizeof model_) == 0,
            "a fit that was refused or goes on has changed the model");
  }

  Tape tape_;
  Learner learner_, before_, at_begin_;
  bool read_on_ = false;  ///< the fit under way has read moments that a sample had joined since it began
  Model<Dim, Experts> model_, model_before_, adapted_;
  General general_{make_mixture(1, linear())}, general_before_{general_};
  Adapter<Dim, Experts> adapter_;
};

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void live(Tape tape) {
  std::make_unique<Life<Dim, Experts, Window>>(tape)->live();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const Tape rest({data + 1, size - 1});
  switch (data[0] % 4) {
    case 0: live<2, 2, 16>(rest); break;
    case 1: live<2, 3, 40>(rest); break;
    case 2: live<2, 2, 0>(rest); break;
    default: live<1, 1, 4>(rest);
  }
  return 0;
}
