# SPDX-License-Identifier: MIT
"""vcpkg: the fields of vcpkg.json, and the portfile, run with functions that do what its own do."""

import json
import re

from road import Road, check

road = Road("vcpkg")
road.check_sources(headers="source/include", sources="source/src")

manifest = json.loads(road.read(road.package / "vcpkg.json"))
known = {"name", "version", "description", "license", "supports", "dependencies"}
check(set(manifest) == known, "fields: %s" % sorted(set(manifest) ^ known))
check(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", manifest["name"]) and manifest["version"] == road.version, "name, version")
tools = {tool["name"] for tool in manifest["dependencies"] if tool["host"]}
check(tools == {"vcpkg-cmake", "vcpkg-cmake-config"}, "the tools that the portfile uses")

road.run(road.cmake, "-D", "CURRENT_PORT_DIR=%s" % road.package, "-D", "CURRENT_PACKAGES_DIR=%s" % (road.work / "installed"),
         "-D", "BUILD=%s" % (road.work / "build"), "-D", "COMPILER=" + road.compiler, "-D", "LIBRARY=%s" % road.library,
         "-P", road.root / "tests/packages/vcpkg.cmake")
road.run(road.cmake, "-S", road.root / "tests/promises/consumer", "-B", road.work / "consumer", "-G", "Ninja",
         "-D", "CMAKE_CXX_COMPILER=" + road.compiler, "-D", "CMAKE_PREFIX_PATH=%s" % (road.work / "installed"))
road.run(road.cmake, "--build", road.work / "consumer")
road.run(road.work / "consumer/consumer")
