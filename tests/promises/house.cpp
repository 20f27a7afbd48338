// SPDX-License-Identifier: MIT
#include "promises/house.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

namespace house {

namespace fs = std::filesystem;
using std::regex;
using std::string;

namespace {

constexpr std::size_t max_lines = 400;

/// Standard headers that bring no heap, no exception and no state.
const std::set<string> plain_headers = {"algorithm", "array",   "atomic", "bit",     "cmath", "concepts",    "cstddef",
                                        "cstdint",   "cstring", "limits", "numbers", "span",  "type_traits", "utility"};
const std::set<string> intrinsic_headers = {"immintrin.h", "arm_neon.h", "arm_mve.h"};

/// The public headers that write for a human, which the library itself does without, and what they may include more.
const std::set<string> host_sides = {"motet/print.hpp", "motet/write_c.hpp"};
const std::set<string> host_headers = {"charconv", "cinttypes", "cstdio", "string_view"};

const string libm =
    "(a?(sin|cos|tan)h?|atan2|exp2?|expm1|log(2|10|1p|b)?|pow|cbrt|hypot|erfc?|[tl]gamma|fmod|remainder|floor|ceil|trunc|l?l?"
    "round|"
    "l?l?rint|nearbyint|ldexp|frexp|modf|scalbl?n|ilogb)";

/// The public header that looks at the compiler.
const string asking_header = "include/motet/detail/requirements.hpp";

/// What no code may say outside one room and one header, if there are such.
struct Ban {
  regex pattern;
  const char* why;
  const char* room = "";
  string header = "";
};

const Ban bans[] = {
    {regex(R"(^\s*#\s*(if|ifdef|ifndef|elif|else)\b)"), "conditional code", "simd", asking_header},
    {regex(R"(\b(throw|try|catch)\b)"), "an exception"},
    {regex(R"(\b(typeid|dynamic_cast)\b)"), "run-time type information"},
    {regex(R"(\b(new|malloc|calloc|realloc|free)\b|(^|[^=\s])\s*\bdelete\b)"), "the heap"},
    {regex(R"(\bdouble\b)"), "double precision"},
    {regex(R"((^|[^\w.'])(\d[\d']*\.[\d']*|\.\d[\d']*|\d[\d']*(?=[eE]))([eE][-+]?\d+)?(?![\w.']))"), "a double literal"},
    {regex("((\\bstd::|\\b__builtin_|[^\\w>]::)" + libm + "f?|\\b" + libm + "f)\\s*\\("), "libm"},
    {regex(R"((\bstd::|\b__builtin_)fmaf?\b|\bfmaf\b)"), "a multiply-add beside the word's", "simd"},
};

string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<string> lines_of(const string& text) {
  std::vector<string> lines;
  std::istringstream in(text);
  for (string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The cells of a Markdown table row; none for another line.
std::vector<string> cells_of(const string& line) {
  static const regex margin(R"(^\s+|\s+$)");
  std::vector<string> cells;
  if (line.empty() || line[0] != '|') return cells;
  std::istringstream in(line.substr(1));
  for (string cell; std::getline(in, cell, '|');) {
    cells.push_back(std::regex_replace(cell, margin, ""));
  }
  return cells;
}

std::vector<string> names_in(const string& cell) {
  std::vector<string> names;
  static const regex quoted("`(\\w+)`");
  for (std::sregex_iterator at(cell.begin(), cell.end(), quoted), end; at != end; ++at) names.push_back((*at)[1]);
  return names;
}

/// Blanks what stands between quotes; `line` has no comments.
string without_literals(const string& line) {
  static const regex literal(R"("(\\.|[^"\\])*"|'(\\.|[^'\\])')");
  return std::regex_replace(line, literal, "\"\"");
}

/// A source or header, and where it stands.
struct File {
  fs::path path;
  string name;  ///< from the root
  string room;  ///< "motet" for the public headers
  string stem;
  bool header;
};

File locate(const fs::path& root, const fs::path& path) {
  const fs::path name = fs::relative(path, root);
  const string room = *name.begin() == "include" ? "motet" : std::next(name.begin())->string();
  return {path, name.generic_string(), room, path.stem().string(), path.extension() == ".hpp"};
}

class Inspection {
 public:
  explicit Inspection(const fs::path& root)
      : root_(root),
        rules_(read_rules(root)),
        build_(read(root / "src/CMakeLists.txt")),
        tests_(read(root / "tests/CMakeLists.txt")) {}

  std::vector<Offence> run() {
    for (const char* top : {"include", "src"}) {
      for (const auto& entry : fs::recursive_directory_iterator(root_ / top)) {
        const string kind = entry.path().extension().string();
        if (kind == ".cpp" || kind == ".hpp") check(locate(root_, entry.path()));
      }
    }
    check_circles();
    std::sort(found_.begin(), found_.end(), [](const Offence& a, const Offence& b) { return a.where < b.where; });
    return found_;
  }

 private:
  void report(const File& file, std::size_t line, const string& what) {
    found_.push_back({file.name + ":" + std::to_string(line), what});
  }

  void check(const File& file) {
    const string text = read(file.path);
    check_shape(file, text);
    check_name(file);
    if (file.room == "motet") {
      check_public(file);
    } else if (rules_.count(file.room) == 0) {
      report(file, 1, "stands in no room of src/README.md");
    } else if (!file.header && file.room != "simd") {
      check_source(file);
    }
    const std::vector<string> lines = lines_of(without_comments(text));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].find_first_not_of(' ') == string::npos) continue;
      check_include(file, i + 1, lines[i]);
      check_words(file, i + 1, without_literals(lines[i]));
    }
  }

  void check_shape(const File& file, const string& text) {
    const std::vector<string> lines = lines_of(text);
    if (lines.empty() || lines[0] != "// SPDX-License-Identifier: MIT") report(file, 1, "does not begin with the licence");
    if (lines.size() > max_lines) report(file, lines.size(), "has more than " + std::to_string(max_lines) + " lines");
    if (file.header && text.find("\n#pragma once\n") == string::npos) report(file, 1, "lacks #pragma once");
  }

  /// A file of src is found by its name: no other room has one of that name. A back end may bear the name of what it is behind.
  void check_name(const File& file) {
    if (file.room == "motet" || file.room == "simd") return;
    const string& room = rooms_.emplace(file.stem, file.room).first->second;
    if (room != file.room) report(file, 1, "bears the name of a file in src/" + room);
  }

  /// No room uses itself by way of others.
  void check_circles() {
    for (const auto& [room, uses] : rules_) {
      std::set<string> reached = uses;
      for (std::size_t before = 0; before != reached.size();) {
        before = reached.size();
        for (const string& name : std::set<string>(reached)) {
          if (rules_.count(name) != 0) reached.insert(rules_.at(name).begin(), rules_.at(name).end());
        }
      }
      if (reached.count(room) != 0) found_.push_back({"src/README.md", "leads from " + room + " back to it"});
    }
  }

  void check_public(const File& file) {
    if (!std::regex_search(build_, regex("set\\((headers|details)[^)]*\\b" + file.stem + "\\b"))) {
      report(file, 1, "is not in src/CMakeLists.txt");
    }
  }

  /// Every source is built, and has a test of its name that is run.
  void check_source(const File& file) {
    const string name = file.room + "/" + file.stem;
    if (!std::regex_search(build_, regex("\\s" + name + "\\.cpp\\s"))) report(file, 1, "is not in src/CMakeLists.txt");
    if (!fs::exists(root_ / ("tests/" + name + "_test.cpp"))) report(file, 1, "has no tests/" + name + "_test.cpp");
    if (!std::regex_search(tests_, regex("\\s" + name + "\\s"))) report(file, 1, "is not in tests/CMakeLists.txt");
  }

  void check_include(const File& file, std::size_t line, const string& text) {
    static const regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::smatch match;
    if (!std::regex_search(text, match, include)) return;
    const string target = match[2];
    if (match[1] == "<" && !may_include_system(file, target)) report(file, line, "may not include <" + target + ">");
    if (match[1] == "\"" && !may_include(file, target)) report(file, line, file.room + " may not include \"" + target + "\"");
  }

  [[nodiscard]] bool may_include_system(const File& file, const string& target) const {
    return plain_headers.count(target) != 0 || (file.room == "simd" && intrinsic_headers.count(target) != 0) ||
           (host_sides.count(file.room + "/" + file.stem + ".hpp") != 0 && host_headers.count(target) != 0);
  }

  [[nodiscard]] bool may_include(const File& file, const string& target) const {
    const string room = target.substr(0, target.find('/'));
    if (host_sides.count(target) != 0) return false;
    return room == "motet" || room == file.room || (rules_.count(file.room) != 0 && rules_.at(file.room).count(room) != 0);
  }

  void check_words(const File& file, std::size_t line, const string& text) {
    for (const Ban& ban : bans) {
      if (file.room == ban.room || file.name == ban.header) continue;
      if (std::regex_search(text, ban.pattern)) report(file, line, string("uses ") + ban.why);
    }
  }

  fs::path root_;
  Rules rules_;
  string build_, tests_;
  std::map<string, string> rooms_;  ///< of each name
  std::vector<Offence> found_;
};

}  // namespace

Rules read_rules(const fs::path& root) {
  Rules rules;
  std::size_t room = 0, uses = 0;
  for (const string& line : lines_of(read(root / "src/README.md"))) {
    const std::vector<string> cells = cells_of(line);
    const auto title = std::find(cells.begin(), cells.end(), "what it may use");
    if (title != cells.end()) {
      room = static_cast<std::size_t>(std::find(cells.begin(), cells.end(), "room") - cells.begin());
      uses = static_cast<std::size_t>(title - cells.begin());
    } else if (uses != 0 && cells.size() > uses && names_in(cells[room]).size() == 1) {
      const std::vector<string> names = names_in(cells[uses]);
      rules[names_in(cells[room])[0]] = {names.begin(), names.end()};
    } else if (cells.empty()) {
      uses = 0;  // the table is over
    }
  }
  return rules;
}

std::vector<Offence> inspect(const fs::path& root) { return Inspection(root).run(); }

string without_comments(const string& text) {
  static const regex token(R"(//[^\n]*|/\*[^]*?\*/|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])')");
  string out = text;
  for (std::sregex_iterator at(text.begin(), text.end(), token), end; at != end; ++at) {
    if (text[static_cast<std::size_t>(at->position())] != '/') continue;
    const auto begin = out.begin() + at->position();
    std::replace_if(
        begin, begin + at->length(), [](char c) { return c != '\n'; }, ' ');
  }
  return out;
}

}  // namespace house
