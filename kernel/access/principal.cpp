#include "kernel/access/principal.h"

#include <algorithm>

namespace shanhai::kernel {

struct Principal::Data {
    bool is_administrator = false;
    std::string user, name;
    std::vector<Grant> grants;
    std::optional<TokenScope> token;
};

Principal Principal::system() {
    static const auto data = std::make_shared<const Data>(Data{true, "system", "system", {}, {}});
    return Principal(data);
}

Principal Principal::administrator(std::string user) {
    auto name = user;
    return Principal(std::make_shared<const Data>(Data{true, std::move(user), std::move(name), {}, {}}));
}

Principal Principal::public_reader() {
    static const auto data =
        std::make_shared<const Data>(Data{false, "public", "public", {Grant{.role = public_role}}, {}});
    return Principal(data);
}

Principal Principal::person(std::string user, std::string name, std::vector<Grant> grants) {
    return Principal(
        std::make_shared<const Data>(Data{false, std::move(user), std::move(name), std::move(grants), {}}));
}

Principal Principal::limited_to(TokenScope scope) const {
    if (!data_) return *this;
    auto data = *data_;
    data.token = std::move(scope);
    return Principal(std::make_shared<const Data>(std::move(data)));
}

Principal Principal::from(std::string address) const {
    auto result = *this;
    result.address_ = std::move(address);
    return result;
}

bool Principal::is_system() const { return data_ && data_ == system().data_; }
bool Principal::is_administrator() const { return data_ && data_->is_administrator; }

const std::string& Principal::user() const {
    static const std::string nobody = "nobody";
    return data_ ? data_->user : nobody;
}

const std::string& Principal::name() const { return data_ ? data_->name : user(); }

const std::vector<Grant>& Principal::grants() const {
    static const std::vector<Grant> none;
    return data_ ? data_->grants : none;
}

const std::optional<TokenScope>& Principal::token() const {
    static const std::optional<TokenScope> none;
    return data_ ? data_->token : none;
}

bool Principal::token_allows(const std::string& operation, const std::string& type) const {
    const auto& scope = token();
    if (!scope) return true;
    const auto leaves = [](const std::vector<std::string>& list, const std::string& name) {
        return name.empty() || list.empty() || std::ranges::find(list, name) != list.end();
    };
    return leaves(scope->operations, operation) && leaves(scope->types, type);
}

} // namespace shanhai::kernel
