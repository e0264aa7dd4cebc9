# Language, warnings, sanitizers and the compiler cache: the same for every target.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON) # TRY in base/result.h is a GNU statement expression
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()
# One level of optimisation even when debugging: the cube is unbearable at -O0.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

add_compile_options(
  -Wall -Wextra -Werror -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wimplicit-fallthrough -Wextra-semi
  -Wno-missing-field-initializers) # {.field = value} with the rest defaulted is the idiom here
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # -Wshadow-field-in-constructor-modified catches the harmful shadowing; plain -Wshadow would refuse TRY(f(TRY(g()))).
  add_compile_options(-Wshadow-field-in-constructor-modified -Wno-missing-designated-field-initializers)
endif()

# Paths in debug information and __FILE__ are relative, so that a build does not depend on where the tree lies
# and the compiler cache serves every checkout.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")

if(SHANHAI_SANITIZE)
  add_compile_options(-fsanitize=${SHANHAI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SHANHAI_SANITIZE})
endif()
if(SHANHAI_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # libFuzzer steers by the coverage of the code under test
endif()
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR SHANHAI_SANITIZE)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()

find_program(SHANHAI_LLD NAMES ld.lld-19 ld.lld)
if(SHANHAI_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_link_options(--ld-path=${SHANHAI_LLD} -Wl,--gdb-index)
endif()

find_program(SHANHAI_CCACHE ccache)
if(SHANHAI_CCACHE)
  # pch_defines and time_macros are what ccache asks for before it will cache users of a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 ${SHANHAI_CCACHE})
endif()
