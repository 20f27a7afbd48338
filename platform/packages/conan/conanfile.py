# SPDX-License-Identifier: MIT
import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class Motet(ConanFile):
    name = "motet"
    version = "@VERSION@"
    description = "Learns a sensor stream with several regimes, one sample at a time, in fixed memory"
    license = "MIT"
    topics = ("machine-learning", "regression", "embedded")
    package_type = "static-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"fPIC": [True, False]}
    default_options = {"fPIC": True}
    exports_sources = "CMakeLists.txt", "LICENSE", "include/*", "src/*"

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["MOTET_TESTS"] = False
        toolchain.cache_variables["MOTET_EXAMPLES"] = False
        toolchain.cache_variables["MOTET_INSTALL"] = True
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        self.cpp_info.libs = ["motet"]
        self.cpp_info.set_property("cmake_file_name", "motet")
        self.cpp_info.set_property("cmake_target_name", "motet::motet")
