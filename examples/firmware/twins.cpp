// SPDX-License-Identifier: MIT
#include "twins.hpp"

#include "arguments.hpp"
#include "text.hpp"

using firmware::Line;
using firmware::Words;
using motet::Status;

namespace {

constexpr std::size_t compared_predictions = 100;

[[noreturn]] void refuse(const std::string& answer, const std::string& wanted) {
  throw Refusal{"the board says '" + printable(answer) + "' where this machine says '" + wanted + "'"};
}

/// The board's answer is `wanted`; or, if this machine refused, the same refusal.
void expect(Status status, const std::string& answer, const std::string& wanted) {
  const std::string no = Line("no").add(static_cast<std::uint32_t>(status)).text();
  if (answer != (status == Status::ok ? wanted : no)) refuse(answer, status == Status::ok ? wanted : no);
}

/// The floats behind `word` in the board's answer, `count` of them.
std::vector<float> read_floats(const std::string& answer, const char* word, std::size_t count) {
  Words words(answer.c_str());
  std::vector<float> floats(count);
  bool good = words.take(word);
  for (float& each : floats) good = good && words.take(each);
  if (!good || !words.empty()) refuse(answer, std::string(word) + " ...");
  return floats;
}

}  // namespace

Twins::Twins(BoardLink& board, std::uint32_t dim, std::uint32_t experts) : board_(board) {
  motet::Settings settings;
  settings.dim = dim;
  settings.experts = experts;
  if (const Status status = learner_->reset({.dim = dim}); status != Status::ok) throw Refusal{motet::describe(status)};
  expect(estimator_->reset(settings), board_.ask(Line("new").add(dim).add(experts)), "ok");
}

void Twins::push(std::span<const float> sample) {
  Line line("push");
  for (const float value : sample) line.add(value);
  board_.send(line);
  static_cast<void>(learner_->learn(sample.first(sample.size() - 1), sample.back()));  // it counts what it takes
  const Status status = estimator_->push(sample.first(sample.size() - 1), sample.back());
  if (status != Status::ok) expect(status, board_.receive(), {});
  last_.emplace_back(sample.begin(), sample.end());
  if (last_.size() > compared_predictions) last_.pop_front();
}

void Twins::wait() {
  const std::uint32_t accepted = static_cast<std::uint32_t>(estimator_->counters().accepted);
  expect(Status::ok, board_.ask(Line("count")), Line("count").add(accepted).text());
}

firmware::Model Twins::fit() {
  const std::string answer = board_.ask(Line("fit"));
  if (const Status status = estimator_->fit(model_, report_); status != Status::ok) {
    expect(status, answer, {});
    throw Refusal{std::string("neither the board nor this machine can fit: ") + motet::describe(status)};
  }
  comparison_.add(read_floats(answer, "fit", 1)[0], report_.loglik);
  const motet::core::ModelView ours = model_.view();
  const firmware::Model model = board_.ask_model(ours.size);
  firmware::for_each_row(ours.shape, ours.size, [&](const char*, std::uint32_t, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t at = first; at < first + count; ++at) {
      comparison_.add(model.view().parameters[at], ours.parameters[at]);
    }
  });
  return model;
}

void Twins::predict() {
  for (const std::vector<float>& sample : last_) {
    const std::span<const float> x = std::span(sample).first(sample.size() - 1);
    Line line("predict");
    for (const float value : x) line.add(value);
    const std::string answer = board_.ask(line);
    motet::Prediction<8> prediction;
    if (const Status status = model_.predict(x, prediction); status != Status::ok) {
      expect(status, answer, {});
      continue;
    }
    const std::vector<float> floats = read_floats(answer, "predict", 2);
    comparison_.add(floats[0], prediction.mean);
    comparison_.add(floats[1], prediction.variance);
  }
}

void Twins::forecast() {
  const std::string learnt = board_.ask(Line("learnt"));
  Words words(learnt.c_str());
  std::uint32_t accepted = 0;
  float log_density = 0.0f;
  const bool good = words.take("learnt") && words.take(accepted) && words.take(log_density) && words.empty();
  if (!good || accepted != learner_->counters().accepted) {
    refuse(learnt, Line("learnt").add(static_cast<std::uint32_t>(learner_->counters().accepted)).text());
  }
  comparison_.add(log_density, learner_->log_density());
  for (const std::vector<float>& sample : last_) {
    const std::span<const float> x = std::span(sample).first(sample.size() - 1);
    Line line("forecast");
    for (const float value : x) line.add(value);
    const std::string answer = board_.ask(line);
    motet::Forecast said;
    if (const Status status = learner_->predict(x, said); status != Status::ok) {
      expect(status, answer, {});
      continue;
    }
    const std::vector<float> floats = read_floats(answer, "forecast", 4);
    comparison_.add(floats[0], said.mean);
    comparison_.add(floats[1], said.lower);
    comparison_.add(floats[2], said.upper);
    comparison_.add(floats[3], said.deviation);
  }
}
