# Files inside the program: a generated assembler file takes them in with .incbin, under their path in the repository
# (web/dist/x becomes web/x). Users include "assets/assets.h" and link shanhai::assets.

function(shanhai_add_assets)
  set(root "${PROJECT_SOURCE_DIR}")
  file(GLOB files CONFIGURE_DEPENDS
       "${root}/modules/*/module.yaml" "${root}/modules/*/README.md" "${root}/modules/*/access.yaml" "${root}/modules/*/problems.yaml"
       "${root}/modules/*/schema/*.yaml" "${root}/modules/*/figures/*.yaml")
  file(GLOB_RECURSE folders CONFIGURE_DEPENDS
       "${root}/modules/*/published/*" "${root}/modules/*/seed/*" "${root}/modules/*/demo/*" "${root}/data/*")
  # GLOB_RECURSE matches at any depth, so anything under modules/ came along: keep the three folders only.
  list(FILTER folders INCLUDE REGEX "^${root}/(data|modules/[^/]+/(published|seed|demo))/")
  list(APPEND files ${folders})
  list(FILTER files EXCLUDE REGEX "(~|\\.swp|\\.cpp|\\.h|/__pycache__/.*)$")
  list(REMOVE_DUPLICATES files)
  list(SORT files)

  set(list_file "${SHANHAI_GENERATED_DIR}/asset_list.txt")
  list(JOIN files "\n" lines)
  file(CONFIGURE OUTPUT "${list_file}" CONTENT "${lines}\n" @ONLY) # rewritten only when it differs

  get_property(web_built GLOBAL PROPERTY SHANHAI_WEB_STAMP)
  set(web_folder "")
  if(web_built)
    get_filename_component(web_folder "${web_built}" DIRECTORY)
  endif()
  set(assembler "${SHANHAI_GENERATED_DIR}/assets.S")
  add_custom_command(
    OUTPUT "${assembler}"
    COMMAND ${CMAKE_COMMAND} -D ROOT=${root} -D LIST=${list_file} -D WEB=${web_folder} -D OUT=${assembler}
            -P ${root}/cmake/assets/write_assembler.cmake
    DEPENDS ${files} ${web_built} "${list_file}" "${root}/cmake/assets/write_assembler.cmake"
    COMMENT "assets: collecting the files that go inside the program"
    VERBATIM)
  configure_file("${root}/cmake/assets/assets.h" "${SHANHAI_GENERATED_DIR}/assets/assets.h" COPYONLY)
  add_library(shanhai_assets STATIC "${root}/cmake/assets/assets.cpp" "${assembler}")
  add_library(shanhai::assets ALIAS shanhai_assets)
  target_include_directories(shanhai_assets PUBLIC "${SHANHAI_GENERATED_DIR}")
  # Assembler takes no warnings, sanitizers or precompiled headers.
  set_source_files_properties("${assembler}" PROPERTIES COMPILE_OPTIONS "-Wno-unused-command-line-argument")
endfunction()
