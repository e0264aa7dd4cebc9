#include "modules/trade/epcis/document.h"
#include "modules/trade/epcis/event_hash.h"
#include "modules/trade/epcis/samples_test.h"

#include <gtest/gtest.h>

namespace shanhai::trade {
namespace {

std::vector<ReadEvent> events_in(const std::filesystem::path& path) {
    auto read = read_epcis(bytes_of_file(path));
    EXPECT_TRUE(read) << path.filename() << " "
                      << (read ? "" : read.error().field + " " + read.error().args.back().second);
    return read ? *std::move(read) : std::vector<ReadEvent>{};
}

TEST(EventHash, every_published_hash_comes_out) {
    std::size_t hashes = 0;
    for (const auto& path : samples("hashes", ".jsonld")) {
        std::stringstream wanted(bytes_of_file(std::filesystem::path(path).replace_extension(".hashes")));
        const auto events = events_in(path);
        std::size_t i = 0;
        for (std::string hash; wanted >> hash; ++i, ++hashes) {
            ASSERT_LT(i, events.size()) << path.filename();
            EXPECT_EQ(event_hash(events[i].event, events[i].names), hash)
                << path.filename() << " " << i << "\n"
                << event_prehash(events[i].event, events[i].names);
        }
        EXPECT_EQ(i, events.size()) << path.filename();
    }
    EXPECT_EQ(hashes, 43U);
}

// An event that was passed on is written down anew: other order, other forms of the same names, a new record time.
TEST(EventHash, the_same_event_in_other_words_has_the_same_hash) {
    const auto first = read_epcis(R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        {"a":"https://ns.example.com/"}],"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping",
        "eventTime":"2024-09-02T08:00:00+08:00","eventTimeZoneOffset":"+08:00","epcList":["urn:epc:id:sscc:4012345.0000000333",
        "urn:epc:id:sscc:4012345.0000000111"],"a:seal":"7"})");
    const auto second = read_epcis(R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        {"b":"https://ns.example.com/"}],"type":"ObjectEvent","b:seal":"7","epcList":["https://example.org/00/040123450000001112",
        "https://id.gs1.org/sscc/040123450000003338"],"eventTimeZoneOffset":"+08:00","eventTime":"2024-09-02T00:00:00.0001Z",
        "recordTime":"2024-09-03T00:00:00Z","bizStep":"urn:epcglobal:cbv:bizstep:shipping","action":"OBSERVE"})");
    ASSERT_TRUE(first && second);
    EXPECT_EQ(event_hash(first->front().event, first->front().names),
              event_hash(second->front().event, second->front().names));
}

TEST(EpcisDocument, what_the_standard_allows_is_read) {
    std::size_t events = 0;
    for (const char* folder : {"documents", "events"})
        for (const auto& path : samples(folder, ".json")) events += events_in(path).size();
    EXPECT_EQ(events, 73U);
}

TEST(EpcisDocument, what_breaks_the_standard_is_refused_with_its_place) {
    for (const auto& path : samples("refused", ".json")) {
        const auto read = read_epcis(bytes_of_file(path));
        ASSERT_FALSE(read) << path.filename();
        EXPECT_EQ(read.error().code, "trade.epcis") << path.filename();
        EXPECT_FALSE(read.error().field.empty()) << path.filename();
    }
}

std::string document_of(const std::string& context, const std::string& body, int events) {
    std::string text = R"({"@context":)" + context + R"(,"type":"EPCISDocument","schemaVersion":"2.0",)" +
                       R"("creationDate":"2024-09-02T08:00:00Z","epcisBody":{)" + body + R"("eventList":[)";
    for (int i = 0; i < events; ++i)
        text += std::string(i == 0 ? "" : ",") +
                R"({"type":"ObjectEvent","action":"OBSERVE","eventTime":"2024-09-02T08:00:00Z",)"
                R"("eventTimeZoneOffset":"+08:00","epcList":["urn:a:)" +
                std::to_string(i) + R"("]})";
    return text + "]}}";
}

TEST(EpcisDocument, the_sentence_about_an_envelope_names_its_place) {
    const auto read = read_epcis(document_of("7", "", 1));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().field, "/@context");
    EXPECT_EQ(read.error().args.front(), std::pair(std::string("at"), std::string("/@context")));
}

// A document says once what each of its events keeps: a few megabytes of it would become gigabytes.
TEST(EpcisDocument, what_all_events_keep_of_their_document_is_bounded) {
    const std::string large(70'000, 'x');
    const auto context = R"([{"a":"https://ns.example.com/)" + large + R"("}])";
    EXPECT_TRUE(read_epcis(document_of(context, "", 10)));
    const auto read = read_epcis(document_of(context, "", 1000));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "trade.epcis");
    EXPECT_EQ(read.error().field, "/@context");
    EXPECT_FALSE(read_epcis(document_of(R"("a:b")", R"("a:ignoreFields":["a:)" + large + R"("],)", 1000)));
}

TEST(EpcisDocument, every_wrong_event_is_named) {
    const auto read = read_epcis(bytes_of_file(samples("refused", ".json").at(1)));
    ASSERT_FALSE(read);
    std::string places = read.error().field;
    for (const auto& other : read.error().also) places += " " + other.field;
    EXPECT_EQ(places, "/epcisBody/eventList/0/bizStep /epcisBody/eventList/1/disposition "
                      "/epcisBody/eventList/2/sourceList /epcisBody/eventList/3/ilmd /epcisBody/eventList/4/eventTime");
}

} // namespace
} // namespace shanhai::trade
