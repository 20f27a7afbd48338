# SPDX-License-Identifier: MIT
set(toolchain arm-linux-gnueabihf)
set(cpu -march=armv7-a -mfpu=neon-vfpv4 -mfloat-abi=hard)
set(emulator qemu-arm -cpu cortex-a7)
