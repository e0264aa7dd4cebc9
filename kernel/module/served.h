#pragma once

#include "kernel/module/module.h"
#include "kernel/module/shown_record.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Interfaces of the world outside, to be read: GET /api/v1/served/NAME/… with at most four parts behind the name. Each is a study named
// "served.NAME" whose question stands in the address: {"address","path","query"}; its answer is {"media_type","body","file_name"}.
namespace shanhai::kernel {

struct ServedAsked {
    std::string address;           // of the interface itself, as the asker sees it: "https://host/api/v1/served/NAME"
    std::vector<std::string> path; // the parts behind it, decoded
    std::vector<std::pair<std::string, std::string>> query; // in its order

    json::object as_json() const {
        json::array parts, pairs;
        for (const auto& part : path) parts.push_back(json::value(part));
        for (const auto& [name, value] : query) pairs.push_back(json::array{json::value(name), json::value(value)});
        return {{"address", address}, {"path", std::move(parts)}, {"query", std::move(pairs)}};
    }
    // What is not of that form is left out: the question may also come by POST or from a command line.
    static ServedAsked of(const json::object& asked) {
        ServedAsked own;
        own.address = text_of(asked, "address");
        if (const auto* parts = asked.if_contains("path"); parts != nullptr && parts->is_array())
            for (const auto& part : parts->get_array())
                if (part.is_string()) own.path.emplace_back(part.get_string());
        if (const auto* pairs = asked.if_contains("query"); pairs != nullptr && pairs->is_array())
            for (const auto& pair : pairs->get_array())
                if (pair.is_array() && pair.get_array().size() == 2 && pair.at(0).is_string() && pair.at(1).is_string())
                    own.query.emplace_back(pair.at(0).get_string(), pair.at(1).get_string());
        return own;
    }
};

struct ServedAnswer {
    std::string media_type;
    std::string body;
    std::string file_name; // to keep it under; empty: it is shown
};
using Serve = std::function<Result<ServedAnswer>(Kernel& kernel, const Principal& who, const ServedAsked& asked)>;

constexpr std::string_view served_prefix = "served.";

// Asked as whoever wants to know, and nothing is changed by it.
inline void serve(Registrar& to, std::string_view name, Text title, Serve answer) {
    to.study(std::string(served_prefix) + std::string(name),
             {std::move(title),
              [answer = std::move(answer)](Kernel& kernel, const Principal& who, const json::object& asked,
                                           const Progress&) -> Result<json::object> {
                  auto told = TRY(answer(kernel, who, ServedAsked::of(asked)));
                  return json::object{
                      {"media_type", told.media_type}, {"file_name", told.file_name}, {"body", std::move(told.body)}};
              },
              {}});
}

} // namespace shanhai::kernel
