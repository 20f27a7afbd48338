// SPDX-License-Identifier: MIT
// A plugin of QEMU (built for this machine) that counts the instructions which an emulated program executes between its
// functions `count_begin` and `count_end`: -plugin LIBRARY,out=FILE writes one number a line.

#include <cstdint>
#include <cstdio>
#include <cstring>

// As much of QEMU's plugin interface, version 1, as is used here; Debian ships no header of it.
extern "C" {
#define MOTET_EXPORT __attribute__((visibility("default")))
struct qemu_plugin_tb;
struct qemu_plugin_insn;
using Callback = void (*)(unsigned core, void* data);

std::size_t qemu_plugin_tb_n_insns(const qemu_plugin_tb* block);
qemu_plugin_insn* qemu_plugin_tb_get_insn(const qemu_plugin_tb* block, std::size_t index);
const char* qemu_plugin_insn_symbol(const qemu_plugin_insn* instruction);
void qemu_plugin_register_vcpu_tb_trans_cb(std::uint64_t id, void (*translated)(std::uint64_t id, qemu_plugin_tb* block));
void qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_insn* instruction, Callback executed, int registers, void* data);
void qemu_plugin_register_vcpu_insn_exec_inline(qemu_plugin_insn* instruction, int operation, void* counter, std::uint64_t add);

MOTET_EXPORT int qemu_plugin_version = 1;
MOTET_EXPORT int qemu_plugin_install(std::uint64_t id, const void* machine, int count, char** arguments);
}

namespace {

std::uint64_t executed = 0;
std::uint64_t began = 0;
std::FILE* out = stderr;

void begin(unsigned, void*) { began = executed; }
void end(unsigned, void*) {
  std::fprintf(out, "%llu\n", static_cast<unsigned long long>(executed - began));
  std::fflush(out);
}

bool lies_in(const qemu_plugin_insn* instruction, const char* function) {
  const char* const symbol = qemu_plugin_insn_symbol(instruction);
  return symbol != nullptr && std::strcmp(symbol, function) == 0;
}

void translate(std::uint64_t, qemu_plugin_tb* block) {
  for (std::size_t i = 0; i < qemu_plugin_tb_n_insns(block); ++i) {
    qemu_plugin_insn* const instruction = qemu_plugin_tb_get_insn(block, i);
    // Either function is one instruction, its return.
    if (lies_in(instruction, "count_begin")) qemu_plugin_register_vcpu_insn_exec_cb(instruction, begin, 0, nullptr);
    if (lies_in(instruction, "count_end")) qemu_plugin_register_vcpu_insn_exec_cb(instruction, end, 0, nullptr);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, 0, &executed, 1);
  }
}

}  // namespace

int qemu_plugin_install(std::uint64_t id, const void*, int count, char** arguments) {
  for (int i = 0; i < count; ++i) {
    if (std::strncmp(arguments[i], "out=", 4) == 0) out = std::fopen(arguments[i] + 4, "w");
  }
  if (out == nullptr) return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
  return 0;
}
