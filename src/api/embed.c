/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A map for other people's pages, in a frame: a still map, its sources and a way to the moving one.
 * No script, nothing kept, nothing asked of the reader. */
#include <math.h>

#include "src/api/api.h"
#include "src/domain/ruby.h"
#include "src/render/static_map.h"

struct embed {
    struct jy_http_call *call;
    const struct jy_snapshot *snapshot;
    enum jy_lang lang;
    const char *style, *markers;
    struct gis_lonlat at;
    double zoom;
};

static const char page_style[] =
    "html,body{margin:0;height:100%;font:14px/1.6 \"Noto Sans JP\",sans-serif}"
    "body{display:flex;flex-direction:column;background:#f7f6f2;color:#1a1a1c}"
    ".night{background:#0b1022;color:#e8ebf2}"
    ".map{flex:1;min-height:0;display:block}"
    ".map img{width:100%;height:100%;object-fit:cover;display:block}"
    "p{margin:0;padding:4px 10px;font-size:12px}"
    "p a{color:#0017c1;display:inline-block;min-height:44px;line-height:44px;font-size:14px}"
    ".night p a{color:#a9c1ff}";

static void add_map_url(const struct embed *e, int width, int height, struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF url = JY_BUF_INIT;
    jy_buf_addf(&url, "/map/%s/%.6f,%.6f,%.2f/%dx%d.png", e->style, e->at.lon_deg, e->at.lat_deg,
                e->zoom, width, height);
    if (e->markers != NULL)
        jy_buf_addf(&url, "?markers=%s", e->markers);
    jy_buf_add_html(out, jy_buf_text(&url));
}

/* A picture of about the frame's size; the frame cuts it at the edges. */
static void add_picture(const struct embed *e, const char *alt, struct jy_buf *out)
{
    static const struct {
        int up_to_px, width, height;
    } sizes[] = {{400, 400, 400}, {800, 800, 600}};
    jy_buf_adds(out, "<picture>");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        jy_buf_addf(out, "<source media=\"(max-width:%dpx)\" srcset=\"", sizes[i].up_to_px);
        add_map_url(e, sizes[i].width, sizes[i].height, out);
        jy_buf_adds(out, "\">");
    }
    jy_buf_adds(out, "<img src=\"");
    add_map_url(e, 1280, 960, out);
    jy_buf_adds(out, "\" alt=\"");
    jy_buf_add_html(out, alt);
    jy_buf_adds(out, "\"></picture>");
}

static void write_page(const struct embed *e, struct jy_buf *out)
{
    const struct jy_i18n *i18n = jy_api_of(e->call)->i18n;
    const struct jy_city *city = e->snapshot->data->city;
    struct jy_buf JY_AUTOBUF title = JY_BUF_INIT, JY_AUTOBUF plain = JY_BUF_INIT;
    const struct jy_i18n_value values[] = {{"city", jy_text_in(&city->name, e->lang)}};
    jy_i18n_format(i18n, e->lang, "ui.title", values, 1, &title);
    jy_ruby_plain(&plain, jy_buf_text(&title));
    jy_buf_addf(out,
                "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                "<meta name=\"robots\" content=\"noindex\"><title>",
                jy_lang_html(e->lang));
    jy_buf_add_html(out, jy_buf_text(&plain));
    jy_buf_addf(out, "</title><style>%s</style></head><body class=\"%s\">", page_style, e->style);
    jy_buf_addf(out, "<a class=\"map\" href=\"/?lang=%s\" target=\"_blank\" rel=\"noopener\">",
                jy_lang_text(e->lang));
    add_picture(e, jy_buf_text(&plain), out);
    jy_buf_addf(out, "</a><p><a href=\"/?lang=%s\" target=\"_blank\" rel=\"noopener\">",
                jy_lang_text(e->lang));
    jy_ruby_html(out, jy_i18n_get(i18n, e->lang, "ui.status.to_map"));
    jy_buf_adds(out, "</a><br>");
    jy_ruby_html(out, jy_i18n_get(i18n, e->lang, "ui.attribution"));
    jy_buf_adds(out, ": ");
    jy_buf_add_html(out, e->snapshot->attribution);
    jy_buf_adds(out, "</p></body></html>\n");
}

static struct gis_lonlat place_of(const struct embed *e)
{
    struct gis_lonlat at = {jy_call_number(e->call, "lon"), jy_call_number(e->call, "lat")};
    const struct gis_world_box *b = &e->snapshot->scene->bounds;
    if (isfinite(at.lon_deg) && isfinite(at.lat_deg))
        return at;
    at = e->snapshot->data->city->centre;
    if (gis_lonlat_valid(at) || b->min_x > b->max_x)
        return at;
    return gis_world_to_lonlat((struct gis_world){b->min_x + (b->max_x - b->min_x) / 2,
                                                  b->min_y + (b->max_y - b->min_y) / 2});
}

enum jy_code jy_api_embed(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_static_map read;
    struct embed e = {.call = call,
                      .lang = jy_api_lang(call),
                      .style = jy_call_text(call, "style"),
                      .markers = jy_call_text(call, "markers"),
                      .zoom = jy_call_number(call, "zoom")};
    enum jy_code code = jy_static_markers(e.markers != NULL ? e.markers : "", &read, err);
    if (code != JY_OK) {
        jy_problem_add(&call->problem, "markers", "%s", err->text);
        return code;
    }
    if (isfinite(jy_call_number(call, "lon")) != isfinite(jy_call_number(call, "lat"))) {
        jy_problem_add(&call->problem, "lon", "lon and lat go together");
        return jy_fail(err, JY_EINVALID, "lon and lat go together");
    }
    code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    e.snapshot = snapshot;
    e.at = place_of(&e);
    call->response->framed = true;
    write_page(&e, &call->response->body);
    return JY_OK;
}
