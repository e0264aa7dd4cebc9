# Folder = target = namespace.
#
#   shanhai_library(kernel_cube DEPENDS base kernel_schema LINKS Boost::json)
#
# in kernel/cube/CMakeLists.txt makes
#   shanhai_kernel_cube        from *.cpp (an interface library when there are only headers); alias shanhai::kernel_cube
#   kernel_cube_test           from *_test.cpp, each TEST known to ctest
#   kernel_cube_benchmark      from *_benchmark.cpp, when SHANHAI_BENCH
#
# DEPENDS   our own folders, by the names given to shanhai_library
# LINKS     libraries from outside, visible to users of the folder too
# TEST_DEPENDS, TEST_LINKS   what only the tests and benchmarks need
# PCH       compile with the Asio precompiled header (cmake/asio_pch.h): for folders whose files include Asio
# RECURSE   also the sources in subfolders
# FOLDER    where the sources are, when it is not the folder of the calling CMakeLists.txt
# EXCLUDE   a file that belongs to another target

set(SHANHAI_GENERATED_DIR "${PROJECT_BINARY_DIR}/generated")
file(MAKE_DIRECTORY "${SHANHAI_GENERATED_DIR}")

function(shanhai_add_folder folder)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt")
    add_subdirectory("${PROJECT_SOURCE_DIR}/${folder}" "${PROJECT_BINARY_DIR}/${folder}")
  endif()
endfunction()

# shanhai_<layer> stands for all folders of a layer, unless the layer made such a target itself.
function(shanhai_umbrella layer)
  if(TARGET shanhai_${layer})
    return()
  endif()
  add_library(shanhai_${layer} INTERFACE)
  add_library(shanhai::${layer} ALIAS shanhai_${layer})
  get_property(folders GLOBAL PROPERTY SHANHAI_FOLDERS)
  list(FILTER folders INCLUDE REGEX "^${layer}_")
  list(TRANSFORM folders PREPEND shanhai::)
  target_link_libraries(shanhai_${layer} INTERFACE ${folders})
endfunction()

function(shanhai_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PCH;RECURSE" "FOLDER;EXCLUDE" "DEPENDS;LINKS;TEST_DEPENDS;TEST_LINKS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "shanhai_library(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_FOLDER)
    set(arg_FOLDER "${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  shanhai_glob_sources("${arg_FOLDER}" "${arg_RECURSE}" "${arg_EXCLUDE}" sources tests benchmarks)
  list(TRANSFORM arg_DEPENDS PREPEND shanhai::)
  list(TRANSFORM arg_TEST_DEPENDS PREPEND shanhai::)

  set(target shanhai_${name})
  set(pch json_pch)
  set(test_pch test_pch)
  if(arg_PCH)
    set(pch asio_pch)
    set(test_pch asio_pch)
  endif()
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    shanhai_use_pch(${target} ${pch})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(shanhai::${name} ALIAS ${target})
  set_property(GLOBAL APPEND PROPERTY SHANHAI_FOLDERS ${name})
  target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}" "${SHANHAI_GENERATED_DIR}")
  target_link_libraries(${target} ${scope} ${arg_DEPENDS} ${arg_LINKS})

  if(tests AND SHANHAI_TESTS)
    shanhai_test(${name}_test SOURCES ${tests} DEPENDS ${name} LINKS ${arg_TEST_DEPENDS} ${arg_TEST_LINKS})
    shanhai_use_pch(${name}_test ${test_pch})
  endif()
  if(benchmarks AND SHANHAI_BENCH)
    shanhai_benchmark(${name}_benchmark SOURCES ${benchmarks} DEPENDS ${name}
                      LINKS ${arg_TEST_DEPENDS} ${arg_TEST_LINKS})
  endif()
endfunction()

# A program from main.cpp at the top of the build folder; the folder's other sources become shanhai_<folder>,
# so that tests beside them can link them.
#   shanhai_program(shanhai FOLDER apps DEPENDS api kernel module_list assets LINKS CLI11::CLI11)
function(shanhai_program program)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PCH" "FOLDER" "DEPENDS;LINKS;TEST_DEPENDS;TEST_LINKS")
  set(pch "")
  if(arg_PCH)
    set(pch PCH)
  endif()
  shanhai_library(${arg_FOLDER} ${pch} RECURSE EXCLUDE main.cpp DEPENDS ${arg_DEPENDS} LINKS ${arg_LINKS}
                  TEST_DEPENDS ${arg_TEST_DEPENDS} TEST_LINKS ${arg_TEST_LINKS})
  file(GLOB_RECURSE mains CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/main.cpp")
  add_executable(${program} ${mains})
  target_link_libraries(${program} PRIVATE shanhai::${arg_FOLDER})
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  if(arg_PCH)
    shanhai_use_pch(${program} asio_pch)
  endif()
endfunction()

# A GoogleTest executable.   shanhai_test(name SOURCES a_test.cpp DEPENDS base LINKS ...)
function(shanhai_test target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINKS")
  list(TRANSFORM arg_DEPENDS PREPEND shanhai::)
  add_executable(${target} ${arg_SOURCES})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}" "${SHANHAI_GENERATED_DIR}")
  target_compile_definitions(${target} PRIVATE SHANHAI_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${arg_DEPENDS} ${arg_LINKS} GTest::gmock GTest::gtest_main)
  # Found when ctest runs, so that a test that cannot start fails the test run and not the build.
  gtest_discover_tests(${target} TEST_PREFIX ${target}. DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" PROPERTIES TIMEOUT 300)
endfunction()

# The tests of a folder once more, with SHANHAI_TEST_STORE=postgres; ./dev test has a server running for them.
function(shanhai_test_on_postgres name)
  if(TARGET ${name}_test)
    gtest_discover_tests(${name}_test TEST_PREFIX ${name}_test.postgres. TEST_LIST ${name}_postgres
                         DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
                         PROPERTIES TIMEOUT 300 ENVIRONMENT SHANHAI_TEST_STORE=postgres)
  endif()
endfunction()

# A program that measures, outside of `all`; the target `benchmarks` builds every one of them.
function(shanhai_measures target)
  set_target_properties(${target} PROPERTIES
    EXCLUDE_FROM_ALL ON RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/benchmarks")
  if(NOT TARGET benchmarks)
    add_custom_target(benchmarks)
  endif()
  add_dependencies(benchmarks ${target})
endfunction()

# One of Google Benchmark's.
function(shanhai_benchmark target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINKS")
  list(TRANSFORM arg_DEPENDS PREPEND shanhai::)
  add_executable(${target} ${arg_SOURCES})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}" "${SHANHAI_GENERATED_DIR}")
  target_link_libraries(${target} PRIVATE ${arg_DEPENDS} ${arg_LINKS} benchmark::benchmark_main)
  shanhai_measures(${target})
endfunction()

# Headers that cost seconds a file, compiled once and shared: cmake/asio_pch.h by the folders that say PCH,
# cmake/json_pch.h by all others, and cmake/test_pch.h by their tests.
function(shanhai_use_pch target header)
  set(carrier shanhai_${header})
  if(NOT TARGET ${carrier})
    set(source "${SHANHAI_GENERATED_DIR}/${header}.cpp")
    file(WRITE "${source}.new" "// Carries the precompiled header.\n")
    file(COPY_FILE "${source}.new" "${source}" ONLY_IF_DIFFERENT)
    add_library(${carrier} STATIC "${source}")
    target_include_directories(${carrier} PRIVATE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${carrier} PUBLIC Boost::headers Boost::json)
    if(header STREQUAL "asio_pch")
      target_link_libraries(${carrier} PUBLIC OpenSSL::SSL Threads::Threads)
    elseif(header STREQUAL "test_pch")
      target_link_libraries(${carrier} PUBLIC GTest::gmock Threads::Threads)
    endif()
    target_precompile_headers(${carrier} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/${header}.h")
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      # Without the time stamp in the header the compiler cache recognises it after a fresh checkout.
      target_compile_options(${carrier} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
  target_link_libraries(${target} PRIVATE $<TARGET_PROPERTY:${carrier},LINK_LIBRARIES>)
  target_precompile_headers(${target} REUSE_FROM ${carrier})
  # The header is compiled as for a library (-fPIC); a program's sources (-fPIE) could not use it.
  get_target_property(kind ${target} TYPE)
  if(kind STREQUAL "EXECUTABLE")
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# Sorts the sources of a folder into the library, its tests and its benchmarks. Web pages and demo records are not ours.
function(shanhai_glob_sources folder recurse exclude sources_out tests_out benchmarks_out)
  set(glob GLOB)
  if(recurse)
    set(glob GLOB_RECURSE)
  endif()
  file(${glob} all CONFIGURE_DEPENDS "${folder}/*.cpp")
  list(FILTER all EXCLUDE REGEX "^${folder}/(web|demo)/")
  if(exclude)
    list(FILTER all EXCLUDE REGEX "/${exclude}$")
  endif()
  set(sources ${all})
  set(tests ${all})
  set(benchmarks ${all})
  list(FILTER sources EXCLUDE REGEX "_(test|benchmark)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER benchmarks INCLUDE REGEX "_benchmark\\.cpp$")
  set(${sources_out} "${sources}" PARENT_SCOPE)
  set(${tests_out} "${tests}" PARENT_SCOPE)
  set(${benchmarks_out} "${benchmarks}" PARENT_SCOPE)
endfunction()
