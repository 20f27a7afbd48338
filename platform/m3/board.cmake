# SPDX-License-Identifier: MIT
set(toolchain arm-none-eabi)
set(cpu -mcpu=cortex-m3 -mthumb -mfloat-abi=soft)
set(emulator qemu-system-arm -M mps2-an385)
