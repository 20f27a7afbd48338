# SPDX-License-Identifier: MIT
set(toolchain arm-none-eabi)
set(cpu -mcpu=cortex-m0plus -mthumb -mfloat-abi=soft)
set(emulator qemu-system-arm -M microbit -global nrf51-soc.flash-size=4194304 -global nrf51-soc.sram-size=4194304)
