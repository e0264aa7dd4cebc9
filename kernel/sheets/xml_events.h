#pragma once

#include "base/result.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::kernel {

// The attributes of one element, valid while it is handled.
class XmlAttributes {
public:
    explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
    // By its name without a prefix; nullopt when it is absent or belongs to a namespace of its own.
    std::optional<std::string_view> plain(std::string_view name) const;
    // The same, whatever its prefix: r:id.
    std::optional<std::string_view> any(std::string_view name) const;

private:
    const char* const* pairs_; // name, value, …, nullptr
};

// What a reader of one part listens to. Names come without their prefix: producers choose prefixes as they like.
class XmlEvents {
public:
    virtual ~XmlEvents() = default;
    virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view) {}
    // Looked at after every element: anything but nullopt ends the reading with it.
    std::optional<Problem> stop;
};

// Reads XML as it comes, in UTF-8, UTF-16 or Latin-1, with little memory. What stands in mc:Choice is passed over for its
// mc:Fallback. "table.doctype" (entities are how XML bombs work), "table.xml" (args: part, line, why), or `events.stop`.
class XmlStream {
public:
    XmlStream(XmlEvents& events, std::string part);
    ~XmlStream();
    XmlStream(const XmlStream&) = delete;
    XmlStream& operator=(const XmlStream&) = delete;

    Done feed(std::string_view bytes);
    Done finish();

private:
    struct Parser;
    Done check(int status);

    std::string part_;
    Parser* parser_;
};

} // namespace shanhai::kernel
