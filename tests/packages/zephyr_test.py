# SPDX-License-Identifier: MIT
"""Zephyr: the laws of module.yml, and a build as its build system does it, with the core's flags in an interface library."""

import re

from road import Road, check, yaml

road = Road("zephyr")
road.check_sources()

module = yaml(road.read(road.package / "zephyr/module.yml"))
check(dict(module) == {"name": "motet", "build.cmake": "zephyr", "build.kconfig": "zephyr/Kconfig", "samples": "samples"}, module)
for file in ("zephyr/CMakeLists.txt", "zephyr/Kconfig", "samples/regimes/sample.yaml", "samples/regimes/CMakeLists.txt"):
    check((road.package / file).is_file(), file)

# The sample sets what the option depends on.
kconfig = road.read(road.package / "zephyr/Kconfig")
settings = dict(line.split("=") for line in road.read(road.package / "samples/regimes/prj.conf").split())
check(re.search(r"^config MOTET\n\tbool ", kconfig, re.M) and settings["CONFIG_MOTET"] == "y", "Kconfig")
for line in re.findall(r"^\tdepends on (.*)$", kconfig, re.M):
    check(any(settings.get("CONFIG_" + name) == "y" for name in line.split(" || ")), "prj.conf does not set %s" % line)

commands = road.build(road.root / "tests/packages/zephyr", "-D", "PACKAGE=%s" % road.package, "-D", "LIBRARY=%s" % road.library)
road.check_commands(commands, "src", ["-ffp-contract=off", "-fno-math-errno", "-std=c++20", "-fno-exceptions", "-Os"])
road.compile_as_commanded(commands, road.some_sources())
road.run(road.cmake, "--build", road.work / "build", "--target", "app")
check(road.run(road.work / "build/app").endswith("1000 samples learnt\n"), "the sample")
