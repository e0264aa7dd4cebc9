#pragma once

#include "kernel/bulletins/chart.h"

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <vector>

// Drawing with Cairo and setting words with Pango, for the printed paper and for the pictures of a document. Lengths are points.
namespace shanhai::kernel {

struct CairoClosing {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using CairoContext = std::unique_ptr<cairo_t, CairoClosing>;
using CairoSurface = std::unique_ptr<cairo_surface_t, CairoClosing>;
using FontDescription = std::unique_ptr<PangoFontDescription, CairoClosing>;
using Layout = std::unique_ptr<PangoLayout, CairoClosing>;

// The faces of official papers, each with the free one that stands in for it where the office's own is not installed.
enum class Face {
    body,    // 仿宋
    heading, // 黑体
    second,  // 楷体, of headings of the second level
    title,   // 小标宋
    number,  // 宋体, of page numbers
};
struct Font {
    Face face = Face::body;
    double size = 16; // pt
    bool bold = false;
};

// Words in a font, wrapped to `width` when it is more than 0.
Layout set_words(cairo_t* context, const std::string& words, const Font& font, double width = 0);
double width_of(PangoLayout* layout);
double height_of(PangoLayout* layout);

void use_colour(cairo_t* context, unsigned rgb);
void draw_chart(cairo_t* context, const Chart& chart, double x, double y);
// With its quiet zone, `size` wide and high.
void draw_qr(cairo_t* context, const std::vector<std::vector<bool>>& code, double x, double y, double size);

// Pictures of `width` × `height` points, three pixels a point: PNG bytes.
std::string chart_png(const Chart& chart);
std::string qr_png(const std::vector<std::vector<bool>>& code, double size);

} // namespace shanhai::kernel
