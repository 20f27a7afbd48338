// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>
#include <span>
#include <string>

#include "motet/adapter.hpp"
#include "motet/descent.hpp"
#include "motet/errors.hpp"
#include "motet/estimator.hpp"
#include "motet/general_model.hpp"
#include "motet/model.hpp"
#include "motet/state.hpp"
#include "promises/heap_trap.hpp"
#include "support/samples.hpp"

TEST_SUITE_BEGIN("promises/heap");

namespace {

/// Calls of the heap while `work` runs.
template <typename Work>
std::size_t heap_calls(const Work& work) {
  heap::arm();
  work();
  return heap::disarm();
}

/// The statuses in words, to be seen when a check fails.
std::string spoken(const std::array<motet::Status, 3>& statuses) {
  std::string text;
  for (const motet::Status status : statuses) text += std::string(motet::describe(status)) + "\n";
  return text;
}

motet::support::Samples draw_stream(std::size_t count) {
  motet::support::Random random(7);
  return draw_samples(motet::support::make_general(random, 2, 3, 0.1), random, count);
}

/// Takes a stream one sample at a time, then in blocks, and fits and asks the model; all in place.
template <std::size_t Window>
void check_way_of_the_data() {
  const motet::support::Samples stream = draw_stream(2000);
  const std::span<const float> x = stream.x, y = stream.y;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  motet::Estimator<3, 2, Window> estimator;
  motet::Model<3, 2> model;
  motet::Prediction<2> prediction;
  motet::Attribution<2> attribution;
  motet::Report report;
  std::array<motet::Status, 3> pushed{};
  std::array<motet::Status, 3> fitted{};
  std::array<motet::Status, 3> asked{};
  std::array<motet::Status, 3> adapted{};
  motet::Adapter<3, 2> adapter;

  CHECK(heap_calls([&] { fitted[0] = estimator.fit(model, report); }) == 0);
  CHECK(heap_calls([&] {
          for (std::size_t t = 0; t < 1000; ++t) pushed[0] = estimator.push(stream.row(t), y[t]);
          pushed[1] = estimator.push(stream.row(0), nan);
        }) == 0);
  CHECK(heap_calls([&] { pushed[2] = estimator.push(x.subspan(3000), y.subspan(1000), 1000); }) == 0);
  CHECK(heap_calls([&] { fitted[1] = estimator.fit(model, report); }) == 0);
  CHECK(heap_calls([&] { fitted[2] = estimator.fit(model, report); }) == 0);
  CHECK(heap_calls([&] {
          asked[0] = model.predict(stream.row(0), prediction);
          asked[1] = model.attribute(stream.row(0), y[0], attribution);
          asked[2] = model.attribute(stream.row(0), nan, attribution);
        }) == 0);

  CHECK(heap_calls([&] {
          adapted[0] = adapter.begin(model, estimator);
          for (std::size_t t = 0; t < 1000; ++t) adapted[1] = adapter.adapt(stream.row(t), y[t], model);
          adapted[2] = adapter.adapt(stream.row(0), nan, model);
        }) == 0);
  CHECK(heap_calls([&] { asked[0] = adapter.average(model); }) == 0);

  CHECK(spoken(adapted) == spoken({motet::Status::ok, motet::Status::ok, motet::Status::not_finite}));
  CHECK(spoken(pushed) == spoken({motet::Status::ok, motet::Status::not_finite, motet::Status::ok}));
  CHECK(spoken(fitted) == spoken({motet::Status::too_few_samples, motet::Status::ok, motet::Status::ok}));
  CHECK(spoken(asked) == spoken({motet::Status::ok, motet::Status::ok, motet::Status::not_finite}));
}

}  // namespace

TEST_CASE("the trap sees every way to the heap and back") {
  // Behind volatile pointers, so that the compiler keeps the calls.
  void* (*volatile take)(std::size_t) = std::malloc;
  void* (*volatile take_cleared)(std::size_t, std::size_t) = std::calloc;
  void* (*volatile take_aligned)(std::size_t, std::size_t) = std::aligned_alloc;
  void* (*volatile resize)(void*, std::size_t) = std::realloc;
  void (*volatile give_back)(void*) = std::free;
  void* (*volatile create)(std::size_t) = ::operator new;
  void (*volatile destroy)(void*) = ::operator delete;
  void* memory = nullptr;

  CHECK(heap_calls([] {}) == 0);
  CHECK(heap_calls([&] { memory = take(100); }) >= 1);
  CHECK(heap_calls([&] { memory = resize(memory, 100000); }) >= 1);
  CHECK(heap_calls([&] { give_back(memory); }) >= 1);
  CHECK(heap_calls([&] { memory = take_cleared(10, 10); }) >= 1);
  CHECK(heap_calls([&] { give_back(memory); }) >= 1);
  CHECK(heap_calls([&] { memory = take_aligned(64, 128); }) >= 1);
  CHECK(heap_calls([&] { give_back(memory); }) >= 1);
  CHECK(heap_calls([&] { memory = create(100); }) >= 1);
  CHECK(heap_calls([&] { destroy(memory); }) >= 1);
}

TEST_CASE("nothing from the first sample to a prediction takes memory from the heap") { check_way_of_the_data<256>(); }

TEST_CASE("nor does it without a window") { check_way_of_the_data<0>(); }

TEST_CASE("nor do standard errors and intervals") {
  const motet::support::Samples stream = draw_stream(400);
  motet::Estimator<3, 2, 256> estimator;
  motet::Model<3, 2> model;
  motet::StandardErrors<3, 2> errors;
  REQUIRE(estimator.push(stream.x, stream.y, 400) == motet::Status::ok);
  REQUIRE(estimator.fit(model) == motet::Status::ok);
  motet::Status status = motet::Status::no_fit;
  CHECK(heap_calls([&] { status = motet::measure_errors(estimator, model, errors); }) == 0);
  CHECK(status == motet::Status::ok);
  motet::Interval interval;
  CHECK(heap_calls([&] { status = model.predict_interval(stream.row(0), 0.95f, interval); }) == 0);
  CHECK(status == motet::Status::ok);
}

TEST_CASE("nor does descent, through all its stages") {
  const motet::support::Samples stream = draw_stream(8000);
  motet::DescentSettings settings;
  settings.samples = 1600;
  motet::Descent<3, 2> descent(settings);
  motet::Model<3, 2> model;
  std::array<motet::Status, 3> done{};
  CHECK(heap_calls([&] {
          for (std::size_t t = 0; t < 8000; ++t) done[0] = descent.push(stream.row(t), stream.y[t]);
          done[1] = descent.read(model);
        }) == 0);
  CHECK(descent.stage() == motet::DescentStage::gate);
  CHECK(spoken(done) == spoken({motet::Status::ok, motet::Status::ok, motet::Status::ok}));
}

TEST_CASE("nor does a model of any form, from its quadrature to its predictions") {
  const motet::support::Samples stream = draw_stream(500);
  const motet::Form forms[] = {motet::make_mixture(3, motet::sigmoid()), motet::make_tree(3, motet::linear()),
                               motet::make_gated_recurrent_unit()};
  for (const motet::Form& form : forms) {
    motet::Estimator<3, 3, 256> estimator;
    std::array<motet::Status, 3> said{};
    const std::size_t calls = heap_calls([&] {
      motet::GeneralModel<3, 3> model(form);
      motet::Report report;
      motet::Prediction<3> prediction;
      said[0] = estimator.push(stream.x, stream.y, stream.count);
      said[1] = estimator.fit(model, report);
      said[2] = model.predict(stream.row(0), prediction);
    });
    CHECK(calls == 0);
    CHECK(spoken(said) == "ok\nok\nok\n");
  }
}

TEST_CASE("nor do saving, loading and merging") {
  using Estimator = motet::Estimator<3, 2, 64>;
  const motet::support::Samples stream = draw_stream(600);
  Estimator first, second;
  for (std::size_t t = 0; t < 400; ++t) REQUIRE(first.push(stream.row(t), stream.y[t]) == motet::Status::ok);
  for (std::size_t t = 400; t < 600; ++t) REQUIRE(second.push(stream.row(t), stream.y[t]) == motet::Status::ok);
  std::array<std::byte, motet::image_bytes<Estimator>> image;
  std::array<motet::Status, 3> done{};
  CHECK(heap_calls([&] {
          done[0] = motet::save(first, image);
          done[1] = motet::load(image, second);
          done[2] = motet::merge(second, first);
        }) == 0);
  CHECK(spoken(done) == spoken({motet::Status::ok, motet::Status::ok, motet::Status::ok}));
}

TEST_SUITE_END();
