# SPDX-License-Identifier: MIT
"""PlatformIO: the laws of library.json, and a build with its flags and default folders: headers in include, sources in src."""

import json
import re

from road import Road, check

road = Road("platformio")
road.check_sources()

manifest = json.loads(road.read(road.package / "library.json"))
check(re.fullmatch(r"[a-zA-Z][\w-]{0,49}", manifest["name"]), "name")
check(manifest["version"] == road.version and len(road.version) <= 20, "version")
check(0 < len(manifest["description"]) <= 255, "description")
check(all(re.fullmatch("[a-z -]+", word) for word in manifest["keywords"]), "keywords")
check(manifest["license"] == "MIT" and all(author["name"] for author in manifest["authors"]), "licence, authors")
known = {"name", "version", "description", "keywords", "authors", "license", "frameworks", "platforms", "headers", "examples", "build"}
check(set(manifest) == known, "fields: %s" % sorted(set(manifest) ^ known))
check(set(manifest["build"]) == {"flags", "unflags"}, "the folders are the default ones")
for header in manifest["headers"]:
    check((road.package / "include" / header).is_file(), header)
for example in manifest["examples"]:
    for file in example["files"]:
        check((road.package / example["base"] / file).is_file(), file)

# A framework's own flags, less unflags, then flags; both folders to include from.
flags = [flag for flag in ("-std=gnu++17", "-fno-exceptions", "-Os", "-ffast-math") if flag not in manifest["build"]["unflags"]]
flags += manifest["build"]["flags"] + ["-I", road.package / "include", "-I", road.package / "src"]
check("-ffp-contract=off" in flags, "the compiler would join multiplications and additions")
for source in road.some_sources():
    road.compile(source, *flags)
road.link_and_run(*flags)
