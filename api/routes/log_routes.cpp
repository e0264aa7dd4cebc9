#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/log.h"

namespace shanhai::api {

namespace {

// Checkpoints, hashes and proofs say nothing of what the entries hold, and witnesses must reach them: open to everybody.
// Bundles of entries are the journal itself, secret fields included: for those who may do everything.

constexpr std::string_view tile_root = "/log/tile/";
constexpr std::string_view for_ever = "Cache-Control: public, max-age=31536000, immutable\r\n";

json::array hex_of(const std::vector<Hash>& hashes) {
    json::array list;
    for (const auto& hash : hashes) list.emplace_back(hex(hash));
    return list;
}

Answer get_tile(Context& context, Call& call) {
    const auto path = kernel::TilePath::parse(call.request.path().substr(tile_root.size()));
    if (!path) return refuse("http.not_found", {}, {{"path", std::string(call.request.path())}});
    if (path->entries && !call.who().is_unlimited()) return refuse("log.entries_are_closed");
    auto answer = text_answer(TRY(context.kernel.log().tile(*path)), "application/octet-stream");
    if (!path->entries) answer.lasting_fields = for_ever; // a tile never changes; what is missing is no tile yet
    return answer;
}

Answer get_inclusion(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto entry = TRY(query.number("entry"));
    if (!entry) return refuse("record.field_required", "/entry", {{"name", "entry"}});
    const auto found = TRY(context.kernel.log().inclusion(*entry, TRY(query.number("size"))));
    return json_answer(json::object{{"entry", std::to_string(found.entry)},
                                    {"index", found.entry - 1},
                                    {"size", found.size},
                                    {"leaf", hex(found.leaf)},
                                    {"root", hex(found.root)},
                                    {"proof", hex_of(found.hashes)}});
}

Answer get_consistency(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto from = TRY(query.number("from"));
    if (!from) return refuse("record.field_required", "/from", {{"name", "from"}});
    const auto found = TRY(context.kernel.log().consistency(*from, TRY(query.number("to"))));
    return json_answer(json::object{{"from", found.from},
                                    {"to", found.to},
                                    {"from_root", hex(found.from_root)},
                                    {"to_root", hex(found.to_root)},
                                    {"proof", hex_of(found.hashes)}});
}

std::vector<Parameter> address_parts(bool entries, int depth) {
    std::vector<Parameter> parts;
    if (!entries) parts.push_back({.in = Parameter::In::path, .name = "level", .about = "Of the tree, 0 to 63."});
    for (int part = 1; part <= depth; ++part)
        parts.push_back({.in = Parameter::In::path,
                         .name = "part" + std::to_string(part),
                         .about = "Of the tile's number: \"x001\", and last \"067\" or \"067.p\"."});
    return parts;
}

// A route for each depth that an address can have: "067", "x001/067", "067.p/12" …
void add_tile_routes(Router& router, Context& context) {
    for (const bool entries : {false, true}) {
        std::string path = entries ? "/log/tile/entries" : "/log/tile/{level}";
        for (int depth = 1; depth <= 4; ++depth) {
            path += "/{part" + std::to_string(depth) + "}";
            router.add({.method = http::Method::get,
                        .path = path,
                        .name = (entries ? "get_entry_bundle_" : "get_tile_") + std::to_string(depth),
                        .summary = entries ? "A bundle of entries (C2SP tlog-tiles): each body behind its length."
                                           : "A tile of the tree (C2SP tlog-tiles): up to 256 hashes.",
                        .access = entries ? Access::session : Access::open,
                        .parameters = address_parts(entries, depth),
                        .replies = {{200, "The tile's bytes.", "", "application/octet-stream"}},
                        .handler = Slow{[&context](Call& call) { return get_tile(context, call); }}});
        }
    }
}

} // namespace

void add_log_routes(Router& router, Context& context) {
    using http::Method;
    const json::object whole = {{"type", "integer"}, {"minimum", 1}};
    router.add({.method = Method::get,
                .path = "/log/checkpoint",
                .name = "get_checkpoint",
                .summary = "The log's name, size and root, signed (C2SP tlog-checkpoint).",
                .access = Access::open,
                .replies = {{200, "A signed note.", "", "text/plain"}},
                .handler = Slow{[&context](Call&) -> Answer {
                    auto answer = text_answer(TRY(context.kernel.log().checkpoint()));
                    answer.add("Cache-Control", "no-cache");
                    return answer;
                }}});
    router.add({.method = Method::get,
                .path = "/log/key",
                .name = "get_log_key",
                .summary = "The key that checks the log's signatures (C2SP signed-note).",
                .access = Access::open,
                .replies = {{200, "A verifier key.", "", "text/plain"}},
                .handler = Slow{[&context](Call&) -> Answer {
                    return text_answer(TRY(context.kernel.log().verifier_key()) + "\n");
                }}});
    router.add({.method = Method::get,
                .path = "/log/proof/inclusion",
                .name = "get_inclusion_proof",
                .summary = "That an entry is in the tree of that size (RFC 9162 section 2.1.3).",
                .access = Access::open,
                .parameters = {{.name = "entry", .about = "The entry's number.", .schema = whole},
                               {.name = "size", .about = "Of the tree; without it, of now.", .schema = whole}},
                .replies = {{200, "The proof.", "InclusionProof"}},
                .handler = Slow{[&context](Call& call) { return get_inclusion(context, call); }}});
    router.add({.method = Method::get,
                .path = "/log/proof/consistency",
                .name = "get_consistency_proof",
                .summary = "That the tree has only grown (RFC 9162 section 2.1.4).",
                .access = Access::open,
                .parameters = {{.name = "from", .about = "Size of the earlier tree.", .schema = whole},
                               {.name = "to", .about = "Of the later; without it, of now.", .schema = whole}},
                .replies = {{200, "The proof.", "ConsistencyProof"}},
                .handler = Slow{[&context](Call& call) { return get_consistency(context, call); }}});
    add_tile_routes(router, context);
}

} // namespace shanhai::api
