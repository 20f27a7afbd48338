// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// `text` without the blanks and tabs around it.
[[nodiscard]] std::string_view trim(std::string_view text);

/// Cuts a line into fields. Within quotes a separator is text and two quotes are one; blanks around a field do not count.
/// The separator ' ' is any run of blanks and tabs.
///
/// returns what is wrong with the line, or nothing
[[nodiscard]] std::string split(std::string_view line, char separator, std::vector<std::string>& fields);
