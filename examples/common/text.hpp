// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/// A number with `digits` significant digits, as short as %g makes it.
[[nodiscard]] std::string number(double value, int digits = 4);

/// `bytes` as a person says it: 48 KiB, 1.5 MiB.
[[nodiscard]] std::string size_in_words(double bytes);

/// Whether `text` is UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text);

/// `text` with no control character and no broken UTF-8 left in it: these become '?'.
[[nodiscard]] std::string printable(std::string_view text);

/// The beginning of `text` in quotes, fit for one line of a console.
[[nodiscard]] std::string quoted(std::string_view text);

/// Text or attribute value for XML.
[[nodiscard]] std::string escape_xml(std::string_view text);

/// A JSON string with its quotes.
[[nodiscard]] std::string quote_json(std::string_view text);
