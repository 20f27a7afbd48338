# SPDX-License-Identifier: MIT
"""Meson: a project with the wrap, set up by Meson itself where it is installed."""

import configparser
import json
import os
import shutil

from road import Road, check

road = Road("meson")
road.check_sources(headers="motet/include", sources="motet/src")

wrap = configparser.ConfigParser()
wrap.read(road.package / "motet.wrap")
check(wrap.sections() == ["wrap-file", "provide"], wrap.sections())
check((road.package / wrap["wrap-file"]["directory"] / "meson.build").is_file(), "the folder")
check(wrap["provide"]["dependency_names"] == "motet", "the name")
build = road.read(road.package / "motet/meson.build")
check("version: '%s'" % road.version in build, "version")
for source in road.sources("motet/src"):
    check("'%s'," % source.relative_to(road.package / "motet") in build, "%s is not listed" % source)

if not shutil.which(road.meson):
    print("meson is not installed: the wrap is only read")
    raise SystemExit
project = road.work / "project"
project.mkdir()
shutil.copytree(road.package, project / "subprojects")
shutil.copy(road.root / "tests/promises/consumer/main.cpp", project)
(project / "meson.build").write_text("project('consumer', 'cpp', default_options: 'cpp_std=c++20')\n"
                                     "executable('consumer', 'main.cpp', dependencies: dependency('motet'))\n")
road.run(road.meson, "setup", road.work / "build", project, env=dict(os.environ, CXX=road.compiler))
commands = {}
for entry in json.loads(road.read(road.work / "build/compile_commands.json")):
    commands[entry["file"].split("subprojects/")[-1]] = entry
road.check_commands(commands, "motet/src", ["-ffp-contract=off", "-fno-math-errno", "-fno-exceptions", "-fno-rtti", "-std=c++20"])
for source in road.some_sources("motet/src"):
    entry = commands[str(source.relative_to(road.package))]
    road.run("ninja", "-C", road.work / "build", entry["output"])
