#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "kernel/store/connection.h"

#include <optional>
#include <string>

// Answers kept by the idempotency keys of their requests.
namespace shanhai::kernel {

struct RememberedKey {
    std::string actor, key, fingerprint;
};

// The JSON that was given when this key came before; "idempotency.reused" when it came with another request.
Result<std::optional<std::string>> remembered_answer(Connection& connection, const RememberedKey& key);
// Lets those go that are too old to be honoured.
void remember_answer(Connection& writer, const RememberedKey& key, const std::string& answer, Moment now);

} // namespace shanhai::kernel
