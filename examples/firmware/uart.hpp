// SPDX-License-Identifier: MIT
#pragma once

/// The first UART of Arm's MPS boards (CMSDK).
namespace uart {

void open() noexcept;

/// Waits for a character, asleep.
[[nodiscard]] char read() noexcept;

void write(const char* text) noexcept;

}  // namespace uart
