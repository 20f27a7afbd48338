// SPDX-License-Identifier: MIT
#include "motet/write_c.hpp"

#include <doctest/doctest.h>

#include <string>

#include "exported/plant.hpp"

namespace {

template <class Model>
std::string write(const Model& model, std::string_view name, motet::Status expected,
                  std::span<const std::string_view> inputs = {}) {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  CHECK(motet::write_c(file, model, name, inputs) == expected);
  std::rewind(file);
  std::string text;
  for (int character = std::getc(file); character != EOF; character = std::getc(file)) text += static_cast<char>(character);
  std::fclose(file);
  return text;
}

[[nodiscard]] bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

/// Two regimes of one input: y = 3 - 2 x where x > 1.5, y = .5 x elsewhere.
[[nodiscard]] motet::Model<1, 2> make_small() {
  motet::Model<1, 2> model;
  const motet::core::ModelStore to = model.store();
  *to.size = {1, 2};
  to.parameters[to.shape.slope(0)] = -2.0f;
  to.parameters[to.shape.slope(1)] = 0.5f;
  to.parameters[to.shape.intercept(0)] = 3.0f;
  to.parameters[to.shape.gate_slope(0)] = 4.0f;
  to.parameters[to.shape.gate_intercept(0)] = -6.0f;
  to.parameters[to.shape.sigma(0)] = to.parameters[to.shape.sigma(1)] = 0.125f;
  return model;
}

}  // namespace

TEST_CASE("regimes and boundaries are put into words") {
  const std::string_view inputs[] = {"speed"};
  const std::string text = write(make_small(), "pump", motet::Status::ok, inputs);
  CHECK(says(text, " * regime 0: 3 - 2 speed, +- 0.125\n"));
  CHECK(says(text, " * regime 1: 0 + 0.5 speed, +- 0.125\n"));
  CHECK(says(text, " * regime 0 rather than 1 where 4 speed > 6\n"));
  CHECK(says(write(make_small(), "pump", motet::Status::ok), "- 2 x0, "));
}

TEST_CASE("constants are read back to the bit, and the names are those asked for") {
  const std::string text = write(make_small(), "pump_2", motet::Status::ok);
  CHECK(says(text, "static const float pump_2_value[2] = {3.0f, 0.0f};"));
  CHECK(says(text, "static inline int pump_2_predict(const float x[pump_2_dim]"));
  CHECK_FALSE(says(text, "NAME"));
  char room[40];
  CHECK(motet::writing::put(0.1f, room) == "0.1f");
  CHECK(motet::writing::put(1e20f, room) == "1e+20f");
}

TEST_CASE("what cannot be written is refused, and nothing is written") {
  CHECK(write(motet::Model<2, 2>{}, "pump", motet::Status::no_model).empty());
  for (const std::string_view name : {"", "2nd", "a-b", "a b", "\xc3\xa4"}) {
    CHECK(write(make_small(), name, motet::Status::bad_setting).empty());
  }
}

TEST_CASE("the name of an input cannot end the comment") {
  const std::string_view inputs[] = {"a*/b\n\\"};
  CHECK(says(write(make_small(), "pump", motet::Status::ok, inputs), "- 2 a/b, "));
}
