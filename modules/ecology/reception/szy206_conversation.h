#pragma once

#include "modules/ecology/reception/desk.h"
#include "modules/ecology/szy206/frame.h"
#include "modules/ecology/szy206/splitter.h"

namespace shanhai::ecology {

// The centre's side of SZY 206-2016, as far as it is public. A report (C0) is answered once it is stored, a link message (02) at once; what
// cannot be read is not answered, so that it comes again.
class Szy206Conversation final : public Conversation {
public:
    void hear(std::string_view bytes, Desk& desk) override;
    std::size_t held() const override { return splitter_.held(); }
    std::size_t unfinished() const override { return splitter_.held(); }
    std::size_t noise() const override { return splitter_.skipped(); }

private:
    void take(std::string_view bytes, Desk& desk);
    void take_report(const szy206::Frame& frame, const StationInBook& station, Desk& desk);

    szy206::Splitter splitter_;
};

} // namespace shanhai::ecology
