# SPDX-License-Identifier: MIT
"""ESP-IDF: the laws of idf_component.yml, and a build by idf_component_register as its manual describes it."""

import re

from road import Road, check, yaml

road = Road("esp-idf")
road.check_sources()

manifest = dict(yaml(road.read(road.package / "idf_component.yml")))
check(set(manifest) == {"version", "description", "license", "dependencies.idf", "examples.path"}, manifest)
check(manifest["version"] == road.version and manifest["license"] == "MIT" and manifest["description"], "version, license")
check(re.fullmatch(r">=\d+\.\d+", manifest["dependencies.idf"]), "the version of the IDF")
example = road.package / manifest["examples.path"]
dependencies = dict(yaml(road.read(example / "main/idf_component.yml")))
check((example / "main" / dependencies["dependencies.motet.override_path"]).resolve() == road.package.resolve(), "the override")

commands = road.build(road.root / "tests/packages/esp-idf", "-D", "PACKAGE=%s" % road.package, "-D", "EXAMPLE=%s" % example,
                      "-D", "LIBRARY=%s" % road.library)
road.check_commands(commands, "src", ["-ffp-contract=off", "-fno-math-errno", "-std=gnu++20", "-fno-exceptions"])
road.compile_as_commanded(commands, road.some_sources())
road.run(road.cmake, "--build", road.work / "build", "--target", "app")
check(road.run(road.work / "build/app").endswith("1000 samples learnt\n"), "the example")
