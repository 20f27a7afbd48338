// SPDX-License-Identifier: MIT
#include "board_link.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include "arguments.hpp"
#include "text.hpp"

BoardLink::File BoardLink::open(const std::string& name, const char* mode) {
  File file(std::fopen(name.c_str(), mode));
  if (file == nullptr) throw Refusal{printable(name) + ": cannot open: " + std::strerror(errno)};
  return file;
}

BoardLink::BoardLink(const std::string& to, const std::string& from) : to_(open(to, "w")), from_(open(from, "r")) {
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN);
#endif
}

void BoardLink::send(const firmware::Line& line) {
  if (std::fprintf(to_.get(), "%s\n", line.text()) < 0) throw Refusal{"the board has stopped listening"};
}

const std::string& BoardLink::receive() {
  if (std::fflush(to_.get()) != 0) throw Refusal{"the board has stopped listening"};
  line_.clear();
  int letter = std::getc(from_.get());
  for (; letter != EOF && letter != '\n'; letter = std::getc(from_.get())) line_ += static_cast<char>(letter);
  if (letter == EOF) throw Refusal{"the board has stopped"};
  return line_;
}

const std::string& BoardLink::ask(const firmware::Line& line) {
  send(line);
  return receive();
}

firmware::Model BoardLink::ask_model(const motet::core::ModelSize& size) {
  firmware::Model model;
  const motet::core::ModelStore store = model.store();
  const auto expect = [](bool good, const std::string& line) {
    if (!good) throw Refusal{"the board says '" + printable(line) + "' in the place of its model"};
  };
  firmware::Words head(ask(firmware::Line("model")).c_str());
  expect(head.take("model") && head.take(store.size->dim) && head.take(store.size->experts), line_);
  expect(store.size->dim == size.dim && store.size->experts == size.experts, line_);
  firmware::for_each_row(store.shape, size,
                         [&](const char* name, std::uint32_t expert, std::uint32_t first, std::uint32_t floats) {
                           firmware::Words words(receive().c_str());
                           std::uint32_t said = 0;
                           expect(words.take(name) && words.take(said) && said == expert, line_);
                           for (std::uint32_t at = first; at < first + floats; ++at) {
                             expect(words.take(store.parameters[at]), line_);
                           }
                           expect(words.empty(), line_);
                         });
  expect(receive() == "end", line_);
  return model;
}
