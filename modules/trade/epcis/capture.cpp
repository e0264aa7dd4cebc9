#include "modules/trade/epcis/capture.h"

#include "kernel/module/shown_record.h"
#include "modules/trade/epcis/document.h"
#include "modules/trade/epcis/event_hash.h"
#include "modules/trade/epcis/identifier.h"
#include "modules/trade/epcis/vocabulary.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace shanhai::trade {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

Result<std::string> bytes_of(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return refuse("file.unreadable", {}, {{"path", path}});
    const auto size = std::filesystem::file_size(path, error);
    if (error) return refuse("file.unreadable", {}, {{"path", path}});
    if (size > most_document_bytes)
        return refuse("json.too_large", {}, {{"limit", std::to_string(most_document_bytes)}});
    std::string bytes(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size)))
        return refuse("file.unreadable", {}, {{"path", path}});
    return bytes;
}

// "ObjectEvent" → "object".
std::string kind_of(const std::string& type) {
    std::string kind = type.substr(0, type.size() - std::string_view("Event").size());
    kind.front() = static_cast<char>(kind.front() - 'A' + 'a');
    return kind;
}

class Capture {
public:
    Capture(Kernel& kernel, const Principal& who, std::string file)
        : kernel_(kernel), who_(who), file_(std::move(file)) {}

    Done take(const ReadEvent& read) {
        ++events_;
        const std::string hash = event_hash(read.event, read.names);
        if (!seen_.insert(hash).second) {
            ++twice_;
            return {};
        }
        if (TRY(is_stored(hash))) {
            ++known_;
            return {};
        }
        kernel::Command command;
        command.type = "epcis_event";
        command.fields = TRY(fields_of(read));
        command.fields["hash"] = hash;
        commands_.push_back(std::move(command));
        return {};
    }

    Result<json::object> store() {
        const auto stored = commands_.size();
        kernel::Request request;
        request.who = who_;
        request.show = false;
        request.commands = std::move(commands_);
        if (stored > 0) TRY(kernel_.execute(std::move(request)));
        return json::object{{"file", file_},   {"events", events_}, {"stored", stored},
                            {"known", known_}, {"twice", twice_},   {"of_our_lots", ours_}};
    }

private:
    Result<json::object> fields_of(const ReadEvent& read) {
        const auto& event = read.event;
        const std::string time = text_of(event, "eventTime");
        std::string place = reference_text(event, "bizLocation", "id");
        if (place.empty()) place = reference_text(event, "readPoint", "id");
        json::object content = event;
        if (!content.contains("@context")) content["@context"] = read.context;
        json::object fields{{"kind", kind_of(text_of(event, "type"))},
                            {"date", time.substr(0, 10)},
                            {"moment", time},
                            {"source", std::filesystem::path(file_).filename().string()},
                            {"content", std::move(content)}};
        if (!place.empty()) fields["place"] = canonical_identifier(place);
        if (const auto step = text_of(event, "bizStep"); !step.empty())
            fields["step"] = word_address(Words::business_step, step);
        if (const auto lot = TRY(own_lot(event)); !lot.empty()) {
            fields["lot"] = lot;
            ++ours_;
        }
        return fields;
    }

    // The first of the things named that is a lot of ours, or nothing.
    Result<std::string> own_lot(const json::object& event) {
        for (const char* field : {"quantityList", "outputQuantityList", "inputQuantityList", "childQuantityList"}) {
            const auto* list = event.if_contains(field);
            if (list == nullptr || !list->is_array()) continue;
            for (const auto& item : list->get_array()) {
                const auto lot = TRY(lot_of(text_of(item.get_object(), "epcClass")));
                if (!lot.empty()) return lot;
            }
        }
        return std::string();
    }

    Result<std::string> lot_of(const std::string& identifier) {
        const auto name = lot_named(identifier);
        if (name.lot.empty()) return std::string();
        const auto [known, is_new] = lots_.try_emplace(name.gtin + "/" + name.lot);
        if (!is_new) return known->second;
        kernel::ListQuery query;
        query.filters = {{"code", "eq", name.lot}};
        query.limit = 1;
        const auto page = TRY(kernel_.list(who_, "lot", query));
        if (page.items.empty()) return std::string();
        const auto& lot = page.items.front().as_object();
        const auto product = TRY(kernel_.get(who_, "product", reference_text(lot, "product", "id")));
        if (lot_identifier(text_of(product, "gtin"), name.lot) == canonical_identifier(identifier))
            known->second = "#" + text_of(lot, "id");
        return known->second;
    }

    Result<bool> is_stored(const std::string& hash) {
        kernel::ListQuery query;
        query.filters = {{"hash", "eq", hash}};
        query.limit = 1;
        return !TRY(kernel_.list(who_, "epcis_event", query)).items.empty();
    }

    Kernel& kernel_;
    const Principal& who_;
    std::string file_;
    std::vector<kernel::Command> commands_;
    std::set<std::string> seen_;
    std::map<std::string, std::string> lots_; // identifier → "#id", or empty
    std::uint64_t events_ = 0, known_ = 0, twice_ = 0, ours_ = 0;
};

} // namespace

Result<kernel::ImportResult> capture_epcis(Kernel& kernel, const Principal& who, const std::string& file,
                                           const kernel::Progress& progress) {
    const auto events = TRY(read_epcis(TRY(bytes_of(file))));
    Capture capture(kernel, who, file);
    std::uint64_t done = 0;
    for (const auto& event : events) {
        TRY_DO(capture.take(event));
        if (progress && ++done % 100 == 0) progress(done, events.size());
    }
    return kernel::ImportResult{TRY(capture.store())};
}

} // namespace shanhai::trade
