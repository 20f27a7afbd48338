# SPDX-License-Identifier: MIT
set(toolchain arm-none-eabi)
set(cpu -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16)
set(emulator qemu-system-arm -M mps2-an386)
