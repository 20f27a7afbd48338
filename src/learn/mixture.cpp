// SPDX-License-Identifier: MIT
#include "learn/mixture.hpp"

#include "learn/vote.hpp"

namespace motet::core::learn {

namespace {

/// Sets the number of experts of an estimator to that of a member, while this lives: one estimator serves several members.
class Experts {
 public:
  Experts(EstimatorView estimator, std::uint32_t experts) noexcept
      : estimator_(estimator), before_(estimator.state->settings.experts) {
    estimator_.state->settings.experts = experts;
  }
  ~Experts() { estimator_.state->settings.experts = before_; }
  Experts(const Experts&) = delete;
  Experts& operator=(const Experts&) = delete;

 private:
  EstimatorView estimator_;
  std::uint32_t before_;
};

[[nodiscard]] std::uint32_t index_of(const LearnerView& l, const MemberPlan& place) noexcept {
  return static_cast<std::uint32_t>(&place - l.plan->member);
}

[[nodiscard]] EstimatorSource source_of(const EstimatorView& e) noexcept { return {e.plan, e.state, e.block}; }

}  // namespace

const EstimatorView& estimator_of(const LearnerView& l, const Member& member) noexcept {
  return member.sight == Sight::inputs_and_last ? l.lagged : l.plain;
}

AdapterView adapter_of(const LearnerView& l, const MemberPlan& place) noexcept {
  return {&place.adapter, l.adapters + place.mixture, l.block + place.block};
}

ModelStore model_of(const LearnerView& l, const MemberPlan& place) noexcept {
  return {place.shape, l.sizes + place.mixture, l.block + place.model};
}

ModelView read_model(const ModelStore& model) noexcept { return {model.shape, *model.size, model.parameters}; }

float ask_mixture(const LearnerView& l, const MemberPlan& place, const float* x, float otherwise) noexcept {
  float mean = otherwise;
  float variance = 0.0f;
  std::uint32_t expert = 0;
  float probability[max_experts];
  static_cast<void>(
      predict(read_model(model_of(l, place)), x, order_of(l, place.member) - 1u, {&mean, &variance, &expert, probability}));
  return mean;
}

float teach_mixture(const LearnerView& l, const MemberPlan& place, const float* x, float y, float elapsed,
                    float otherwise) noexcept {
  const AdapterView adapter = adapter_of(l, place);
  const ModelStore model = model_of(l, place);
  const Status status = adapt(adapter, x, order_of(l, place.member) - 1u, y, elapsed, model);
  if (status == Status::ok || status == Status::changed) return y - adapter.state->error;
  return ask_mixture(l, place, x, otherwise);
}

Status begin_mixture(const LearnerView& l, const MemberPlan& place) noexcept {
  const EstimatorView& estimator = estimator_of(l, place.member);
  const AdapterView adapter = adapter_of(l, place);
  const Experts experts(estimator, place.member.experts);
  const Status status = begin_adapting(adapter, source_of(estimator), model_of(l, place));
  if (status == Status::ok) adapter.state->memory = static_cast<float>(place.member.memory);
  return status;
}

void begin_mixtures(const LearnerView& l) noexcept {
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (place.member.experts == 0 || has_begun(l.adapters[place.mixture], read_model(model_of(l, place)))) continue;
    static_cast<void>(begin_mixture(l, place));
  }
}

void challenge_mixture(const LearnerView& l, const MemberPlan& place, const ModelView& rival) noexcept {
  const AdapterView adapter = adapter_of(l, place);
  const EstimatorView& estimator = estimator_of(l, place.member);
  const Experts experts(estimator, place.member.experts);
  const std::uint32_t before = adapter.state->counters.replaced;
  static_cast<void>(challenge(adapter, source_of(estimator), rival, model_of(l, place)));
  adapter.state->memory = static_cast<float>(place.member.memory);
  if (adapter.state->counters.replaced == before) return;
  ++l.state->counters.replaced;
  if (members_of(l) > 1u) restart_weight(fixed_share, index_of(l, place), members_of(l), l.members);
}

}  // namespace motet::core::learn
