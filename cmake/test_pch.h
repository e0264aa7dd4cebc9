// What nearly every test includes; see shanhai_use_pch in folders.cmake.
#pragma once

#include "cmake/json_pch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
