// SPDX-License-Identifier: MIT
#include "states.hpp"

#include <cerrno>
#include <cstring>

#include "progress.hpp"
#include "text.hpp"

StateReader::StateReader(const std::string& file)
    : name_(file == "-" ? "stdin" : printable(file)), in_(file == "-" ? stdin : std::fopen(file.c_str(), "rb")) {
  if (in_ == nullptr) throw Refusal{name_ + ": cannot open: " + std::strerror(errno)};
}

Refusal StateReader::refuse(const std::string& words) const {
  return {name_ + ": state " + std::to_string(number_) + ": " + words};
}

bool StateReader::read(Estimator& estimator) {
  const std::size_t length = std::fread(image_.data(), 1, image_.size(), in_.get());
  if (std::ferror(in_.get()) != 0) throw Refusal{name_ + ": cannot read: " + std::strerror(errno)};
  if (length == 0) return false;
  ++number_;
  const motet::Status status = motet::load(std::span(image_).first(length), estimator);
  if (status == motet::Status::wrong_length) throw refuse("it ends too early");
  if (status != motet::Status::ok) throw refuse(motet::describe(status));
  return true;
}

void write_state(const Estimator& estimator) {
  if (is_terminal(stdout)) throw Refusal{"stdout is a terminal, and a state is no text: send it to a file, or ask --fit", 2};
  std::array<std::byte, motet::image_bytes<Estimator>> image;
  const motet::Status status = motet::save(estimator, image);
  if (status != motet::Status::ok) throw Refusal{motet::describe(status)};
  const bool written = std::fwrite(image.data(), 1, image.size(), stdout) == image.size();
  if (!written || std::fflush(stdout) != 0) throw Refusal{std::string("cannot write to stdout: ") + std::strerror(errno)};
}
