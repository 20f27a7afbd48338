// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// Reads a date, or a date and a time of day, with the year first: 2024-03-01, 2024-03-01 12:30, 2024/03/01T12:30:05.25Z,
/// 20240301T123005+0100. Without a time zone it is UTC.
///
/// unit    seconds since 1970
/// returns false: `text` is none
[[nodiscard]] bool read_timestamp(std::string_view text, double& seconds);
