# SPDX-License-Identifier: MIT
set(toolchain arm-none-eabi)
set(cpu -mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16)
set(emulator qemu-system-arm -M mps2-an500)
