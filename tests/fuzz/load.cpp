// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "fuzz/target.hpp"
#include "image/adapters.hpp"
#include "image/descents.hpp"
#include "image/generals.hpp"
#include "image/learners.hpp"
#include "image/tools.hpp"
#include "model/handmade.hpp"

// Loads bytes that were never saved. Byte 0 chooses a good image, byte 1 what is done to it: bit 0 gives it its CRCs
// afterwards, so that the numbers in it are judged and not only the sums; bit 1 cuts it; bit 2 takes the rest of the input
// for the image. Else the rest is edits of three bytes: where (little-endian), and the new byte.

using namespace motet;

namespace {

using Learner = Estimator<2, 2, 8>;
using Small = Model<2, 2>;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz/load: %s\n", what);
  std::abort();
}

/// A contest of the first `count` of some rows.
Contest<2, 2> judged(std::size_t count) {
  Learner learner;
  Contest<2, 2> contest;
  test::Rows rows = test::draw_rows(2, count, 3);
  for (std::size_t t = 0; t < count; ++t) {
    const std::span<const float> x(rows.at(t), 2);
    static_cast<void>(contest.score(x, rows.y[t]));
    static_cast<void>(learner.push(x, rows.y[t]));
    if (t == 80) static_cast<void>(contest.fit(learner));
  }
  return contest;
}

/// Estimator, model and adapter in one image.
test::Bytes joint() {
  test::Learners<2, 2, 8> learners;
  static_cast<void>(learners.learn(test::IntegerStream(2, 200), 0, 200));
  test::Bytes bytes(image_bytes<Learner, Small, Adapter<2, 2>>);
  static_cast<void>(save(bytes, learners.estimator, learners.model, learners.adapter));
  return bytes;
}

/// Images of every phase, of every kind, and of other bounds.
const std::vector<test::Bytes>& good_images() {
  static const std::vector<test::Bytes> images = [] {
    std::vector<test::Bytes> made;
    for (const std::size_t samples : {0u, 5u, 30u, 400u, 5000u}) made.push_back(test::saved(test::begun<Learner>(2, samples)));
    for (const std::size_t samples : {30u, 5000u}) made.push_back(test::saved(test::begun<Learner>(2, samples, 1, 7.0f)));
    made.push_back(test::saved(test::begun<Learner>(1, 100)));
    made.push_back(test::saved(test::begun<Estimator<1, 2, 8>>(1, 100)));
    Small model;
    made.push_back(test::saved(model));
    test::write_random(model, 2, 2, 1);
    made.push_back(test::saved(model));
    for (const std::uint32_t samples : {0u, 66u, 400u}) made.push_back(test::saved(test::adapted<2, 2>(2, samples)));
    made.push_back(test::saved(test::adapted<2, 2>(1, 300)));
    made.push_back(test::saved(test::filled<2, 3>(make_tree(3, sigmoid()), 2, 1)));
    made.push_back(test::saved(test::filled<2, 3>(make_tree(3, sigmoid()), 1, 2)));
    made.push_back(test::saved(GeneralModel<2, 3>(make_tree(3, sigmoid()))));
    for (const std::uint32_t samples : {0u, 60u, 700u, 1200u, 1500u, 2500u}) {
      made.push_back(test::saved(test::descended<3, 2>(3, samples)));
    }
    for (const std::size_t samples : {0u, 400u}) made.push_back(test::saved(judged(samples)));
    made.push_back(joint());
    for (const std::size_t samples : {0u, 1u, 60u, 400u}) made.push_back(test::saved(*test::learnt(samples)));
    return made;
  }();
  return images;
}

test::Bytes make_image(std::span<const std::uint8_t> input) {
  const unsigned what = input[1];
  test::Bytes image = good_images()[input[0] % good_images().size()];
  const std::span<const std::uint8_t> rest = input.subspan(2);
  if ((what & 4u) != 0) {
    image.resize(rest.size());
    for (std::size_t i = 0; i < rest.size(); ++i) image[i] = std::byte{rest[i]};
  } else {
    for (std::size_t i = 0; i + 3 <= rest.size(); i += 3) {
      image[(rest[i] + 256u * rest[i + 1]) % image.size()] = std::byte{rest[i + 2]};
    }
  }
  if ((what & 2u) != 0 && !rest.empty()) image.resize(image.size() * rest[0] / 256u);
  if ((what & 1u) != 0) test::repair_joint(image);
  return image;
}

bool finite(std::span<const float> values) {
  bool all = true;
  for (const float value : values) all = all && std::isfinite(value);
  return all;
}

/// Whatever was loaded, no question that is answered is answered with NaN or infinity.
void ask(const Small& model) {
  require(finite({model.view().parameters, model.view().shape.floats()}), "a model is not finite");
  for (const float at : {0.0f, 1.0f, -300.0f, 1e15f}) {
    const float x[2] = {at, -at};
    Prediction<2> prediction;
    if (model.predict(std::span(x).first(model.dim() == 1 ? 1 : 2), prediction) != Status::ok) continue;
    const float said[] = {prediction.mean, prediction.variance, prediction.probability[0], prediction.probability[1]};
    require(finite(said), "a prediction is not finite");
  }
}

void check_estimator(const test::Bytes& image) {
  static Learner estimator, other;
  estimator = test::begun<Learner>(2, 60, 3);
  std::memcpy(static_cast<void*>(&other), static_cast<const void*>(&estimator), sizeof estimator);
  if (load(image, estimator) != Status::ok) {
    require(std::memcmp(&estimator, &other, sizeof estimator) == 0, "a refused image has changed the estimator");
    return;
  }
  require(test::saved(estimator) == image, "what was loaded is saved otherwise");
  if (merge(other, estimator) == Status::ok) {
    require(finite({other.view().block, Learner::plan.floats}), "a merge is not finite");
  }
  const std::uint32_t dim = static_cast<std::uint32_t>(estimator.dim());
  static_cast<void>(test::push_rows(estimator.view(), test::draw_rows(dim, 30, 1), 0, 30));
  static_cast<void>(test::push_block(estimator.view(), test::draw_rows(dim, 30, 2), 0, 30));
  require(finite({estimator.view().block, Learner::plan.floats}), "a stream is not finite");
  Small model;
  Report report;
  if (estimator.fit(model, report) != Status::ok) return;
  require(std::isfinite(report.loglik) && std::isfinite(report.condition), "a report is not finite");
  ask(model);
}

void check_model(const test::Bytes& image) {
  Small model;
  test::write_random(model, 1, 2, 2);
  const test::Bytes before = test::saved(model);
  if (load(image, model) != Status::ok) {
    require(test::saved(model) == before, "a refused image has changed the model");
    return;
  }
  require(test::saved(model) == image, "what was loaded is saved otherwise");
  ask(model);
}

/// A loaded adapter goes on with the model that it was saved beside, or begins with it anew; it may refuse what it is given.
void check_adapter(const test::Bytes& image) {
  static test::Learners<2, 2, 8> learners;
  static const test::IntegerStream stream(2, 130);
  learners = test::Learners<2, 2, 8>();
  static_cast<void>(learners.learn(stream, 0, 100));
  Adapter<2, 2>& adapter = learners.adapter;
  const test::Bytes before = test::saved(adapter);
  if (load(image, adapter) != Status::ok) {
    require(test::saved(adapter) == before, "a refused image has changed the adapter");
    return;
  }
  require(test::saved(adapter) == image, "what was loaded is saved otherwise");
  const core::ModelView model = std::as_const(learners.model).view();
  if (adapter.view().state->size.experts != 0) adapter.view().state->mark = model.parameters[model.shape.intercept(0)];
  static_cast<void>(learners.learn(stream, 100, 130));
  const float said[] = {adapter.error(), adapter.log_density(), adapter.loglik(), adapter.effective_samples()};
  require(finite(said), "an adapter is not finite");
  ask(learners.model);
}

void check_general(const test::Bytes& image) {
  GeneralModel<2, 3> model = test::filled<2, 3>(make_tree(3, sigmoid()), 2, 3);
  const test::Bytes before = test::saved(model);
  if (load(image, model) != Status::ok) {
    require(test::saved(model) == before, "a refused image has changed the general model");
    return;
  }
  require(test::saved(model) == image, "what was loaded is saved otherwise");
  for (const float at : {0.0f, 1.0f, -300.0f, 1e15f}) {
    const float x[2] = {at, -at};
    Prediction<3> prediction;
    if (model.predict(std::span(x).first(model.dim() == 1 ? 1 : 2), prediction) != Status::ok) continue;
    require(std::isfinite(prediction.mean) && std::isfinite(prediction.variance) && finite(prediction.probability),
            "a prediction is not finite");
  }
}

/// A loaded descent goes on, and what can be read of it is finite.
void check_descent(const test::Bytes& image) {
  static Descent<3, 2> descent;
  descent = test::descended<3, 2>(2, 90);
  const test::Bytes before = test::saved(descent);
  if (load(image, descent) != Status::ok) {
    require(test::saved(descent) == before, "a refused image has changed the descent");
    return;
  }
  require(test::saved(descent) == image, "what was loaded is saved otherwise");
  static_cast<void>(test::push_lines(descent, 0, 40));
  Model<3, 2> model;
  if (descent.read(model) == Status::ok) {
    require(finite({model.view().parameters, model.view().shape.floats()}), "a model is not finite");
  }
}

void check_contest(const test::Bytes& image) {
  static Contest<2, 2> contest;
  contest = judged(90);
  const test::Bytes before = test::saved(contest);
  if (load(image, contest) != Status::ok) {
    require(test::saved(contest) == before, "a refused image has changed the contest");
    return;
  }
  require(test::saved(contest) == image, "what was loaded is saved otherwise");
  const float x[2] = {1.0f, -1.0f};
  for (int t = 0; t < 20; ++t) static_cast<void>(contest.score(x, 0.5f));
  require(contest.verdict().experts <= 2, "a contest names experts that do not exist");
}

/// A loaded learner goes on, and what it predicts is finite.
void check_learner(const test::Bytes& image) {
  static test::FewLearner learner, begun;
  if (begun.counters().accepted == 0) test::teach(begun, 0, 90);
  std::memcpy(static_cast<void*>(&learner), static_cast<const void*>(&begun), sizeof begun);
  if (load(image, learner) != Status::ok) {
    require(std::memcmp(&learner, &begun, sizeof begun) == 0, "a refused image has changed the learner");
    return;
  }
  require(test::saved(learner) == image, "what was loaded is saved otherwise");
  for (std::size_t t = 0; t < 4; ++t) {
    const std::array<float, 2> wide{1e15f, t % 2 == 0 ? -1e15f : 1.0f};
    const std::span<const float> x = std::span(wide).first(learner.dim());
    Forecast forecast;
    Interval interval;
    float p_value = 0.0f;
    if (learner.predict(x, forecast) == Status::ok) {
      const float said[] = {forecast.mean, forecast.lower, forecast.upper, forecast.deviation};
      require(finite(said), "a forecast is not finite");
    }
    if (learner.interval(x, 0.5f, interval) == Status::ok) {
      require(std::isfinite(interval.lower) && std::isfinite(interval.upper), "an interval is not finite");
    }
    if (learner.score(x, 3.0f, p_value) == Status::ok) require(std::isfinite(p_value), "a p-value is not finite");
    test::teach(learner, 10 * t, 10 * t + 10);
    require(std::isfinite(learner.log_density()) && std::isfinite(learner.p_value()), "a score is not finite");
  }
  require(std::isfinite(learner.report().loglik), "a report is not finite");
}

/// All of a joint image or nothing; with other settings likewise.
void check_joint(const test::Bytes& image) {
  static test::Learners<2, 2, 8> learners, other;
  for (const float memory : {-1.0f, 300.0f}) {
    learners = test::Learners<2, 2, 8>();
    static_cast<void>(learners.learn(test::IntegerStream(2, 100), 0, 100));
    std::memcpy(static_cast<void*>(&other), static_cast<const void*>(&learners), sizeof learners);
    Settings settings;
    settings.memory = memory;
    const Status status = memory < 0.0f ? load(image, learners.estimator, learners.model, learners.adapter)
                                        : load(image, with(learners.estimator, settings), learners.model, learners.adapter);
    if (status != Status::ok) {
      require(std::memcmp(&learners, &other, sizeof learners) == 0, "a refused joint image has changed an object");
      continue;
    }
    static_cast<void>(learners.learn(test::IntegerStream(2, 130), 100, 130));
    require(finite({learners.estimator.view().block, Learner::plan.floats}), "a stream is not finite");
    require(load(test::saved(learners.estimator), other.estimator) == Status::ok, "a stream went on to what none leaves");
    ask(learners.model);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const test::Bytes image = make_image({data, size});
  check_estimator(image);
  check_model(image);
  check_adapter(image);
  check_general(image);
  check_descent(image);
  check_contest(image);
  check_joint(image);
  check_learner(image);
  return 0;
}
