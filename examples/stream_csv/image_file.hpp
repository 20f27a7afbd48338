// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// All bytes of a file.
///
/// error   Refusal: it cannot be read
[[nodiscard]] std::vector<std::byte> read_image(const std::string& file);

/// error   Refusal: it cannot be written
void write_image(const std::string& file, std::span<const std::byte> image);
