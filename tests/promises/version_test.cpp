// SPDX-License-Identifier: MIT
#include "motet/version.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

TEST_SUITE_BEGIN("promises/version");

namespace {

/// What the first match of `pattern` in a file of the project captures, or nothing.
std::string find(const char* file, const char* pattern) {
  std::ifstream in(std::filesystem::path(MOTET_ROOT) / file);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string whole = text.str();
  std::smatch match;
  return std::regex_search(whole, match, std::regex(pattern)) ? match[1].str() : "";
}

}  // namespace

TEST_CASE("the header, the build and the changelog name the same version") {
  const std::string version = motet::version;
  CHECK(version == std::to_string(motet::version_major) + "." + std::to_string(motet::version_minor) + "." +
                       std::to_string(motet::version_patch));
  CHECK(find("CMakeLists.txt", "project\\(motet VERSION ([0-9.]+)") == version);
  CHECK(find(".github/CHANGELOG.md", "\n## ([0-9.]+)") == version);
}

TEST_SUITE_END();
