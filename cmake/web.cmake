# The pages: web/ is built by its own tools into web/dist, which assets.cmake puts inside the program.

function(shanhai_add_web)
  set_property(GLOBAL PROPERTY SHANHAI_WEB_STAMP "")
  if(NOT SHANHAI_WEB OR NOT EXISTS "${PROJECT_SOURCE_DIR}/web/package.json")
    return()
  endif()
  # `./dev setup` puts a newer Node there when the system's is too old for the tools.
  find_program(SHANHAI_NPM npm HINTS "${PROJECT_SOURCE_DIR}/.cache/node/bin" REQUIRED)
  get_filename_component(npm_folder "${SHANHAI_NPM}" DIRECTORY)
  set(run ${CMAKE_COMMAND} -E env "PATH=${PROJECT_SOURCE_DIR}/.cache/node/bin:${npm_folder}:$ENV{PATH}")

  set(web "${PROJECT_SOURCE_DIR}/web")
  set(installed "${web}/node_modules/.installed")
  set(built "${web}/dist/index.html")
  add_custom_command(
    OUTPUT "${installed}"
    COMMAND ${run} ${SHANHAI_NPM} ci --no-audit --no-fund --prefer-offline
    COMMAND ${CMAKE_COMMAND} -E touch "${installed}"
    DEPENDS "${web}/package-lock.json"
    WORKING_DIRECTORY "${web}"
    COMMENT "web: npm ci"
    USES_TERMINAL VERBATIM)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
       "${web}/src/*" "${web}/public/*" "${PROJECT_SOURCE_DIR}/modules/*.vue" "${PROJECT_SOURCE_DIR}/modules/*.ts")
  list(FILTER sources EXCLUDE REGEX "/node_modules/")
  file(GLOB settings CONFIGURE_DEPENDS "${web}/*.json" "${web}/*.ts" "${web}/*.js" "${web}/*.mjs" "${web}/index.html")
  add_custom_command(
    OUTPUT "${built}"
    COMMAND ${run} ${SHANHAI_NPM} run --silent build
    COMMAND ${CMAKE_COMMAND} -E touch "${built}"
    DEPENDS "${installed}" ${sources} ${settings}
    WORKING_DIRECTORY "${web}"
    COMMENT "web: npm run build"
    USES_TERMINAL VERBATIM)
  add_custom_target(web DEPENDS "${built}")
  set_property(GLOBAL PROPERTY SHANHAI_WEB_STAMP "${built}")
endfunction()
