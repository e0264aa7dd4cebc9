#include "modules/trade/epcis/export_file.h"

#include "modules/trade/epcis/movement_event.h"

#include <ostream>

namespace shanhai::trade {

namespace {

// The document around the events: written as they are read, never held at once.
class Writer {
public:
    Writer(kernel::Kernel& kernel, std::ostream& out, const kernel::Progress& progress)
        : out_(out), progress_(progress), now_(kernel.now().iso()) {}

    void put(const json::object& event) {
        if (events_++ == 0)
            out_ << R"({"@context":)" << json::serialize(own_context())
                 << R"(,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":")" << now_
                 << R"(","epcisBody":{"eventList":[)" << '\n';
        else
            out_ << ",\n";
        out_ << json::serialize(event);
        if (progress_ && events_ % 500 == 0) progress_(events_, 0);
    }
    void end() { out_ << "\n]}}\n"; }
    std::uint64_t events() const { return events_; }

private:
    std::ostream& out_;
    const kernel::Progress& progress_;
    std::string now_;
    std::uint64_t events_ = 0;
};

} // namespace

Result<json::object> export_epcis(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                  const kernel::Progress& progress) {
    for (const char* type : {"lot", "movement"}) TRY_DO(kernel.permit(who, type, "export"));
    Goods goods(kernel, who);
    const auto lots = TRY(goods.lots({}));
    Writer writer(kernel, out, progress);
    for (const auto& [id, lot] : lots)
        if (lot.weight != "0.00") writer.put(event_of_harvest(lot, goods.base(lot.base))); // else grading made it
    const auto harvests = writer.events();
    TRY_DO(goods.each_leg({}, [&](const Leg& leg) -> Done {
        const auto lot = lots.find(leg.lot);
        if (lot == lots.end()) return {}; // may not be read
        const auto source = lots.find(leg.source);
        writer.put(event_of_leg(leg, lot->second, source == lots.end() ? nullptr : &source->second));
        return {};
    }));
    if (writer.events() == 0) return refuse("trade.nothing_to_export");
    writer.end();
    return json::object{{"events", writer.events()}, {"lots", harvests}, {"movements", writer.events() - harvests}};
}

} // namespace shanhai::trade
