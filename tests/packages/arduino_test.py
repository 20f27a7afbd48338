# SPDX-License-Identifier: MIT
"""Arduino: the laws of library.properties, and what its builder compiles: each source, with src alone to include from."""

import re

from road import Road, check

road = Road("arduino")
road.check_sources(headers="src", rounding=True)

# The specification of library.properties, as strict as the library index takes it.
properties = {}
for line in road.read(road.package / "library.properties").splitlines():
    key, found, value = line.partition("=")
    check(found and key == key.strip() and key not in properties, "no property: %s" % line)
    properties[key] = value
name = r"[a-zA-Z][\w.-]{0,31}"
words = r"\S.*"
laws = {
    "name": r"(?!(?i:arduino))(?!.*(?i:library))" + name,
    "version": re.escape(road.version),
    "author": words,
    "maintainer": r"(?!.*(?i:arduino))" + words,
    "sentence": words,
    "paragraph": words,
    "category": "Display|Communication|Signal Input/Output|Sensors|Device Control|Timing|Data Storage|Data Processing|Other",
    "url": r"https?://\S+",
    "architectures": r"\w+(,\w+)*",
    "includes": r"\S+\.h",
    "dot_a_linkage": "true|false",
}
check(set(properties) == set(laws), "properties: %s" % sorted(set(properties) ^ set(laws)))
for key, law in laws.items():
    check(re.fullmatch(law, properties[key]), "%s=%s" % (key, properties[key]))
check((road.package / "src" / properties["includes"]).is_file(), "the header by which it is found is not there")

# A sketch bears the name of its folder.
sketches = sorted(road.package.glob("examples/*/*.ino"))
check([sketch.stem for sketch in sketches] == [sketch.parent.name for sketch in sketches] == ["Regimes", "Sensors"], sketches)

flags = ["-std=gnu++20", "-I", road.package / "src"]
for source in road.some_sources():
    road.compile(source, *flags)
for sketch in sketches:
    road.compile(sketch, *flags, "-I", road.root / "tests/packages/arduino", "-include", "Arduino.h")
road.link_and_run(*flags)
