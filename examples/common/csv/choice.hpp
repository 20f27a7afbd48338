// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "csv/layout.hpp"
#include "csv/options.hpp"

/// Which columns of a file are used, by their places in a row.
struct Choice {
  std::vector<std::size_t> inputs;
  std::size_t target = 0;
  std::optional<std::size_t> time;
  std::vector<std::string> assumed;
};

/// Chooses the columns as the user says: without a word the last is the target and all others are inputs. A nameless column
/// that counts the rows, or is empty, is left out.
///
/// shape   rows: fields of the first rows, layout.names.size() each
/// error   Refusal, status 1: a name is not there, or there twice; no input is left; more than `most_inputs` are asked for
[[nodiscard]] Choice choose_columns(const std::string& file, const Layout& layout,
                                    const std::vector<std::vector<std::string>>& rows, const CsvOptions& options,
                                    std::size_t most_inputs);
