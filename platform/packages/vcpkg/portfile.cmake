# SPDX-License-Identifier: MIT
# The sources lie beside this file.
vcpkg_check_linkage(ONLY_STATIC_LIBRARY)
vcpkg_cmake_configure(SOURCE_PATH "${CURRENT_PORT_DIR}/source"
  OPTIONS -DMOTET_TESTS=OFF -DMOTET_EXAMPLES=OFF -DMOTET_INSTALL=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/motet)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include")
vcpkg_install_copyright(FILE_LIST "${CURRENT_PORT_DIR}/source/LICENSE")
