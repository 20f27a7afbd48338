# SPDX-License-Identifier: MIT
set(toolchain arm-none-eabi)
set(cpu -mcpu=cortex-m55 -mthumb -mfloat-abi=hard)
set(emulator qemu-system-arm -M mps3-an547)
