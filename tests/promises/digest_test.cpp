// SPDX-License-Identifier: MIT
#include "promises/digest.hpp"

#include <doctest/doctest.h>

#include <cinttypes>
#include <cstdio>

#include "motet/descent.hpp"
#include "support/effort.hpp"
#include "tensor/elementary.hpp"

using namespace motet;
using support::Effort;
using test::Digest;
using test::IntegerStream;

TEST_SUITE_BEGIN("promises/digest");

// The same bits on every machine: for every compiler, core and back end the digests are these numbers. If one differs, the
// compiler was allowed to round in another way (-ffp-contract other than off, -ffast-math), or a back end is wrong. Where the
// arithmetic was changed on purpose all machines agree on another number, and that one belongs here.

namespace {

void check(const Digest& digest, std::uint64_t expected) {
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "0x%08" PRIx32 "%08" PRIx32, static_cast<std::uint32_t>(digest.value() >> 32),
                static_cast<std::uint32_t>(digest.value()));
  INFO("the digest is ", doctest::String(numbers));
  const bool same_bits = digest.value() == expected;
  CHECK_MESSAGE(same_bits, "other bits than on every other machine: contraction, -ffast-math or a wrong back end");
  CHECK_MESSAGE(digest.strange() == 0, "a number that is not normal, of which nothing is promised");
}

/// Pushes the samples from `first` on, one at a time (`block` 1) or in blocks of up to so many.
template <class Estimator>
void push(Estimator& estimator, const IntegerStream& stream, std::uint32_t first, std::uint32_t block) {
  int refused = 0;
  for (std::uint32_t t = first; t < stream.count(); t += block) {
    const std::uint32_t n = stream.count() - t < block ? stream.count() - t : block;
    const Status status = block == 1 ? estimator.push(stream.row(t), stream.target(t))
                                     : estimator.push(stream.rows(t, n), stream.targets(t, n), n);
    refused += status != Status::ok;
  }
  REQUIRE(refused == 0);
}

/// What push makes of `count` samples of which one is far out of the frame.
template <std::size_t Dim, std::size_t Window>
void add_push(Digest& digest, std::uint32_t count, std::uint32_t block) {
  IntegerStream stream(Dim, count);
  stream.spike(count - 20);
  Estimator<Dim, 1, Window> estimator;
  push(estimator, stream, 0, block);
  test::add_stream(digest, estimator.view());
}

/// Two fits, the second after as many samples again.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void add_fits(Digest& digest, std::uint32_t count, const Settings& settings) {
  const IntegerStream stream(Dim, count);
  Estimator<Dim, Experts, Window> estimator(settings);
  Model<Dim, Experts> model;
  for (int half = 0; half < 2; ++half) {
    push(estimator, stream, 0, 1);
    Report report;
    REQUIRE(estimator.fit(model, report) == Status::ok);
    test::add_model(digest, model);
    test::add_report(digest, report);
  }
}

/// A stream learnt sample by sample: from the stated start, from a fit on its first half, and on through rubbish.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void add_adaptation(Digest& digest, std::uint32_t count, const Settings& settings, const AdaptSettings& of_adapter) {
  IntegerStream stream(Dim, count);
  stream.spike(count - 20);
  Estimator<Dim, Experts, Window> estimator(settings);
  Model<Dim, Experts> model, averaged;
  Adapter<Dim, Experts> adapter(of_adapter);
  for (std::uint32_t t = 0; t < count; ++t) {
    const Status status = adapter.learn(stream.row(t), stream.target(t), model, estimator);
    digest.add(std::uint32_t{status != Status::ok});  // which refusal is no bit of arithmetic
    if (t == count / 2) REQUIRE(estimator.fit(model) == Status::ok);
  }
  REQUIRE(adapter.average(model, averaged) == Status::ok);
  test::add_model(digest, model);
  test::add_model(digest, averaged);
  test::add_adapter(digest, adapter.view());
}

/// Settings of a fit that even a core without floats has time for.
Settings brief() {
  Settings settings;
  settings.power_starts = 3;
  settings.power_iterations = 20;
  settings.refine_iterations = 10;
  settings.searches = 1;
  return settings;
}

/// A model whose parameters are eighths.
Model<6, 3> make_model() {
  Model<6, 3> model;
  const core::ModelStore store = model.store();
  *store.size = {5, 3};
  for (std::uint32_t at = 0; at < store.shape.floats(); ++at) {
    store.parameters[at] = static_cast<float>(static_cast<int>(at * 7u % 23u) - 11) / 8.0f;
  }
  for (std::uint32_t i = 0; i < 3; ++i) store.parameters[store.shape.sigma(i)] = static_cast<float>(3u + i) / 8.0f;
  return model;
}

}  // namespace

TEST_CASE("push one by one gives the same bits") {
  Digest digest;
  add_push<1, 8>(digest, 4200, 1);
  add_push<3, 24>(digest, 400, 1);
  add_push<8, 16>(digest, 200, 1);
  check(digest, 0x2f0f74bab520a52d);
}

TEST_CASE("push in blocks gives the same bits") {
  Digest digest;
  add_push<1, 8>(digest, 4200, 129);
  add_push<3, 24>(digest, 400, 37);
  add_push<8, 16>(digest, 200, 64);
  check(digest, 0x2f0f74bab520a52d);
}

TEST_CASE("push of many inputs gives the same bits" * support::needs(Effort::some)) {
  Digest digest;
  for (const std::uint32_t block : {1u, 50u}) {
    add_push<15, 0>(digest, 300, block);
    add_push<32, 30>(digest, 200, block);
  }
  check(digest, 0xe382fda9715e5b25);
}

TEST_CASE("a stream that forgets gives the same bits, at even and uneven times, across a gap") {
  Digest digest;
  IntegerStream stream(3, 900);
  Settings settings = brief();
  settings.memory = 60.0f;
  Estimator<3, 2, 40> estimator(settings);
  Model<3, 2> model;
  int refused = 0;
  for (std::uint32_t t = 0; t < stream.count(); ++t) {
    const float elapsed = t == 300 ? 400.0f : t == 500 ? 1000.0f : static_cast<float>(t * 7u % 16u) / 8.0f;
    refused += (t < 250 ? estimator.push(stream.row(t), stream.target(t))
                        : estimator.push(stream.row(t), stream.target(t), elapsed)) != Status::ok;
    if (t % 150 == 149) test::add_stream(digest, estimator.view());
  }
  CHECK(refused == 0);
  Report report;
  REQUIRE(estimator.fit(model, report) == Status::ok);
  test::add_model(digest, model);
  test::add_report(digest, report);
  digest.add(report.effective_samples);
  check(digest, 0x73d63d63daa04568);
}

TEST_CASE("fit without a window gives the same bits") {
  Digest digest;
  add_fits<2, 1, 0>(digest, 150, brief());
  add_fits<3, 2, 0>(digest, 400, brief());
  check(digest, 0x7a08f6ba8f579190);
}

TEST_CASE("fit with a window gives the same bits") {
  Digest digest;
  add_fits<1, 1, 16>(digest, 100, brief());
  add_fits<3, 2, 48>(digest, 200, brief());
  Settings each = brief();
  each.shared_sigma = false;
  add_fits<2, 3, 40>(digest, 150, each);
  check(digest, 0xe8cbeab194a5d568);
}

TEST_CASE("fit with the default settings gives the same bits" * support::needs(Effort::some)) {
  Digest digest;
  add_fits<8, 3, 64>(digest, 500, {});
  add_fits<5, 4, 300>(digest, 600, {});
  check(digest, 0x6ecb5eff8385d53f);
}

TEST_CASE("adapt gives the same bits") {
  Digest digest;
  add_adaptation<1, 1, 16>(digest, 200, brief(), {});
  AdaptSettings eager;
  eager.gate_hold = 0;
  Settings each = brief();
  each.memory = 50.0f;
  add_adaptation<3, 2, 48>(digest, 400, each, eager);
  each.shared_sigma = false;
  add_adaptation<8, 3, 64>(digest, 300, each, eager);
  check(digest, 0x055916cf465c16d9);
}

TEST_CASE("descent gives the same bits, through all its stages" * support::needs(Effort::some)) {
  Digest digest;
  const IntegerStream stream(3, 3200);
  DescentSettings settings;
  settings.samples = 1600;
  Descent<3, 2> descent(settings);
  int refused = 0;
  for (std::uint32_t t = 0; t < stream.count(); ++t) refused += descent.push(stream.row(t), stream.target(t)) != Status::ok;
  Model<3, 2> model;
  REQUIRE(refused == 0);
  REQUIRE(descent.read(model) == Status::ok);
  const float* parameters = model.view().parameters;
  for (std::uint32_t i = 0; i < model.shape.floats(); ++i) digest.add(parameters[i]);
  check(digest, 0x7a12adc4c7f77826);
}

TEST_CASE("predict and attribute give the same bits") {
  const IntegerStream stream(5, 60);
  const Model<6, 3> model = make_model();
  Digest digest;
  test::add_model(digest, model);
  for (std::uint32_t t = 0; t < stream.count(); ++t) {
    Prediction<3> prediction;
    REQUIRE(model.predict(stream.row(t), prediction) == Status::ok);
    digest.add(prediction.mean);
    digest.add(prediction.variance);
    digest.add(prediction.expert);
    for (const float each : prediction.probability) digest.add(each);
    Attribution<3> attribution;
    REQUIRE(model.attribute(stream.row(t), prediction.mean, attribution) == Status::ok);
    digest.add(attribution.log_density);
    digest.add(attribution.density);
    digest.add(attribution.expert);
    for (const float each : attribution.responsibility) digest.add(each);
  }
  check(digest, 0xc30812fb1aeb1bd1);
}

TEST_CASE("exponential and logarithm give the same bits") {
  Digest digest;
  for (int k = -87 * 16; k <= 88 * 16; ++k) digest.add(core::tensor::exponential(static_cast<float>(k) / 16.0f));
  for (std::uint32_t x = 0x00800000u; x < 0x7f800000u; x += 0x000a1234u)
    digest.add(core::tensor::logarithm(support::from_bits(x)));
  check(digest, 0xf03d1e5691580343);
}

TEST_SUITE_END();
