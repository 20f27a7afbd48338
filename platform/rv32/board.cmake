# SPDX-License-Identifier: MIT
set(toolchain riscv64-unknown-elf)
set(cpu -march=rv32imafc -mabi=ilp32f)
set(emulator qemu-system-riscv32 -M virt -bios none)
