#include "kernel/schema/loader.h"

#include "kernel/schema/access_reader.h"
#include "kernel/schema/type_reader.h"
#include "kernel/schema/yaml_mapping.h"

#include <algorithm>
#include <functional>

namespace shanhai::kernel {

namespace {

// "modules/funds/schema/payment.yaml" → {"funds", "schema"}; a file at the top of a module has no folder.
struct Place {
    std::string module;
    std::string folder;
};

std::optional<Place> place_of(const std::string& path) {
    const auto parts = split(path, '/');
    if (parts.size() < 3 || parts[0] != "modules") return std::nullopt;
    return Place{std::string(parts[1]), parts.size() == 4 ? std::string(parts[2]) : std::string{}};
}

bool is_yaml(const std::string& path) { return path.ends_with(".yaml"); }

class Loader {
public:
    explicit Loader(std::span<const SchemaFile> files) : files_(files) {}

    Result<std::unique_ptr<Schema>> run() {
        read_modules();
        order_modules();
        for_each_document("schema", [&](auto& document, const auto& module) {
            drafts_.push_back(read_type(document, module, *schema_));
        });
        std::erase(drafts_, std::nullopt);
        for_each_access([&](auto& document) { read_roles(document, *access_); });
        offer_roles(*schema_, *access_);
        check_type_names();
        if (!findings_.empty())
            return std::unexpected(findings_.as_problem()); // names must stand before they can be resolved
        for (auto& draft : drafts_) resolve_type(*draft, *schema_, findings_);
        for (auto& draft : drafts_) read_measures(*draft, *schema_, findings_);
        number_spaces(*schema_);
        for (auto& draft : drafts_) read_limits(*draft, *schema_, findings_);
        for_each_document("figures",
                          [&](auto& document, const auto& module) { read_figures(document, module, *schema_); });
        for_each_document("published",
                          [&](auto& document, const auto& module) { read_published(document, module, *schema_); });
        for (auto& [document, module] : series_) read_series(document, module, *schema_);
        for_each_access([&](auto& document) { read_rights(document, *access_, *schema_); });
        check_access(*access_, *schema_, findings_);
        schema_->access = std::move(access_);
        if (!findings_.empty()) return std::unexpected(findings_.as_problem());
        return std::move(schema_);
    }

private:
    void for_each_document(std::string_view folder, const std::function<void(YamlDocument&, const std::string&)>& use) {
        for (const auto& module : schema_->modules) {
            for (const auto& file : files_) {
                const auto place = place_of(file.path);
                if (!place || place->module != module.name || place->folder != folder || !is_yaml(file.path)) continue;
                if (auto node = parse_yaml_mapping(file.path, file.text, findings_)) {
                    YamlDocument document{*node, file.path, findings_};
                    use(document, module.name);
                }
            }
        }
    }

    void for_each_access(const std::function<void(YamlDocument&)>& use) {
        for (const auto& module : schema_->modules) {
            for (const auto& file : files_) {
                if (file.path != "modules/" + module.name + "/access.yaml") continue;
                if (auto node = parse_yaml_mapping(file.path, file.text, findings_)) {
                    YamlDocument document{*node, file.path, findings_};
                    use(document);
                }
            }
        }
    }

    void read_modules() {
        for (const auto& file : files_) {
            const auto place = place_of(file.path);
            if (!place || file.path != "modules/" + place->module + "/module.yaml") continue;
            auto node = parse_yaml_mapping(file.path, file.text, findings_);
            if (!node) continue;
            YamlMapping map(*node, file.path, findings_);
            Module module;
            module.name = map.required("module");
            module.title = map.words("title");
            module.about = map.words("about");
            module.requires_modules = map.names("requires");
            module.areas = map.names("areas");
            (void)map.node("jobs"); // kernel/jobs reads them
            if (map.has("series"))
                series_.emplace_back(YamlDocument{map.node("series"), file.path, findings_}, module.name);
            module.order = map.integer("order").value_or(100);
            module.source = map.source();
            module.requires_source = map.has("requires") ? map.at("requires") : map.source();
            if (module.name != place->module)
                findings_.add("schema.module_name", map.at("module"),
                              {{"name", module.name}, {"folder", place->module}});
            schema_->modules.push_back(std::move(module));
        }
        std::sort(schema_->modules.begin(), schema_->modules.end(), [](const Module& a, const Module& b) {
            return std::tie(a.order, a.name) < std::tie(b.order, b.name);
        });
    }

    // A module comes after all that it requires; a circle is an error.
    void order_modules() {
        std::vector<Module> ordered;
        std::vector<std::string> waiting; // on the way down, to see a circle
        std::function<void(const Module&)> place = [&](const Module& module) {
            const auto same = [&](const Module& other) { return other.name == module.name; };
            if (std::any_of(ordered.begin(), ordered.end(), same)) return;
            if (std::find(waiting.begin(), waiting.end(), module.name) != waiting.end()) {
                findings_.add("schema.cycle", module.source, {{"name", module.name}});
                return;
            }
            waiting.push_back(module.name);
            for (const auto& needed : module.requires_modules) {
                const auto found = std::find_if(schema_->modules.begin(), schema_->modules.end(),
                                                [&](const Module& m) { return m.name == needed; });
                if (found == schema_->modules.end())
                    findings_.add("schema.unknown_module", module.requires_source, {{"name", needed}});
                else
                    place(*found);
            }
            waiting.pop_back();
            if (std::none_of(ordered.begin(), ordered.end(), same)) ordered.push_back(module);
        };
        for (const auto& module : schema_->modules) place(module);
        schema_->modules = std::move(ordered);
    }

    void check_type_names() {
        for (const auto& type : schema_->types) {
            for (const auto& other : schema_->types) {
                if (&other < &type && other->name == type->name)
                    findings_.add("schema.duplicate", type->source, {{"name", type->name}});
            }
        }
    }

    std::span<const SchemaFile> files_;
    std::unique_ptr<Schema> schema_ = std::make_unique<Schema>();
    std::shared_ptr<AccessModel> access_ = std::make_shared<AccessModel>();
    Findings findings_;
    std::vector<std::optional<TypeDraft>> drafts_;
    std::vector<std::pair<YamlDocument, std::string>> series_; // of module.yaml files, by module; wait for the types
};

} // namespace

Result<std::unique_ptr<Schema>> load_schema(std::span<const SchemaFile> files) { return Loader(files).run(); }

} // namespace shanhai::kernel
