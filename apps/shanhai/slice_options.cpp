#include "apps/shanhai/slice_options.h"

#include "api/routes/where.h"
#include "apps/shanhai/texts.h"

namespace shanhai::apps {

void SliceOptions::add_to(CLI::App& command, bool with_by) {
    command.add_option("--where", where_texts, say("option.where"))
        ->type_name("DIMENSION=VALUE")
        ->allow_extra_args(false);
    if (with_by)
        command.add_option("--by", by_texts, say("option.by"))->type_name("DIMENSION")->allow_extra_args(false);
    command.add_option("--as-of", as_of_text, say("option.as_of"))->type_name("DAY");
}

Result<kernel::Where> SliceOptions::where() const {
    kernel::Where all;
    for (const std::string& text : where_texts)
        for (auto& condition : TRY(api::parse_where(text))) all.push_back(std::move(condition));
    return all;
}

std::vector<std::string> SliceOptions::by() const {
    std::vector<std::string> all;
    for (const std::string& text : by_texts)
        for (std::string& dimension : api::parse_by(text)) all.push_back(std::move(dimension));
    return all;
}

Result<std::optional<Moment>> SliceOptions::as_of() const {
    if (as_of_text.empty()) return std::nullopt;
    return TRY(Moment::parse(as_of_text));
}

} // namespace shanhai::apps
