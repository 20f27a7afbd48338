# SPDX-License-Identifier: MIT
"""What the tests of packages share: a package is assembled, compared with the tree, and parts of it are compiled and linked."""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys


class Road:
    """The package NAME, assembled anew in a folder of the test's own."""

    def __init__(self, name):
        parser = argparse.ArgumentParser()
        for option in ("root", "work", "library"):
            parser.add_argument("--" + option, type=pathlib.Path, required=True)
        for option in ("compiler", "cmake", "meson"):
            parser.add_argument("--" + option, default=option)
        vars(self).update(vars(parser.parse_args()))
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.package = self.work / "package"
        self.run("sh", self.root / "platform/package", name, self.package)
        self.version = re.search(r"project\(motet VERSION (\S+)", self.read(self.root / "CMakeLists.txt")).group(1)
        files = [file for file in self.package.rglob("*") if file.is_file()]
        check(not [file for file in files if re.search("@[A-Z]+@", self.read(file))], "a template is not filled in")

    @staticmethod
    def read(file):
        return pathlib.Path(file).read_text(encoding="utf-8")

    def run(self, *command, **options):
        """The output of a command that must succeed."""
        words = [str(word) for word in command]
        result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
        check(result.returncode == 0, " ".join(words) + "\n" + result.stdout)
        return result.stdout

    def check_sources(self, headers="include", sources="src", rounding=False):
        """Every header and source of the tree is there, as it is, but for the lines of rounding; and no other."""
        lines = self.read(self.root / "platform/packages/rounding.inc") if rounding else ""
        wanted = {}
        for folder, place in (("src", sources), ("include/motet", headers + "/motet")):
            for file in (self.root / folder).rglob("*"):
                if file.suffix in (".cpp", ".hpp", ".h"):
                    text = self.read(file)
                    if file.suffix == ".cpp":
                        first = text.index("\n") + 1
                        text = text[:first] + lines + text[first:]
                    wanted[place + "/" + str(file.relative_to(self.root / folder))] = text
        found = {str(file.relative_to(self.package)): self.read(file) for place in {headers, sources}
                 for file in (self.package / place).rglob("*") if file.suffix in (".cpp", ".hpp", ".h")}
        found.pop("src/motet.h", None)
        check(set(found) == set(wanted), "files: %s" % sorted(set(found) ^ set(wanted)))
        check(not [name for name in wanted if wanted[name] != found[name]], "a file differs from the tree's")

    def sources(self, folder="src"):
        return sorted((self.package / folder).rglob("*.cpp"))

    def some_sources(self, folder="src"):
        """Of all the sources, which all have the same folders to include from: one that includes most, and one of simd."""
        return [self.package / folder / name for name in ("learn/learn.cpp", "simd/soft_fma.cpp")]

    def compile(self, source, *flags):
        self.run(self.compiler, *flags, "-fsyntax-only", "-x", "c++", source)

    def link_and_run(self, *flags):
        """The consumer of promises/install, with the package's headers and the library of this build."""
        program = self.work / "consumer"
        self.run(self.compiler, *flags, self.root / "tests/promises/consumer/main.cpp", self.library, "-o", program)
        self.run(program)

    def build(self, source, *options):
        """Configures a project with Ninja; returns the compile commands by the name of the file from the package."""
        folder = self.work / "build"
        self.run(self.cmake, "-S", source, "-B", folder, "-G", "Ninja", "-D", "CMAKE_EXPORT_COMPILE_COMMANDS=ON",
                 "-D", "CMAKE_CXX_COMPILER=" + self.compiler, *options)
        commands = {}
        for entry in json.loads(self.read(folder / "compile_commands.json")):
            commands[os.path.relpath(os.path.realpath(entry["file"]), os.path.realpath(self.package))] = entry
        return commands

    def check_commands(self, commands, folder, flags):
        """Each source is compiled, with what the library needs and nothing that the machine at hand happens to have."""
        missing = [file for file in self.sources(folder) if str(file.relative_to(self.package)) not in commands]
        check(not missing, "not compiled: %s" % missing)
        for file in self.sources(folder):
            words = commands[str(file.relative_to(self.package))]["command"].split()
            for flag in flags:
                check(flag in words, "%s is compiled without %s: %s" % (file, flag, words))
            native = [word for word in words if re.match("-m(avx|fma|arch)|-march", word)]
            check(not native, "%s is compiled for the machine that builds: %s" % (file, native))

    def compile_as_commanded(self, commands, files):
        for file in files:
            entry = commands[str(file.relative_to(self.package))]
            self.run("sh", "-c", re.sub(r" -o \S+ -c ", " -fsyntax-only ", entry["command"]), cwd=entry["directory"])


def check(condition, words):
    if not condition:
        sys.exit("failed: %s" % words)


def yaml(text):
    """The maps and lists of words that the manifests consist of: a list of (keys from the top, value)."""
    found, keys = [], []
    for line in text.splitlines():
        match = re.fullmatch(r"( *)(- )?(?:([\w-]+):)? *\"?([^\"]*)\"?", line)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        check(match, "no such YAML: %s" % line)
        depth = (len(match.group(1)) + len(match.group(2) or "")) // 2
        keys = keys[:depth] + ["-"] * (depth - len(keys))
        if match.group(3):
            keys = keys + [match.group(3)]
        if match.group(4):
            found.append((".".join(key for key in keys if key != "-"), match.group(4)))
    return found
