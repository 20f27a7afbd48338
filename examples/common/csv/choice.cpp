// SPDX-License-Identifier: MIT
#include "csv/choice.hpp"

#include <algorithm>

#include "csv/fields.hpp"
#include "csv/value.hpp"
#include "text.hpp"

namespace {

using Rows = std::vector<std::vector<std::string>>;

bool contains(const std::vector<std::size_t>& places, std::size_t place) {
  return std::find(places.begin(), places.end(), place) != places.end();
}

class Chooser {
 public:
  Chooser(const std::string& file, const Layout& layout, const Rows& rows) : file_(file), layout_(layout), rows_(rows) {}

  [[nodiscard]] Choice choose(const CsvOptions& options, std::size_t most_inputs) {
    for (const std::string& word : options.ignore) add(word, ignored_);
    if (!options.time.empty()) choice_.time = find(options.time);
    std::vector<std::size_t> inputs;
    for (const std::string& word : options.inputs) add(word, inputs);
    choose_target(options, inputs);
    if (inputs.empty()) {
      choose_others(most_inputs);
    } else {
      choice_.inputs = inputs;
      check(inputs, most_inputs);
    }
    if (choice_.inputs.empty()) {
      throw complain(layout_.names.size() == 1 ? "one column: at least an input and a target are needed"
                                               : "no input is left beside the target " + quoted(layout_.names[choice_.target]));
    }
    for (const std::size_t place : choice_.inputs) check_name(place);
    check_name(choice_.target);
    return choice_;
  }

 private:
  [[nodiscard]] Refusal complain(const std::string& words) const { return refuse(file_, layout_.names_line, words); }

  [[nodiscard]] std::optional<std::size_t> look_for(const std::string& name) const {
    const std::string wanted = printable(name);
    const auto found = std::find(layout_.names.begin(), layout_.names.end(), wanted);
    if (name.empty() || found == layout_.names.end()) return {};
    return static_cast<std::size_t>(found - layout_.names.begin());
  }

  [[nodiscard]] std::size_t find(const std::string& name) const {
    if (const std::optional<std::size_t> place = look_for(name)) return *place;
    throw complain("no column is called " + quoted(name));
  }

  /// The places of the names in `word`: one name, or several with commas between them.
  void add(const std::string& word, std::vector<std::size_t>& places) const {
    const auto add_one = [&](std::size_t place) {
      if (!contains(places, place)) places.push_back(place);
    };
    std::vector<std::string> names{word};
    if (!look_for(word)) {
      if (const std::string problem = split(word, ',', names); !problem.empty()) throw complain(quoted(word) + ": " + problem);
    }
    for (const std::string& name : names) {
      const std::size_t first = find(name);
      for (std::size_t i = first; i < layout_.names.size(); ++i) {
        if (layout_.names[i] == layout_.names[first]) add_one(i);
      }
    }
  }

  /// Whether a column without a name may be left out, and why.
  [[nodiscard]] std::optional<std::string> excuse(std::size_t place) const {
    if (!layout_.names[place].empty()) return {};
    const auto all = [&](auto is_so) {
      return std::all_of(rows_.begin(), rows_.end(), [&](const auto& row) { return is_so(row[place]); });
    };
    if (all([](const std::string& field) { return field.empty(); })) return "has no name and no values";
    const bool index = place == 0 && all([](const std::string& field) {
                         const Value::Kind kind = read_value(field).kind;
                         return kind == Value::Kind::text || kind == Value::Kind::date ||
                                (kind == Value::Kind::number && field.find_first_not_of("0123456789") == std::string::npos);
                       });
    if (index) return "has no name and numbers or names the rows";
    return {};
  }

  [[nodiscard]] bool left(std::size_t place) const {
    return !contains(ignored_, place) && choice_.time != place && !excuse(place);
  }

  void choose_target(const CsvOptions& options, const std::vector<std::size_t>& inputs) {
    if (!options.target.empty()) {
      choice_.target = find(options.target);
      if (contains(inputs, choice_.target)) throw complain("column " + quoted(options.target) + " is an input and the target");
      return;
    }
    for (std::size_t place = layout_.names.size(); place-- > 0;) {
      if (!left(place) || contains(inputs, place)) continue;
      choice_.target = place;
      return;
    }
    throw complain("no column is left for the target");
  }

  void choose_others(std::size_t most_inputs) {
    for (std::size_t place = 0; place < layout_.names.size(); ++place) {
      if (place == choice_.target || contains(ignored_, place) || choice_.time == place) continue;
      if (const std::optional<std::string> why = excuse(place)) {
        choice_.assumed.push_back("column " + std::to_string(place + 1) + " is left out: it " + *why);
      } else {
        choice_.inputs.push_back(place);
      }
    }
    if (choice_.inputs.size() <= most_inputs) return;
    choice_.assumed.push_back("of " + std::to_string(choice_.inputs.size()) + " inputs only the first " +
                              std::to_string(most_inputs) + " are used, up to " +
                              quoted(layout_.names[choice_.inputs[most_inputs - 1]]) + ": --inputs NAME,... chooses");
    choice_.inputs.resize(most_inputs);
  }

  void check(const std::vector<std::size_t>& inputs, std::size_t most_inputs) const {
    if (inputs.size() > most_inputs) {
      throw complain(std::to_string(inputs.size()) + " inputs are asked for: at most " + std::to_string(most_inputs) +
                     " are possible");
    }
    for (const std::size_t place : inputs) {
      if (contains(ignored_, place)) throw complain("column " + quoted(layout_.names[place]) + " is an input and is ignored");
    }
  }

  void check_name(std::size_t place) const {
    const std::string& name = layout_.names[place];
    if (name.empty()) throw complain("column " + std::to_string(place + 1) + " has no name");
    if (std::count(layout_.names.begin(), layout_.names.end(), name) > 1)
      throw complain("two columns are called " + quoted(name));
  }

  const std::string& file_;
  const Layout& layout_;
  const Rows& rows_;
  std::vector<std::size_t> ignored_;
  Choice choice_;
};

}  // namespace

Choice choose_columns(const std::string& file, const Layout& layout, const Rows& rows, const CsvOptions& options,
                      std::size_t most_inputs) {
  return Chooser(file, layout, rows).choose(options, most_inputs);
}
