#include "modules/energy/jobs/drafts.h"

#include <utility>

namespace shanhai::energy {

void Drafts::write(const std::string& name, Result<kernel::Command> draft) {
    const auto fail = [&](const Problem& problem) {
        if (refused_++ > 0) return;
        first_name_ = name;
        first_code_ = problem.code;
    };
    if (!draft) {
        fail(draft.error());
        return;
    }
    kernel::Request request;
    request.who = kernel::Principal::system();
    request.commands.push_back(*std::move(draft));
    request.idempotency_key = call_.key + "/" + name;
    request.show = false;
    const auto reply = call_.kernel.execute(std::move(request));
    if (!reply)
        fail(reply.error());
    else
        entries_.push_back(reply->outcomes.front().entry);
}

Result<kernel::JobOutcome> Drafts::outcome(Text said) && {
    if (refused_ > 0)
        return refuse("energy.not_drafted", {},
                      {{"name", first_name_}, {"count", std::to_string(refused_)}, {"why", first_code_}});
    const bool nothing = entries_.empty();
    return kernel::JobOutcome{.said = std::move(said), .entries = std::move(entries_), .nothing = nothing};
}

} // namespace shanhai::energy
