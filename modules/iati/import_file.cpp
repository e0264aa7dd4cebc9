#include "modules/iati/import_file.h"

#include "modules/iati/decimal_sum.h"
#include "modules/iati/iati_reader.h"
#include "modules/iati/stored_activities.h"

#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>

namespace shanhai::iati {

namespace {

using kernel::Kernel;
using kernel::Principal;

constexpr std::size_t activities_at_once = 200;
constexpr auto look_every = std::chrono::milliseconds(100);

Result<std::string> file_bytes(const std::string& path) {
    const auto unreadable = [&] { return refuse("file.unreadable", {}, {{"path", path}}); };
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return unreadable();
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) return unreadable();
    if (size > most_file_bytes) return refuse("iati.too_large", {}, {{"limit", std::to_string(most_file_bytes)}});
    std::string bytes(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return unreadable();
    return bytes;
}

// The store's records for the activities of a file. An identifier that stands twice in a file is two records.
class Partners {
public:
    Partners(Kernel& kernel, const Principal& who) : kernel_(kernel), who_(who) {}

    // The stored record that this activity is, or nothing.
    Result<std::optional<StoredRecord>> take(const HeldRecord& activity) {
        if (!has_any_) has_any_ = TRY(has_any_activity(kernel_, who_));
        if (!*has_any_) return std::nullopt;
        const std::string identifier = activity.text("identifier");
        const std::string publisher = activity.text("publisher");
        auto known = found_.find({identifier, publisher});
        if (known == found_.end()) {
            auto stored = TRY(find_activities(kernel_, who_, identifier, publisher));
            known =
                found_.emplace(std::pair(identifier, publisher), std::deque<StoredRecord>(stored.begin(), stored.end()))
                    .first;
        }
        if (known->second.empty()) return std::nullopt;
        StoredRecord partner = std::move(known->second.front());
        known->second.pop_front();
        return partner;
    }

    // A code that no activity has: the identifier, else with the publisher behind it, else numbered.
    Result<std::string> new_code(const HeldRecord& activity) {
        const std::string identifier = activity.text("identifier");
        std::string plain = identifier.empty() ? "(no identifier)" : identifier;
        const std::string publisher = activity.text("publisher");
        if (TRY(is_free(plain))) return plain;
        std::string longer = publisher.empty() ? plain : plain + " @" + publisher;
        if (TRY(is_free(longer))) return longer;
        for (int i = 2;; ++i) {
            std::string numbered = longer + " #" + std::to_string(i);
            if (TRY(is_free(numbered))) return numbered;
        }
    }

private:
    Result<bool> is_free(const std::string& code) {
        if (given_.contains(code)) return false;
        if (has_any_.value_or(true) && TRY(is_code_used(kernel_, who_, code))) return false;
        given_.insert(code);
        return true;
    }

    Kernel& kernel_;
    const Principal& who_;
    std::optional<bool> has_any_;
    std::map<std::pair<std::string, std::string>, std::deque<StoredRecord>> found_;
    std::set<std::string> given_;
};

// How many transactions of a type and currency are held, and what they sum to.
class Sums {
public:
    void add(const HeldRecord& activity) {
        for (const HeldRecord& child : activity.children) {
            if (child.record_type() != "iati_transaction") continue;
            const TransactionSum sum = sum_of(child);
            Line& line = lines_[{sum.type.size(), sum.type, sum.currency}];
            ++line.count;
            if (is_decimal(sum.value)) line.sum.add(sum.value);
            if (child.text("value").empty() || child.text("date").empty()) ++not_in_figures_;
        }
    }

    json::array lines() const {
        json::array shown;
        for (const auto& [key, line] : lines_) {
            shown.push_back(json::object{{"type", std::get<1>(key)},
                                         {"currency", std::get<2>(key)},
                                         {"count", line.count},
                                         {"sum", line.sum.text()}});
        }
        return shown;
    }
    std::uint64_t not_in_figures() const { return not_in_figures_; }

private:
    struct Line {
        std::uint64_t count = 0;
        DecimalSum sum;
    };
    std::map<std::tuple<std::size_t, std::string, std::string>, Line> lines_; // "2" before "10"
    std::uint64_t not_in_figures_ = 0;
};

json::array shown_paths(const std::map<std::string, std::uint64_t>& not_held) {
    json::array shown;
    for (const auto& [path, count] : not_held) shown.push_back(json::object{{"path", path}, {"count", count}});
    return shown;
}

// Plans a few hundred activities at a time: their stored records are read together.
Done plan_some(Kernel& kernel, const Principal& who, std::span<const HeldRecord> activities, Partners& partners,
               ImportPlan& plan) {
    std::vector<std::optional<StoredRecord>> stored;
    std::vector<StoredRecord*> found;
    for (const HeldRecord& activity : activities) stored.push_back(TRY(partners.take(activity)));
    for (auto& record : stored)
        if (record) found.push_back(&*record);
    TRY_DO(load_children(kernel, who, found));
    for (std::size_t i = 0; i < activities.size(); ++i) {
        if (stored[i])
            plan.change_activity(*stored[i], activities[i]);
        else
            plan.create_activity(activities[i], TRY(partners.new_code(activities[i])));
    }
    return {};
}

// Planning was the first half of what is told.
Done record(Kernel& kernel, const Principal& who, std::vector<kernel::Command> commands, std::size_t activities,
            const kernel::Progress& progress) {
    if (commands.empty()) return {};
    const auto count = commands.size();
    kernel::Watch watch;
    kernel::Request request;
    request.who = who;
    request.show = false;
    request.commands = std::move(commands);
    request.watch = &watch;
    std::promise<Result<kernel::Reply>> promise;
    auto answer = promise.get_future();
    kernel.submit(std::move(request), [&](Result<kernel::Reply> reply) { promise.set_value(std::move(reply)); });
    while (answer.wait_for(look_every) != std::future_status::ready) {
        const auto done = watch.done.load(std::memory_order_relaxed);
        if (progress) progress(activities + activities * done / count, 2 * activities);
    }
    const auto reply = answer.get();
    if (!reply) return std::unexpected(reply.error());
    if (progress) progress(2 * activities, 2 * activities);
    return {};
}

} // namespace

Result<kernel::ImportResult> import_file(Kernel& kernel, const Principal& who, const std::string& file,
                                         const kernel::Progress& progress) {
    std::vector<HeldRecord> activities;
    Sums sums;
    ReadReport read;
    {
        const std::string bytes = TRY(file_bytes(file));
        read = TRY(read_iati(bytes, [&](XmlNode activity, int line) -> Done {
            auto records = records_of(std::move(activity));
            if (!records) {
                records.error().args.emplace_back("line", std::to_string(line));
                return std::unexpected(std::move(records).error());
            }
            sums.add(*records);
            activities.push_back(*std::move(records));
            return {};
        }));
    }

    Partners partners(kernel, who);
    ImportPlan plan(std::filesystem::path(file).filename().string());
    for (std::size_t at = 0; at < activities.size(); at += activities_at_once) {
        const auto some = std::span(activities).subspan(at, std::min(activities_at_once, activities.size() - at));
        TRY_DO(plan_some(kernel, who, some, partners, plan));
        if (progress) progress(at + some.size(), 2 * activities.size());
    }
    TRY_DO(record(kernel, who, plan.take_commands(), activities.size(), progress));

    kernel::ImportResult result;
    result.report = {{"file", file},
                     {"activities", read.activities},
                     {"transactions", sums.lines()},
                     {"not_held", shown_paths(read.not_held)},
                     {"not_in_figures", sums.not_in_figures()},
                     {"created", plan.created()},
                     {"amended", plan.amended()},
                     {"voided", plan.voided()}};
    return result;
}

} // namespace shanhai::iati
