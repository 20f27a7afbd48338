# SPDX-License-Identifier: MIT
set(toolchain aarch64-linux-gnu)
set(cpu -march=armv8-a)
set(emulator qemu-aarch64 -cpu cortex-a53)
