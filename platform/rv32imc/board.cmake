# SPDX-License-Identifier: MIT
set(toolchain riscv64-unknown-elf)
set(cpu -march=rv32imc -mabi=ilp32)
set(emulator qemu-system-riscv32 -M virt -cpu rv32,a=false,f=false,d=false -bios none)
