// SPDX-License-Identifier: MIT
#include "motet/print.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>

namespace {

/// What `print` writes.
template <class Print>
std::string capture(Print print) {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  print(file);
  std::rewind(file);
  std::string text;
  for (int character = std::getc(file); character != EOF; character = std::getc(file)) text += static_cast<char>(character);
  std::fclose(file);
  return text;
}

std::string words(const motet::Report& report) {
  return capture([&](std::FILE* out) { motet::print(out, report); });
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

/// A fit that went well.
motet::Report good_report() {
  motet::Report report;
  report.start = motet::Start::tensor;
  report.tensor_state = motet::TensorState::ok;
  report.loglik_known = true;
  report.loglik = report.loglik_tensor = -2.8125f;
  report.loglik_gate_first = -2.9375f;
  report.iterations_tensor = 12;
  report.iterations_gate_first = 1;
  report.converged = true;
  report.samples = 9568;
  report.effective_samples = 9568.0f;
  report.window_samples = 4096;
  report.dim = 4;
  report.rank = 4;
  report.condition = 12.5f;
  report.skewness = 1.0f;
  report.skewness_excess = 0.001f;
  report.experts_asked = report.experts = 2;
  report.spectrum = {2.5f, 0.5f, 0.01f, -0.01f};
  report.spectrum_noise = 0.05f;
  report.power_residual = {1e-6f, 2e-6f};
  report.power_iterations = {5, 1};
  report.sigma = {0.25f, 0.75f};
  report.weight = {0.45f, 0.55f};
  return report;
}

}  // namespace

TEST_CASE("a report that went well says so in words") {
  const std::string text = words(good_report());
  CHECK(says(text, "2 experts of 4 inputs, from 9568 samples."));
  CHECK(says(text, "The tensor start won."));
  CHECK(says(text, "-2.8125 nats a sample, on the 4096 samples kept"));
  CHECK(says(text, "The gate-first start reached -2.9375 nats a sample in 1 pass of EM."));
  CHECK(says(text, "The winner converged."));
  CHECK(says(text, "12.5: well conditioned"));
  CHECK(says(text, "look as Gaussian as third moments can show"));
  CHECK(says(text, "2.5 0.5 0.01 -0.01; noise 0.05"));
  CHECK(says(text, "2 directions of the second moment rise above the noise, for 2 experts"));
  CHECK(says(text, "the number of experts fits"));
  CHECK(says(text, "component 0: residual 1e-06 after 5 power iterations\n"));
  CHECK(says(text, "component 1: residual 2e-06 after 1 power iteration\n"));
  CHECK(says(text, "expert 1: 55 % of the samples, sigma 0.75"));
  CHECK_FALSE(says(text, "forgetting"));
  CHECK_FALSE(says(text, "collinear"));
  CHECK_FALSE(says(text, "died"));
}

TEST_CASE("no line of a report is longer than 100 columns") {
  motet::Report report = good_report();
  report.dim = report.rank = 32;
  report.spectrum.fill(-123.456f);
  report.skewness_excess = 0.5f;
  const std::string text = words(report);
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    CHECK(end - begin <= 100);
    begin = end + 1;
  }
  CHECK(begin == text.size());
}

TEST_CASE("a report names each assumption that fails") {
  motet::Report report = good_report();
  SUBCASE("collinear inputs") {
    report.rank = 3;
    report.condition = 2e5f;
    CHECK(says(words(report), "1 of 4 directions is collinear or constant and left out"));
    CHECK(says(words(report), "nearly collinear"));
  }
  SUBCASE("skewed inputs") {
    report.skewness_excess = 0.05f;
    CHECK(says(words(report), "somewhat skewed"));
    report.skewness_excess = 2.0f;
    CHECK(says(words(report), "far from Gaussian"));
  }
  SUBCASE("a negative eigenvalue") {
    report.spectrum[3] = -0.5f;
    CHECK(says(words(report), "1 eigenvalue lies below it: an assumption fails"));
  }
  SUBCASE("more and fewer directions than experts") {
    report.spectrum[2] = 0.25f;
    CHECK(says(words(report), "more experts may pay"));
    report.spectrum = {2.5f};
    CHECK(says(words(report), "parallel or opposite, or fewer would do"));
    report.rank = 1;
    CHECK(says(words(report), "it can show no more"));
  }
  SUBCASE("the state of the tensor start") {
    report.tensor_state = motet::TensorState::short_of_rank;
    CHECK(says(words(report), "More experts than directions"));
    report.tensor_state = motet::TensorState::negative;
    CHECK(says(words(report), "negative weight"));
    report.tensor_state = motet::TensorState::unconverged;
    CHECK(says(words(report), "raise power_iterations"));
  }
}

TEST_CASE("a report tells where the model came from") {
  motet::Report report = good_report();
  SUBCASE("gate first, stopped by its ceiling") {
    report.start = motet::Start::gate_first;
    report.converged = false;
    CHECK(says(words(report), "The gate-first start won."));
    CHECK(says(words(report), "raise refine_iterations"));
  }
  SUBCASE("in use") {
    report.start = motet::Start::in_use;
    CHECK(says(words(report), "The model in use was likelier than both new starts"));
  }
  SUBCASE("one expert has no start to search") {
    report.start = motet::Start::linear;
    report.tensor_state = motet::TensorState::not_used;
    CHECK(says(words(report), "least squares from the moments"));
    CHECK_FALSE(says(words(report), "passes of EM"));
    CHECK_FALSE(says(words(report), "spectrum"));
  }
  SUBCASE("nothing") { CHECK(words(motet::Report{}) == "No model has been fitted.\n"); }
  SUBCASE("a start that came to nothing") {
    report.loglik_gate_first = -std::numeric_limits<float>::infinity();
    CHECK(says(words(report), "The gate-first start led to no finite model."));
  }
  SUBCASE("without a window the likelihood is not known") {
    report.loglik_known = false;
    CHECK(says(words(report), "the likelihood is not known"));
    CHECK_FALSE(says(words(report), "% of the samples"));
  }
}

TEST_CASE("a report tells of experts that died and of what is forgotten") {
  motet::Report report = good_report();
  report.revived = 1;
  report.dropped = 2;
  report.experts_asked = 4;
  report.effective_samples = 500.0f;
  const std::string text = words(report);
  CHECK(says(text, "1 expert died on the way and started again."));
  CHECK(says(text, "2 experts died twice and left: 4 asked for, 2 in the model."));
  CHECK(says(text, "which forgetting leaves worth 500"));
}

TEST_CASE("a contest is told with the lead of the best over each number, and the spectrum beside it") {
  motet::Verdict verdict;
  const auto print = [&] { return capture([&](std::FILE* out) { motet::print(out, verdict, good_report()); }); };
  CHECK(print() == "contest     Too few samples have been predicted to know how many experts there are.\n");
  verdict.experts = 2;
  verdict.best = verdict.candidates = 3;
  verdict.samples = 4096;
  verdict.score = {-1.5f, 0.25f, 0.28125f};
  verdict.error = {0.125f, 0.0625f, 0.0f};
  const std::string text = print();
  CHECK(says(text, "contest     2 experts: the fewest that predict no worse than the best by more than the error,\n"));
  CHECK(says(text, "over the last 4096 samples in blocks"));
  CHECK(says(text, "1 expert:       -1.5 nats a sample, 1.8 +- 0.12 less\n"));
  CHECK(says(text, "2 experts:      0.25 nats a sample, 0.031 +- 0.062 less\n"));
  CHECK(says(text, "3 experts:    0.2812 nats a sample, the best\n"));
  CHECK(says(text, "2 directions of the second moment rise above the noise"));
}

TEST_CASE("a model is a table in the user's units, 3 inputs x 2 experts") {
  using Model = motet::Model<5, 4>;
  Model model;
  const auto print = [&] {
    return capture([&](std::FILE* out) {
      const std::string_view names[] = {"temperature", "a name that is far too long for its column"};
      motet::print(out, model, names, "power");
    });
  };
  CHECK(print() == "The model has not been fitted.\n");

  const motet::core::ModelStore store = model.store();
  *store.size = {3, 2};
  for (std::uint32_t i = 0; i < 2; ++i) {
    const float expert = static_cast<float>(i + 1);
    store.parameters[store.shape.intercept(i)] = 100.0f * expert;
    store.parameters[store.shape.sigma(i)] = 0.125f * expert;
    for (std::uint32_t j = 0; j < 3; ++j) store.parameters[store.shape.slope(i) + j] = expert + 0.25f * static_cast<float>(j);
  }
  store.parameters[store.shape.gate_intercept(0)] = -7.0f;
  store.parameters[store.shape.gate_slope(0) + 2] = 9.5f;
  store.parameters[store.shape.centre() + 1] = 20.5f;

  CHECK(print() ==
        "power = value at centre + sum of slope (input - centre), +- sigma\n"
        "                        centre    expert 0    expert 1\n"
        "value at centre                        100         200\n"
        "temperature                  0           1           2\n"
        "a name that is far        20.5        1.25        2.25\n"
        "x2                           0         1.5         2.5\n"
        "sigma                                0.125        0.25\n"
        "gate: log odds against expert 1\n"
        "                        centre    expert 0\n"
        "log odds at centre                      -7\n"
        "temperature                  0           0\n"
        "a name that is far        20.5           0\n"
        "x2                           0         9.5\n");
}
TEST_CASE("a learner says what it follows, what its regimes are worth, and how its members weigh") {
  motet::LearnerReport report;
  report.samples = 12000;
  report.members = 3;
  report.member[0] = {{motet::Sight::inputs, 3, 0}, 0.75f, -0.5f};
  report.member[1] = {{motet::Sight::inputs_and_last, 0, 50}, 0.2f, -1.0f};
  report.member[2] = {{motet::Sight::nothing, 0, 0}, 0.05f, -2.0f};
  report.covered = 0.951f;
  report.experts = 3;
  report.gain = 0.5f;
  report.memory = 300.0f;
  report.changes = 1;
  report.fits = 11;
  report.replaced = 5;
  const std::string text = capture([&](std::FILE* out) { motet::print(out, report); });
  CHECK(says(text, "12000 samples; 1 change noticed; 11 fits; 5 mixtures replaced."));
  CHECK(says(text, "follows a memory of about 300 samples."));
  CHECK(says(text, "3 regimes explain 0.5 nats a sample more than a line."));
  CHECK(says(text, "95.1 % of the last targets"));
  CHECK(says(text, " 75.0 %     3 regimes, for ever\n"));
  CHECK(says(text, " 20.0 %     a line of the inputs and the last target, a memory of 50\n"));
  CHECK(says(text, "  5.0 %     a level, for ever\n"));
  report.gain = -0.1f;
  CHECK(says(capture([&](std::FILE* out) { motet::print(out, report); }), "A line explains as much"));
  CHECK(says(capture([&](std::FILE* out) { motet::print(out, motet::LearnerReport{}); }), "0 samples; 0 changes"));
}
