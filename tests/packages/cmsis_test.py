# SPDX-License-Identifier: MIT
"""CMSIS-Pack: the elements of the .pdsc that its schema asks for, and a build of what it lists."""

import re
import xml.etree.ElementTree as tree

from road import Road, check

road = Road("cmsis")
road.check_sources(rounding=True)

file, = road.package.glob("*.pdsc")
package = tree.parse(file).getroot()
check(package.tag == "package" and re.fullmatch(r"1\.\d+\.\d+", package.get("schemaVersion")), "schemaVersion")
check(file.name == "%s.%s.pdsc" % (package.findtext("vendor"), package.findtext("name")), "VENDOR.NAME.pdsc")
for name in ("vendor", "name"):
    check(re.fullmatch(r"[\w-]+", package.findtext(name)), name)
check(0 < len(package.findtext("description")) <= 256 and re.match("https?://", package.findtext("url")), "description, url")
check((road.package / package.findtext("license")).is_file(), "the licence")
known = {"vendor", "name", "description", "url", "license", "releases", "keywords", "conditions", "components"}
check({element.tag for element in package} == known and len(package) == len(known), "each element once")
check([release.get("version") for release in package.find("releases")] == [road.version], "release")
conditions = {condition.get("id") for condition in package.find("conditions")}
component, = package.find("components")
check(component.get("Cversion") == road.version and component.get("condition") in conditions, "component")
check(component.get("Cclass") and component.get("Cgroup") and component.findtext("description"), "component")

includes, sources = [], []
for each in component.find("files"):
    check((road.package / each.get("name")).exists(), "no such file: %s" % each.get("name"))
    check(set(each.keys()) <= {"category", "language", "name"}, each.keys())
    {"include": includes, "source": sources}[each.get("category")].append(road.package / each.get("name"))
check(sources == road.sources(), "the sources that are listed")

flags = ["-std=gnu++20"] + [word for folder in includes for word in ("-I", folder)]
for source in road.some_sources():
    road.compile(source, *flags)
road.link_and_run(*flags)
