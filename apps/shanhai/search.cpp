#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"

#include <fmt/format.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct SearchCommand {
    std::vector<std::string> words;
    std::string type;
    std::size_t limit = 20;
    std::string after;
    Format format = Format::table;
};

// Where the code point of that number begins.
std::size_t byte_of(std::string_view text, std::size_t code_point) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (begins && code_point-- == 0) break;
    }
    return at;
}

// "…修建【白朗】县…"
std::string marked(const kernel::SearchMatch& match) {
    std::string text;
    std::size_t done = 0;
    const std::string_view snippet = match.snippet;
    for (const auto& mark : match.marks) {
        const auto begin = byte_of(snippet, mark.begin), end = byte_of(snippet, mark.begin + mark.length);
        text.append(snippet.substr(done, begin - done)).append("【").append(snippet.substr(begin, end - begin));
        text += "】";
        done = end;
    }
    text += snippet.substr(done);
    return (match.cut_before ? "…" : "") + text + (match.cut_behind ? "…" : "");
}

std::string label_of(const kernel::RecordType& type, const std::string& field) {
    const auto* found = type.field(field);
    return found ? found->label.in(language()) : say("column.number");
}

json::object row_of(const kernel::SearchHit& hit) {
    json::array matches;
    for (const auto& match : hit.matches) {
        json::array marks;
        for (const auto& mark : match.marks) marks.push_back(json::array{mark.begin, mark.length});
        matches.push_back(
            json::object{{"field", match.field}, {"snippet", match.snippet}, {"marks", std::move(marks)}});
    }
    return {{"type", hit.type},
            {"id", std::to_string(hit.id)},
            {"key", hit.key},
            {"number", hit.number},
            {"title", hit.title},
            {"rank", kernel::name_of(hit.rank)},
            {"matches", std::move(matches)}};
}

void print_table(const kernel::Schema& schema, const kernel::SearchAnswer& answer, Format format) {
    Sheet sheet({{"type", say("column.type")},
                 {"id", say("column.id")},
                 {"title", say("column.title")},
                 {"number", say("column.number")},
                 {"match", say("column.match")}});
    for (const auto& hit : answer.hits) {
        const auto& type = *schema.type(hit.type);
        const auto& best = hit.matches.front();
        sheet.add({json::value(format == Format::csv ? hit.type : type.title.in(language())),
                   json::value(std::to_string(hit.id)), json::value(hit.title),
                   json::value(hit.key.empty() ? hit.number : hit.key),
                   json::value(fmt::format("{}: {}", label_of(type, best.field), marked(best)))});
    }
    sheet.print(std::cout, format);
}

Result<int> search(const Program& program, const SearchCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    const kernel::SearchQuery query{
        .words = join(command.words, " "), .type = command.type, .limit = command.limit, .after = command.after};
    const kernel::SearchAnswer answer = TRY(kernel->search(kernel::Principal::administrator(), query));
    if (command.format == Format::json) {
        json::array hits, counts;
        for (const auto& hit : answer.hits) hits.push_back(row_of(hit));
        for (const auto& count : answer.counts)
            counts.push_back(json::object{{"type", count.type}, {"count", count.count}, {"more", count.more}});
        std::cout << json::serialize(json::object{{"hits", std::move(hits)}, {"counts", std::move(counts)}}) << '\n';
    } else if (answer.hits.empty()) {
        fmt::print(stderr, "{}\n", say("search.nothing"));
    } else {
        print_table(kernel->schema(), answer, command.format);
    }
    if (answer.next) fmt::print(stderr, "{}\n", say("more", {{"after", *answer.next}}));
    return 0;
}

} // namespace

void add_search(CLI::App& app, Program& program) {
    auto command = std::make_shared<SearchCommand>();
    CLI::App* sub = app.add_subcommand("search", say("search.about"));
    sub->add_option("words", command->words, say("search.option.words"))->required()->type_name("WORD");
    sub->add_option("--type", command->type, say("search.option.type"))->type_name("TYPE");
    add_paging(*sub, command->limit, command->after, 100);
    add_format(*sub, command->format);
    sub->callback([&program, command] { program.run = [&program, command] { return search(program, *command); }; });
}

} // namespace shanhai::apps
