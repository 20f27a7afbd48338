// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace house {

/// Room -> the rooms that it may use.
using Rules = std::map<std::string, std::set<std::string>>;

/// A place where the code is not as the house wants it.
struct Offence {
  std::string where;  ///< file:line, from the root
  std::string what;
};

/// The table of src/README.md: its columns "room" and "what it may use".
[[nodiscard]] Rules read_rules(const std::filesystem::path& root);

/// Reads the sources and headers of `root`/src and `root`/include, and the lists of the build.
[[nodiscard]] std::vector<Offence> inspect(const std::filesystem::path& root);

/// `text` with its comments blanked; line breaks stay where they are.
[[nodiscard]] std::string without_comments(const std::string& text);

}  // namespace house
