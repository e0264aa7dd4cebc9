#include "modules/trade/epcis/identifier.h"

#include "base/text.h"
#include "modules/trade/gs1/check_digit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace shanhai::trade {

namespace {

constexpr std::string_view domain = "https://id.gs1.org/";

// Serial numbers of a URN escape other characters than those of a Digital Link: undone, then escaped anew.
std::string escaped_anew(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%' && i + 2 < text.size())
            if (const auto byte = from_hex(text.substr(i + 1, 2))) {
                c = byte->front();
                i += 2;
            }
        constexpr std::string_view escaped = "!\"%&()*+,/:;<=>?#";
        if (escaped.find(c) == std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// How an EPC scheme's parts make the primary key, and what stands before its serial part.
enum class Key { item, plain, leading_zero, text }; // 'item': the indicator digit stands first in the second part
struct Scheme {
    std::string_view name, key;
    Key form;
    std::string_view serial; // "/21/"; empty: it follows without anything
    int joined = 0;          // parts behind the key that belong to it
};
constexpr std::array schemes = {
    Scheme{"sgtin", "01", Key::item, "/21/"},      Scheme{"lgtin", "01", Key::item, "/10/"},
    Scheme{"upui", "01", Key::item, "/235/"},      Scheme{"sscc", "00", Key::item, ""},
    Scheme{"sgln", "414", Key::plain, "/254/"},    Scheme{"pgln", "417", Key::plain, ""},
    Scheme{"grai", "8003", Key::leading_zero, ""}, Scheme{"giai", "8004", Key::text, ""},
    Scheme{"gsrn", "8018", Key::plain, ""},        Scheme{"gsrnp", "8017", Key::plain, ""},
    Scheme{"gdti", "253", Key::plain, ""},         Scheme{"sgcn", "255", Key::plain, ""},
    Scheme{"cpi", "8010", Key::text, "/8011/"},    Scheme{"ginc", "401", Key::text, ""},
    Scheme{"gsin", "402", Key::plain, ""},         Scheme{"itip", "8006", Key::item, "/21/", 2},
};

std::string joined(std::span<const std::string_view> parts) {
    std::string out;
    for (const auto part : parts) (out += out.empty() ? "" : ".") += part;
    return out;
}

std::optional<std::string> numeric_key(const Scheme& scheme, std::string_view company, std::string_view reference) {
    std::string digits;
    if (scheme.form == Key::item) {
        if (reference.empty()) return std::nullopt;
        digits.append(1, reference.front()).append(company).append(reference.substr(1));
    } else {
        digits.append(scheme.form == Key::leading_zero ? "0" : "").append(company).append(reference);
    }
    const auto check = check_digit_behind(digits);
    if (!check) return std::nullopt;
    return digits + *check;
}

// "urn:epc:id:sgtin:4012345.011111.9876"; `is_pattern`: its serial part is a star that says nothing.
std::optional<std::string> from_urn(std::string_view scheme_name, std::string_view rest, bool is_pattern) {
    const auto scheme = std::ranges::find(schemes, scheme_name, &Scheme::name);
    if (scheme == schemes.end()) return std::nullopt;
    const auto parts = split(rest, '.');
    if (parts.size() < 2) return std::nullopt;
    std::string out = std::string(domain) + std::string(scheme->key) + "/";
    std::size_t used = 2;
    if (scheme->form == Key::text) {
        out += parts[0];
        if (scheme->serial.empty()) return out + escaped_anew(joined(std::span(parts).subspan(1)));
        out += escaped_anew(parts[1]);
    } else {
        const auto key = numeric_key(*scheme, parts[0], parts[1]);
        if (!key) return std::nullopt;
        out += *key;
        for (int i = 0; i < scheme->joined && used < parts.size(); ++i) out += parts[used++];
    }
    const std::string serial = joined(std::span(parts).subspan(used));
    const bool says_nothing = is_pattern || serial.empty() || (scheme->name == "sgln" && serial == "0");
    return says_nothing ? out : out + std::string(scheme->serial) + escaped_anew(serial);
}

struct Name {
    std::string_view written, number;
};
constexpr std::array names = {Name{"gtin", "01"},   Name{"itip", "8006"},  Name{"cpi", "8010"},  Name{"gln", "414"},
                              Name{"party", "417"}, Name{"gsrnp", "8017"}, Name{"gsrn", "8018"}, Name{"gcn", "255"},
                              Name{"sscc", "00"},   Name{"gdti", "253"},   Name{"ginc", "401"},  Name{"gsin", "402"},
                              Name{"grai", "8003"}, Name{"giai", "8004"},  Name{"cpv", "22"},    Name{"lot", "10"},
                              Name{"ser", "21"}};
constexpr std::array keys = {"00",  "01",   "253",  "255",  "401",  "402",  "414",
                             "417", "8003", "8004", "8006", "8010", "8017", "8018"};

std::string_view number_of(std::string_view written) {
    const auto known = std::ranges::find(names, written, &Name::written);
    return known == names.end() ? written : known->number;
}

// The path of a web address from its primary key on, with numbers for names: domain and query say nothing about the thing.
std::optional<std::string> from_link(std::string_view uri) {
    uri = uri.substr(0, uri.find_first_of("?#"));
    const auto parts = split(uri, '/'); // "https:", "", domain, …
    for (std::size_t i = 3; i + 1 < parts.size(); ++i) {
        const auto key = number_of(parts[i]);
        if (std::ranges::find(keys, key) == keys.end() || parts[i + 1].empty()) continue;
        if (parts[i + 1].front() < '0' || parts[i + 1].front() > '9') continue;
        std::string out = std::string(domain) + std::string(key) + "/";
        if (key == "01" && parts[i + 1].size() < 14) out.append(14 - parts[i + 1].size(), '0');
        out += parts[i + 1];
        for (std::size_t j = i + 2; j + 1 < parts.size(); j += 2)
            out.append("/").append(number_of(parts[j])).append("/").append(parts[j + 1]);
        return out;
    }
    return std::nullopt;
}

} // namespace

std::string canonical_identifier(std::string_view uri) {
    for (const auto& [prefix, is_pattern] :
         {std::pair{"urn:epc:id:", false}, {"urn:epc:class:", false}, {"urn:epc:idpat:", true}}) {
        if (!uri.starts_with(prefix)) continue;
        const auto rest = uri.substr(std::string_view(prefix).size());
        const auto colon = rest.find(':');
        if (colon == std::string_view::npos) return std::string(uri);
        return from_urn(rest.substr(0, colon), rest.substr(colon + 1), is_pattern).value_or(std::string(uri));
    }
    if (uri.starts_with("https://") || uri.starts_with("http://")) return from_link(uri).value_or(std::string(uri));
    return std::string(uri);
}

std::string lot_identifier(std::string_view gtin, std::string_view lot) {
    std::string out = std::string(domain) + "01/";
    if (gtin.size() < 14) out.append(14 - gtin.size(), '0');
    return out.append(gtin).append("/10/").append(escaped_anew(lot));
}

LotName lot_named(std::string_view uri) {
    const std::string name = canonical_identifier(uri);
    if (!name.starts_with(domain)) return {};
    const auto parts = split(std::string_view(name).substr(domain.size()), '/');
    if (parts.size() != 4 || parts[0] != "01" || parts[2] != "10") return {};
    return {std::string(parts[1]), std::string(parts[3])};
}

} // namespace shanhai::trade
