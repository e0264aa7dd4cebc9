#pragma once

#include "api/http/background.h"
#include "api/http/server.h"
#include "api/metrics/metrics.h"
#include "api/problem/problem.h"
#include "api/routing/router.h"
#include "api/session/sessions.h"
#include "kernel/kernel.h"

#include <atomic>
#include <functional>
#include <string>

namespace shanhai::api {

struct ApiOptions {
    std::string version;
    bool https_only = false; // behind a proxy that speaks TLS: the cookie is never sent in the clear
    unsigned background_threads = 2;
    std::size_t background_queue = 256;
};

// What the routes work with.
struct Context {
    kernel::Kernel& kernel;
    const ApiOptions& options;
    const ProblemTable& problems;
    http::Background& background;
    class Transfers& transfers;
    class LiveHub& live;
    const Router& router;
    const std::atomic<bool>& stopping;
    std::function<std::string()> metrics_text;
};

// Each group of routes, in a file of its own.
void add_session_routes(Router& router, Context& context);
void add_account_routes(Router& router, Context& context);
void add_administration_routes(Router& router, Context& context);
void add_provider_routes(Router& router, Context& context);
void add_access_routes(Router& router, Context& context);
void add_record_routes(Router& router, Context& context);
void add_changes_routes(Router& router, Context& context);
void add_series_routes(Router& router, Context& context);
void add_search_routes(Router& router, Context& context);
void add_bulletin_routes(Router& router, Context& context);
void add_todo_routes(Router& router, Context& context);
void add_job_routes(Router& router, Context& context);
void add_notification_routes(Router& router, Context& context);
void add_live_routes(Router& router, Context& context);
void add_transfer_routes(Router& router, Context& context);
void add_file_routes(Router& router, Context& context);
void add_figure_routes(Router& router, Context& context);
void add_model_routes(Router& router, Context& context);
void add_check_routes(Router& router, Context& context);
void add_study_routes(Router& router, Context& context);
void add_interface_routes(Router& router, Context& context);
void add_public_routes(Router& router, Context& context);
void add_service_routes(Router& router, Context& context);
void add_log_routes(Router& router, Context& context);

} // namespace shanhai::api
