#include "kernel/access/api_tokens.h"

#include "kernel/access/random.h"

#include <algorithm>
#include <cstring>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_of_one_user = 50;
constexpr std::int64_t use_is_noted_every_micros = std::int64_t{5} * 60 * 1'000'000;

json::array as_json(const std::vector<std::string>& names) {
    json::array result;
    for (const auto& name : names) result.emplace_back(name);
    return result;
}

std::vector<std::string> names_in(const json::value& array) {
    std::vector<std::string> result;
    for (const auto& item : array.as_array()) result.emplace_back(item.as_string());
    return result;
}

std::optional<Moment> moment_or_none(std::int64_t micros) {
    return micros == 0 ? std::nullopt : std::optional(Moment{micros});
}

json::value moment_shown(const std::optional<Moment>& moment) {
    return moment ? json::value(moment->iso()) : json::value(nullptr);
}

} // namespace

json::object shown(const ApiToken& token) {
    return {{"id", token.id},
            {"title", token.title},
            {"operations", as_json(token.scope.operations)},
            {"types", as_json(token.scope.types)},
            {"created", token.created.iso()},
            {"until", moment_shown(token.until)},
            {"used", moment_shown(token.used)},
            {"address", token.address}};
}

void ApiTokens::load(Connection& reader) {
    auto& row =
        reader.prepared("SELECT token, id, name, person, title, scope, created, until, used, address FROM sys_token");
    while (row.step()) {
        Hash hash{};
        if (row.bytes(0).size() != hash.size()) continue;
        std::memcpy(hash.data(), row.bytes(0).data(), hash.size());
        const auto scope = parse_own_json(row.text(5));
        tokens_[hash] = {
            .id = std::string(row.text(1)),
            .user = std::string(row.text(2)),
            .person = row.integer(3),
            .title = std::string(row.text(4)),
            .scope = {.operations = names_in(scope.at("operations")), .types = names_in(scope.at("types"))},
            .created = {row.integer(6)},
            .until = moment_or_none(row.integer(7)),
            .used = moment_or_none(row.integer(8)),
            .address = std::string(row.text(9))};
    }
}

Result<std::string> ApiTokens::create(ApiToken& token) {
    if (of(token.user).size() >= most_of_one_user) return refuse("token.too_many");
    token.id = to_hex(random_bytes(8));
    token.created = clock_();
    const auto text = "shanhai_" + random_token();
    const auto hash = sha256(text);
    const auto scope = json::serialize(
        json::object{{"operations", as_json(token.scope.operations)}, {"types", as_json(token.scope.types)}});
    TRY_DO(doors_.write([&](Connection& writer) {
        writer
            .prepared("INSERT INTO sys_token (token, id, name, person, title, scope, created, until, used, address) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '')")
            .bind_bytes(bytes_of(hash))
            .bind(token.id)
            .bind(token.user)
            .bind(token.person)
            .bind(token.title)
            .bind(scope)
            .bind(token.created.micros)
            .bind(token.until ? token.until->micros : 0)
            .run();
    }));
    const std::scoped_lock lock(guard_);
    tokens_[hash] = token;
    return text;
}

std::optional<ApiTokens::Used> ApiTokens::use(std::string_view text, const std::string& address) {
    const auto now = clock_();
    const auto hash = sha256(text);
    const std::scoped_lock lock(guard_);
    const auto found = tokens_.find(hash);
    if (found == tokens_.end()) return std::nullopt;
    auto& token = found->second;
    if (token.until && *token.until < now) return std::nullopt;
    Used used{.token = {}, .new_address = token.address != address};
    const auto before = token.used.value_or(Moment{});
    const bool worth_noting =
        used.new_address || now.micros / use_is_noted_every_micros != before.micros / use_is_noted_every_micros;
    token.used = now;
    token.address = address;
    if (worth_noting) {
        doors_.write_later([hash, now, address](Connection& writer) {
            writer.prepared("UPDATE sys_token SET used = ?, address = ? WHERE token = ?")
                .bind(now.micros)
                .bind(address)
                .bind_bytes(bytes_of(hash))
                .run();
        });
    }
    used.token = token;
    return used;
}

std::vector<ApiToken> ApiTokens::of(const std::string& user) {
    const std::scoped_lock lock(guard_);
    std::vector<ApiToken> result;
    for (const auto& [hash, token] : tokens_)
        if (token.user == user) result.push_back(token);
    std::ranges::sort(result, [](const ApiToken& a, const ApiToken& b) { return a.created > b.created; });
    return result;
}

Done ApiTokens::revoke(const std::string& user, const std::string& id) {
    std::optional<Hash> hash;
    {
        const std::scoped_lock lock(guard_);
        const auto found = std::ranges::find_if(
            tokens_, [&](const auto& item) { return item.second.user == user && item.second.id == id; });
        if (found != tokens_.end()) hash = found->first;
    }
    if (!hash) return refuse("token.not_found");
    TRY_DO(doors_.write([&](Connection& writer) {
        writer.prepared("DELETE FROM sys_token WHERE token = ?").bind_bytes(bytes_of(*hash)).run();
    }));
    const std::scoped_lock lock(guard_);
    tokens_.erase(*hash);
    ++version_;
    return {};
}

} // namespace shanhai::kernel
