#include "kernel/bulletins/bulletin.h"

#include "base/check.h"
#include "kernel/bulletins/evaluate.h"
#include "kernel/module/shown_record.h"
#include "kernel/proof/checkpoint.h"

#include <algorithm>
#include <charconv>

namespace shanhai::kernel {

namespace {

constexpr int most_attempts = 100;
constexpr std::size_t most_looked_at = 20;
constexpr std::size_t most_document_bytes = std::size_t{250} * 1024; // a field of the kind json has 256 KiB

std::optional<std::string> referred_to(const json::object& record, std::string_view name) {
    const auto* value = record.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_string() && !value->get_string().empty()) return std::string(value->get_string());
    if (!value->is_object()) return std::nullopt;
    const auto id = text_of(value->get_object(), "id");
    return id.empty() ? std::nullopt : std::optional("#" + id);
}

Done type_is_there(const Kernel& kernel) {
    if (kernel.schema().type(bulletin_type) != nullptr) return {};
    return refuse("record.unknown_type", {}, {{"name", bulletin_type}});
}

// The head and the numbers of now, or of a moment.
Result<Paper> paper_of(Kernel& kernel, const Principal& who, const json::object& record,
                       std::optional<Moment> as_of = {}) {
    const auto* given = record.if_contains("content");
    const auto content = TRY(read_content(given == nullptr ? json::value() : *given));
    auto paper = TRY(evaluate(kernel, who, content, as_of));
    paper.number = text_of(record, "number");
    paper.title = text_of(record, "title");
    paper.office = text_of(record, "office");
    paper.reference = text_of(record, "reference");
    paper.date = text_of(record, "date");
    paper.addressees = text_of(record, "addressees");
    return paper;
}

Result<VerifierKey> key_of(Kernel& kernel) {
    const auto text = TRY(kernel.log().verifier_key());
    const auto key = VerifierKey::parse(text);
    if (!key) return refuse("log.bad_key", {}, {{"text", text}});
    return *key;
}

Result<Sealed> sealed_of(const json::object& record) {
    const auto* document = record.if_contains("frozen");
    if (document == nullptr || !document->is_object()) return refuse("bulletin.damaged");
    // Fields keep no blanks at their end; a note ends with a newline.
    return Sealed{canonical_json(*document), text_of(record, "signature") + "\n"};
}

Result<Bulletin> bulletin_of(Kernel& kernel, const Principal& who, const json::object& record) {
    Bulletin bulletin{.id = text_of(record, "id"),
                      .state = text_of(record, "state"),
                      .is_void = is_void(record),
                      .paper = {},
                      .sealed = std::nullopt};
    if (bulletin.state != "frozen") {
        bulletin.paper = TRY(paper_of(kernel, who, record));
        return bulletin;
    }
    bulletin.sealed = TRY(sealed_of(record));
    bulletin.paper = TRY(open_sealed(*bulletin.sealed, TRY(key_of(kernel)))).paper;
    if (bulletin.paper.number != text_of(record, "number")) return refuse("bulletin.altered");
    return bulletin;
}

Result<Reply> run(Kernel& kernel, const Principal& who, Command command) {
    Request request;
    request.who = who;
    command.type = bulletin_type;
    request.commands.push_back(std::move(command));
    return kernel.execute(std::move(request));
}

// ── freezing ─────────────────────────────────────────────────────────────────────────────────────────────────────

// When an entry was made; nothing when there is none yet.
Result<std::optional<Moment>> moment_of(Kernel& kernel, std::uint64_t entry) {
    const auto found = TRY(kernel.log_entries(Principal::system(), entry - 1, 1));
    const auto* entries = found.if_contains("entries");
    if (entries == nullptr || !entries->is_array() || entries->get_array().empty()) return std::nullopt;
    const auto& first = entries->get_array().front().as_object();
    if (text_of(first, "seq") != std::to_string(entry)) return std::nullopt;
    return TRY(Moment::parse(text_of(first, "at")));
}

// A journal's state: its size, signed, and when its last entry was made. Figures are asked for by that moment, so no later entry
// may share it: then the journal is looked at again, which is a microsecond later.
Result<Moment> take_checkpoint(Kernel& kernel, Paper& paper) {
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        paper.checkpoint = TRY(kernel.log().checkpoint());
        paper.entries = TRY(open_checkpoint(paper.checkpoint, TRY(key_of(kernel)))).size;
        const auto last = TRY(moment_of(kernel, paper.entries));
        check(last.has_value(), "the last entry of a tree is in the journal");
        if (kernel.now() <= *last) continue;
        const auto next = TRY(moment_of(kernel, paper.entries + 1));
        if (next && *next <= *last) continue;
        paper.as_of = last->iso();
        return *last;
    }
    return refuse("writer.busy");
}

// Frozen numbers are shown to everybody and must not be what one reader is allowed to see of them.
Done numbers_are_whole(const Paper& seen, const Paper& whole) {
    for (std::size_t i = 0; i < whole.numbers.size(); ++i) {
        const bool same = i < seen.numbers.size() && seen.numbers[i].value == whole.numbers[i].value &&
                          seen.numbers[i].where == whole.numbers[i].where;
        if (!same) return refuse("bulletin.not_whole", {}, {{"name", whole.numbers[i].figure}});
    }
    return {};
}

// Who took the last step of that name.
std::string who_advanced(const json::object& history, std::string_view transition) {
    std::string actor;
    const auto* entries = history.if_contains("entries");
    if (entries == nullptr || !entries->is_array()) return actor;
    for (const auto& item : entries->get_array())
        if (text_of(item.as_object(), "transition") == transition) actor = text_of(item.as_object(), "actor");
    return actor;
}

// The bulletin that the new one is compared with: the one that is named, else the one that was frozen last. One that does not
// bear its signature is passed over, so that a forgery stops nobody.
Result<std::optional<Bulletin>> bulletin_before(Kernel& kernel, const json::object& record) {
    if (const auto named = referred_to(record, "previous")) return TRY(public_bulletin(kernel, *named));
    ListQuery query;
    query.filters.push_back({"state", "eq", "frozen"});
    query.order = {"-updated_at"};
    query.limit = most_looked_at;
    const auto page = TRY(kernel.list(Principal::system(), bulletin_type, query));
    for (const auto& item : page.items) {
        auto before = public_bulletin(kernel, "#" + text_of(item.as_object(), "id"));
        if (before) return *std::move(before);
    }
    return std::nullopt;
}

Result<Sealed> frozen_paper(Kernel& kernel, const Principal& who, const json::object& record) {
    Paper point;
    const auto as_of = TRY(take_checkpoint(kernel, point));
    auto paper = TRY(paper_of(kernel, Principal::system(), record, as_of));
    if (!who.is_unlimited()) TRY_DO(numbers_are_whole(TRY(paper_of(kernel, who, record, as_of)), paper));
    paper.checkpoint = point.checkpoint;
    paper.entries = point.entries;
    paper.as_of = point.as_of;
    for (auto& number : paper.numbers)
        if (!number.lineage.empty()) number.lineage += "&as_of=" + percent_encoded(paper.as_of);
    if (const auto before = TRY(bulletin_before(kernel, record))) {
        paper.previous = before->paper.number;
        paper.revised = TRY(revised_since(kernel, Principal::system(), before->paper, as_of));
    }
    paper.approved_by =
        who_advanced(TRY(kernel.history(Principal::system(), bulletin_type, "#" + text_of(record, "id"))), "approve");
    paper.frozen_by = who.user();
    auto sealed = TRY(seal(kernel, paper));
    if (sealed.document.size() > most_document_bytes) return refuse("bulletin.too_large");
    return sealed;
}

} // namespace

Result<Bulletin> read_bulletin(Kernel& kernel, const Principal& who, const std::string& name) {
    TRY_DO(type_is_there(kernel));
    return bulletin_of(kernel, who, TRY(kernel.get(who, bulletin_type, name)));
}

Result<Reply> compose_bulletin(Kernel& kernel, const Principal& who, json::object fields) {
    TRY_DO(type_is_there(kernel));
    TRY_DO(kernel.permit(who, bulletin_type, "create")); // before anything is evaluated
    TRY(paper_of(kernel, who, fields));
    Command create;
    create.fields = std::move(fields);
    return run(kernel, who, std::move(create));
}

Result<Reply> amend_bulletin(Kernel& kernel, const Principal& who, const std::string& name, json::object fields,
                             std::optional<std::int64_t> version) {
    TRY_DO(type_is_there(kernel));
    if (fields.contains("content")) TRY(paper_of(kernel, who, fields));
    Command amend;
    amend.action = Action::amend;
    amend.record = name;
    amend.version = version;
    amend.reason = text_of(fields, "reason");
    fields.erase("reason");
    amend.fields = std::move(fields);
    return run(kernel, who, std::move(amend));
}

Result<Reply> freeze_bulletin(Kernel& kernel, const Principal& who, const std::string& name) {
    TRY_DO(type_is_there(kernel));
    TRY_DO(kernel.permit(who, bulletin_type, "freeze"));
    const auto record = TRY(kernel.get(who, bulletin_type, name));
    if (text_of(record, "state") != "approved") return refuse("bulletin.not_approved");
    auto sealed = TRY(frozen_paper(kernel, who, record));
    Command freeze;
    freeze.action = Action::advance;
    freeze.transition = "freeze";
    freeze.record = "#" + text_of(record, "id");
    std::int64_t version = 0; // what was evaluated is what is frozen
    const auto said = text_of(record, "version");
    std::from_chars(said.data(), said.data() + said.size(), version);
    freeze.version = version;
    freeze.fields["frozen"] = parse_own_json(sealed.document);
    freeze.fields["signature"] = sealed.signature;
    return run(kernel, who, std::move(freeze));
}

Result<Bulletin> public_bulletin(Kernel& kernel, const std::string& name) {
    TRY_DO(type_is_there(kernel));
    const auto record = kernel.get(Principal::system(), bulletin_type, name);
    if (!record || text_of(*record, "state") != "frozen") return refuse("bulletin.not_public", {}, {{"name", name}});
    return bulletin_of(kernel, Principal::system(), *record);
}

Result<LogStanding> standing_of(Kernel& kernel, const Paper& paper) {
    LogStanding standing;
    const auto checkpoint = TRY(open_checkpoint(paper.checkpoint, TRY(key_of(kernel))));
    standing.entries = kernel.tree_head().size;
    const auto grown = kernel.log().consistency(checkpoint.size, std::nullopt);
    standing.is_of_this_log = grown && grown->from_root == checkpoint.root;
    return standing;
}

} // namespace shanhai::kernel
