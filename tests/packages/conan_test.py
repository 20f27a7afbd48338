# SPDX-License-Identifier: MIT
"""Conan: the recipe, run with classes that do what its own do. The library is not compiled again."""

import importlib.util
import os
import pathlib
import shutil
import sys
import types

from road import Road, check

road = Road("conan")
road.check_sources()
sys.dont_write_bytecode = True


class ConanFile:
    """The folders that a recipe is given, and what it says to those who use it."""

    def __init__(self):
        self.source_folder = str(road.package)
        self.package_folder = str(road.work / "installed")
        self.cpp_info = types.SimpleNamespace(properties={})
        self.cpp_info.set_property = self.cpp_info.properties.__setitem__


class CMakeToolchain:
    variables = {}

    def __init__(self, recipe):
        self.cache_variables = CMakeToolchain.variables

    def generate(self):
        pass


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        options = ["-D%s=%s" % (name, "ON" if value else "OFF") for name, value in CMakeToolchain.variables.items()]
        commands = road.build(road.package, "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_INSTALL_LIBDIR=lib", *options)
        road.check_commands(commands, "src", ["-ffp-contract=off", "-fno-math-errno", "-fno-exceptions", "-std=c++20"])
        check(len(commands) == len(road.sources()), "more than the library is compiled")

    def build(self):
        shutil.copy(road.library, road.work / "build/src/libmotet.a")

    def install(self):
        road.run(road.cmake, "--install", road.work / "build", "--prefix", self.recipe.package_folder)


def copy(recipe, pattern, source, destination):
    os.makedirs(destination, exist_ok=True)
    shutil.copy(pathlib.Path(source) / pattern, destination)


standards = []
for module, names in {
    "conan": {"ConanFile": ConanFile},
    "conan.tools": {},
    "conan.tools.build": {"check_min_cppstd": lambda recipe, standard: standards.append(standard)},
    "conan.tools.cmake": {"CMake": CMake, "CMakeToolchain": CMakeToolchain, "cmake_layout": lambda recipe: None},
    "conan.tools.files": {"copy": copy},
}.items():
    sys.modules[module] = types.ModuleType(module)
    vars(sys.modules[module]).update(names)

specification = importlib.util.spec_from_file_location("conanfile", road.package / "conanfile.py")
recipes = importlib.util.module_from_spec(specification)
specification.loader.exec_module(recipes)
recipe = recipes.Motet()
check(recipe.name == "motet" and recipe.version == road.version and recipe.license == "MIT", "name, version, license")
for pattern in recipe.exports_sources:
    check(list(road.package.glob(pattern)), "nothing is exported as %s" % pattern)
for step in (recipe.validate, recipe.layout, recipe.generate, recipe.build, recipe.package, recipe.package_info):
    step()
check(standards == [20], "C++20 is asked for")

installed = road.work / "installed"
check((installed / "licenses/LICENSE").is_file(), "the licence")
archive, = recipe.cpp_info.libs
check((installed / "lib" / ("lib%s.a" % archive)).is_file(), "the library")
check(recipe.cpp_info.properties == {"cmake_file_name": "motet", "cmake_target_name": "motet::motet"}, "the names for CMake")
road.link_and_run("-std=c++20", "-I", installed / "include")
