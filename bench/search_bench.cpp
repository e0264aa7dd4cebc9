// A million records: what a search costs, beside what a LIKE over the same texts costs in the same store, for somebody who
// sees everything and for somebody who sees one county in a hundred.
//   search_bench [records] [postgres://…]
// Records go straight into their tables and the index, without the journal and what else an entry costs: this measures
// reading. What the index adds to writing, bench/store and the demo tell.
#include "bench/province.h"
#include "kernel/schema/loader.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/search/folding.h"
#include "kernel/search/search_index.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace shanhai::bench {
namespace {

constexpr int counties = 100;
constexpr const char* types[] = {"project", "contract", "payment", "report"};

std::vector<kernel::SchemaFile> library() {
    auto files = schema();
    for (const auto* type : types)
        files.push_back({std::string("modules/bench/schema/") + type + ".yaml", std::string("type: ") + type + R"(
label: title
number: "XM-{year}-{seq:07}"
lookup: [title]
fields:
  title: {is: text, required: true, sensitivity: public}
  about: {is: long_text}
  region: {is: ref place, required: true}
)"});
    for (auto& file : files) {
        if (!file.path.ends_with("access.yaml")) continue;
        file.text = R"(
users: {type: user, login: login, name: name}
grants: {type: grant, user: user, role: role, scope: scope, since: since, until: until, division: place, organisation: place, programme: place}
roles: {reader: {title: reader}}
lies_in: {place: everywhere, project: {division: region}, contract: {division: region}, payment: {division: region}, report: {division: region}}
rights: {reader: {place: [read], project: [read], contract: [read], payment: [read], report: [read]}}
)";
    }
    return files;
}

constexpr const char* first[] = {"白", "江", "亚", "仁", "康", "萨", "定", "聂", "昂", "吉"};
constexpr const char* second[] = {"朗", "孜", "东", "布", "马", "迦", "日", "木", "仁", "隆"};
constexpr const char* things[] = {"蔬菜大棚", "农村公路", "中心小学",   "人民医院",   "灌溉水渠", "安居住房",
                                  "文化广场", "光伏电站", "青稞加工厂", "奶牛养殖场", "培训中心", "污水处理",
                                  "饮水工程", "边境村镇", "远程会诊",   "双语教室"};
constexpr const char* doings[] = {"新建", "改造", "维修", "扩建", "配套", "监理", "勘察", "设备采购"};
constexpr const char* sentences[] = {"由援藏工作队组织实施",   "资金已经全部到位",       "经现场踏勘确定位置",
                                     "计划年内完工并交付使用", "受益群众三百余户",       "质量符合设计要求",
                                     "施工单位按图施工",       "验收合格后移交当地管理", "优先吸纳本地劳动力",
                                     "每月上报工程进度",       "冬季停工保温养护",       "设备厂家负责安装调试"};
constexpr const char* english[] = {"greenhouse", "rural road", "primary school", "hospital", "irrigation canal",
                                   "housing",    "square",     "solar plant",    "mill",     "dairy farm"};

std::string county(int number) { return std::string(first[number / 10]) + second[number % 10]; }

struct Texts {
    std::string title, about;
    int region;
};

Texts any_texts(Random& random) {
    Texts texts;
    texts.region = random.below(counties);
    const auto thing = random.below(16);
    texts.title = county(texts.region) + "县" + std::to_string(2016 + random.below(10)) + "年" + things[thing] +
                  doings[random.below(8)] + "项目";
    texts.about = county(random.below(counties)) + "县";
    for (int i = 0; i < 4; ++i) texts.about += std::string(i ? "，" : "") + sentences[random.below(12)];
    texts.about += "。No. " + std::to_string(random.below(1'000'000)) + " " + english[random.below(10)] + " in " +
                   std::to_string(2016 + random.below(10));
    return texts;
}

void fill(kernel::Store& store, const kernel::Schema& schema, int records) {
    const auto writer = store.connect_writer();
    writer->execute("BEGIN");
    kernel::SearchIndex index(*writer, schema);
    const auto add = [&](const kernel::RecordType& type, const kernel::RecordRow& row) {
        std::string columns, places;
        for (const auto& field : type.fields) columns += ", " + kernel::sql_name(field.name), places += ", ?";
        auto& insert = writer->prepared("INSERT INTO " + kernel::sql_name(type.name) +
                                        " (id, number, version, void, created_at, created_by, updated_at" + columns +
                                        ") VALUES (?, ?, ?, ?, ?, ?, ?" + places + ")");
        insert.bind(row.id).bind(row.number).bind(row.id).bind(std::int64_t{0}).bind("").bind("admin").bind("");
        for (const auto& value : row.values) kernel::bind_value(insert, value);
        insert.run();
        index.created(type, row);
    };
    const auto& place = *schema.type("place");
    std::int64_t id = 0;
    for (int i = 0; i < counties; ++i) {
        kernel::RecordRow row;
        row.id = ++id;
        row.values = {code(i), county(i) + "县", std::string("county"), std::monostate{}};
        add(place, row);
    }
    Random random(7);
    for (int i = 0; i < records; ++i) {
        const auto texts = any_texts(random);
        kernel::RecordRow row;
        row.id = ++id;
        row.number = "XM-" + std::to_string(2016 + i % 10) + "-" + std::to_string(1'000'000 + i);
        row.values = {texts.title, texts.about, std::int64_t{texts.region + 1}};
        add(*schema.type(types[random.below(4)]), row);
        if (i % 2000 != 1999) continue;
        index.flush();
        writer->execute("COMMIT");
        writer->execute("BEGIN");
    }
    index.flush();
    writer->execute("COMMIT");
    if (writer->is_server()) writer->execute("ANALYZE");
}

// What people might type, drawn from texts like those that are stored.
struct Kind {
    const char* what;
    std::function<std::string(Random&)> words;
};

std::string part_of(const std::string& text, Random& random, std::size_t length) {
    const auto characters = kernel::to_utf32(text);
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at + length <= characters.size(); ++at)
        if (std::all_of(characters.begin() + static_cast<std::ptrdiff_t>(at),
                        characters.begin() + static_cast<std::ptrdiff_t>(at + length),
                        [](char32_t c) { return c >= 0x4E00; }))
            places.push_back(at);
    return kernel::to_utf8(
        characters.substr(places[static_cast<std::size_t>(random.below(static_cast<int>(places.size())))], length));
}

std::vector<Kind> kinds() {
    const auto always = [](const char* words) { return [words](Random&) { return std::string(words); }; };
    return {
        {"two characters of a title", [](Random& r) { return part_of(any_texts(r).title, r, 2); }},
        {"two characters of a text", [](Random& r) { return part_of(any_texts(r).about, r, 2); }},
        {"four characters of a text", [](Random& r) { return part_of(any_texts(r).about, r, 4); }},
        {"two words", [](Random& r) { return county(r.below(counties)) + " " + things[r.below(16)]; }},
        {"begin of an English word", [](Random& r) { return std::string(english[r.below(10)]).substr(0, 4); }},
        {"pinyin initials",
         [](Random& r) {
             static const std::vector<std::string> initials = {"bl",  "bls", "blx", "jz",  "yds",
                                                               "rbx", "km",  "sjx", "drx", "jl"};
             return initials[static_cast<std::size_t>(r.below(10))];
         }},
        {"a number", [](Random& r) { return "XM-2019-" + std::to_string(1'000'000 + r.below(1'000'000)); }},
        {"in every record: 项目", always("项目")},
        {"often, never together", always("奶牛养殖场 光伏电站")},
        {"in none: 火星基地", always("火星基地")},
    };
}

struct Times {
    double p50 = 0, p99 = 0;
};

Times ask(kernel::Kernel& kernel, const kernel::Principal& who, const Kind& kind, int rounds) {
    Random random(11);
    std::vector<double> times;
    for (int i = -20; i < rounds; ++i) { // the first warm up
        const kernel::SearchQuery query{.words = kind.words(random), .type = {}, .limit = 20, .after = {}};
        const Stopwatch watch;
        must(kernel.search(who, query));
        if (i >= 0) times.push_back(watch.seconds() * 1000);
    }
    std::ranges::sort(times);
    return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

// The newest twenty of each type that have all the words in one of their texts.
double scan(kernel::Connection& reader, const Kind& kind) {
    Random random(11);
    std::vector<double> times;
    for (int i = 0; i < 3; ++i) {
        const auto words = kind.words(random);
        const Stopwatch watch;
        for (const auto* type : types) {
            std::string sql = std::string("SELECT id FROM ") + type + " WHERE void = 0";
            std::vector<std::string> patterns;
            for (std::size_t begin = 0; begin < words.size();) {
                const auto end = std::min(words.find(' ', begin), words.size());
                sql += " AND (number LIKE ? OR title LIKE ? OR about LIKE ?)";
                for (int n = 0; n < 3; ++n) patterns.push_back("%" + words.substr(begin, end - begin) + "%");
                begin = end + 1;
            }
            const auto found = reader.prepare(sql + " ORDER BY id DESC LIMIT 20");
            for (const auto& pattern : patterns) found->bind(pattern);
            while (found->step()) {}
        }
        times.push_back(watch.seconds() * 1000);
    }
    std::ranges::sort(times);
    return times[1];
}

int run(int records, const std::string& url) {
    const auto folder = fresh_folder("search");
    auto wanted = options(folder, url);
    wanted.schema_files = library();
    must(kernel::Kernel::create(wanted, password, false)).reset();
    const auto schema = must(kernel::load_schema(wanted.schema_files));
    const auto store = kernel::open_store(url.empty() ? (folder / "shanhai.db").string() : url);
    const Stopwatch filling;
    fill(*store, *schema, records);
    std::printf("%d records, written in %.0f s", records, filling.seconds());
    if (url.empty())
        std::printf(", %.0f MiB", static_cast<double>(std::filesystem::file_size(folder / "shanhai.db")) / (1 << 20));
    const auto reader = store->connect_reader();
    reader->execute("BEGIN");
    {
        const auto blocks = reader->prepare("SELECT count(*), sum(length(ids)) FROM sys_search_block");
        blocks->step();
        std::printf(", %lld blocks with %.0f MiB of records\n\n", static_cast<long long>(blocks->integer(0)),
                    static_cast<double>(blocks->integer(1)) / (1 << 20));
    }
    wanted.read_only = true;
    const auto kernel = must(kernel::Kernel::open(wanted));
    const auto all = kernel::Principal::administrator();
    const auto narrow =
        kernel::Principal::person("li", "li", {{.role = "reader", .scope = kernel::ScopeKind::division, .record = 1}});
    const int rounds = std::min(500, std::max(50, records / 2000));
    std::printf("%-28s %9s %9s %9s %9s %11s %8s\n", "", "p50 ms", "p99 ms", "narrow 50", "narrow 99", "LIKE ms",
                "ratio");
    double worst = 0, worst_narrow = 0;
    for (const auto& kind : kinds()) {
        const auto wide = ask(*kernel, all, kind, rounds), few = ask(*kernel, narrow, kind, rounds);
        const auto table = scan(*reader, kind);
        worst = std::max(worst, wide.p99);
        worst_narrow = std::max(worst_narrow, few.p99);
        std::printf("%-28s %9.2f %9.2f %9.2f %9.2f %11.1f %7.0fx\n", kind.what, wide.p50, wide.p99, few.p50, few.p99,
                    table, table / wide.p50);
    }
    std::printf("\nworst p99 %.2f ms, of a narrow scope %.2f ms (wanted < 20)\n", worst, worst_narrow);
    std::filesystem::remove_all(folder);
    return 0;
}

} // namespace
} // namespace shanhai::bench

int main(int argc, char** argv) {
    return shanhai::bench::run(argc > 1 ? std::atoi(argv[1]) : 1'000'000, argc > 2 ? argv[2] : "");
}
