#include "kernel/bulletins/canvas.h"

#include "base/check.h"

#include <cmath>

namespace shanhai::kernel {

namespace {

constexpr double pixels_a_point = 3;

const char* family_of(Face face) {
    switch (face) {
    case Face::body: return "FangSong_GB2312,FangSong,Noto Serif CJK SC,serif";
    case Face::heading: return "SimHei,Noto Sans CJK SC,sans-serif";
    case Face::second: return "KaiTi_GB2312,KaiTi,Noto Serif CJK SC,serif";
    case Face::title: return "FZXiaoBiaoSong-B05S,Noto Serif CJK SC,serif";
    case Face::number: return "SimSun,Noto Serif CJK SC,serif";
    }
    return "serif";
}

cairo_status_t append(void* into, const unsigned char* bytes, unsigned length) {
    static_cast<std::string*>(into)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

template <class Draw>
std::string picture(double width, double height, Draw draw) {
    const CairoSurface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                          static_cast<int>(std::ceil(width * pixels_a_point)),
                                                          static_cast<int>(std::ceil(height * pixels_a_point))));
    const CairoContext context(cairo_create(surface.get()));
    cairo_scale(context.get(), pixels_a_point, pixels_a_point);
    use_colour(context.get(), 0xFFFFFF);
    cairo_paint(context.get());
    draw(context.get());
    std::string bytes;
    check(cairo_surface_write_to_png_stream(surface.get(), append, &bytes) == CAIRO_STATUS_SUCCESS,
          "a picture in memory can be written");
    return bytes;
}

void draw_axis(cairo_t* context, const Chart& chart) {
    use_colour(context, 0x777777);
    cairo_set_line_width(context, 0.75);
    if (chart.axis_is_upright) {
        cairo_move_to(context, chart.axis_at, chart.axis_from);
        cairo_line_to(context, chart.axis_at, chart.axis_to);
    } else {
        cairo_move_to(context, chart.axis_from, chart.axis_at);
        cairo_line_to(context, chart.axis_to, chart.axis_at);
    }
    cairo_stroke(context);
}

void draw_line(cairo_t* context, const Chart& chart) {
    cairo_set_line_width(context, 1.8);
    for (const auto& point : chart.line) cairo_line_to(context, point.x, point.y);
    cairo_stroke(context);
    for (const auto& point : chart.line) {
        cairo_arc(context, point.x, point.y, 2.6, 0, 2 * M_PI);
        cairo_fill(context);
    }
}

} // namespace

Layout set_words(cairo_t* context, const std::string& words, const Font& font, double width) {
    Layout layout(pango_cairo_create_layout(context));
    const FontDescription description(pango_font_description_new());
    pango_font_description_set_family(description.get(), family_of(font.face));
    pango_font_description_set_absolute_size(description.get(), font.size * PANGO_SCALE);
    if (font.bold) pango_font_description_set_weight(description.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_text(layout.get(), words.c_str(), static_cast<int>(words.size()));
    if (width > 0) {
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        PangoAttrList* attributes = pango_attr_list_new(); // a word that is cut stays the word that it is
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
        pango_layout_set_attributes(layout.get(), attributes);
        pango_attr_list_unref(attributes);
    }
    return layout;
}

double width_of(PangoLayout* layout) {
    int width = 0;
    pango_layout_get_size(layout, &width, nullptr);
    return static_cast<double>(width) / PANGO_SCALE;
}

double height_of(PangoLayout* layout) {
    int height = 0;
    pango_layout_get_size(layout, nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

void use_colour(cairo_t* context, unsigned rgb) {
    cairo_set_source_rgb(context, ((rgb >> 16) & 0xFFU) / 255.0, ((rgb >> 8) & 0xFFU) / 255.0, (rgb & 0xFFU) / 255.0);
}

void draw_chart(cairo_t* context, const Chart& chart, double x, double y) {
    cairo_save(context);
    cairo_translate(context, x, y);
    use_colour(context, chart_colour);
    for (const auto& bar : chart.bars) cairo_rectangle(context, bar.x, bar.y, bar.width, bar.height);
    cairo_fill(context);
    draw_line(context, chart);
    draw_axis(context, chart);
    for (const auto& at : chart.words) {
        use_colour(context, at.quiet ? 0x444444 : 0x111111);
        const auto layout = set_words(context, at.words, {Face::body, chart.words_size, false});
        const double width = width_of(layout.get());
        const double shift = at.anchor == ChartAnchor::start ? 0 : at.anchor == ChartAnchor::end ? width : width / 2;
        const double baseline = static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE;
        cairo_move_to(context, at.x - shift, at.y - baseline);
        pango_cairo_show_layout(context, layout.get());
    }
    cairo_restore(context);
}

void draw_qr(cairo_t* context, const std::vector<std::vector<bool>>& code, double x, double y, double size) {
    const double module = size / static_cast<double>(code.size() + 8);
    use_colour(context, 0x000000);
    for (std::size_t row = 0; row < code.size(); ++row)
        for (std::size_t column = 0; column < code.size(); ++column)
            if (code[row][column])
                cairo_rectangle(context, x + module * static_cast<double>(column + 4),
                                y + module * static_cast<double>(row + 4), module, module);
    cairo_fill(context);
}

std::string chart_png(const Chart& chart) {
    return picture(chart.width, chart.height, [&](cairo_t* context) { draw_chart(context, chart, 0, 0); });
}

std::string qr_png(const std::vector<std::vector<bool>>& code, double size) {
    return picture(size, size, [&](cairo_t* context) { draw_qr(context, code, 0, 0, size); });
}

} // namespace shanhai::kernel
