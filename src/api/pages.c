/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages and their files, out of the web folder. */
#include <string.h>

#include "src/api/api.h"
#include "src/domain/ruby.h"

static enum jy_code answer(struct jy_http_call *call, const char *path, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    if (api->web == NULL)
        return jy_fail(err, JY_ENOTFOUND, "this service was started without its pages");
    return jy_static_answer(api->web, path, call->request, call->response, err);
}

/* --- what a link to the page looks like elsewhere (the Open Graph protocol, ogp.me) ------------
 */

struct preview {
    struct jy_http_call *call;
    const struct jy_snapshot *snapshot;
    const struct jy_district *district; /* NULL: the whole city */
    enum jy_lang lang;
};

static void add_tag(struct jy_buf *out, const char *property, const char *content)
{
    jy_buf_addf(out, "<meta property=\"%s\" content=\"", property);
    jy_buf_add_html(out, content);
    jy_buf_adds(out, "\">\n");
}

static void add_text(struct jy_buf *out, const struct preview *p, const char *property,
                     const char *key)
{
    const struct jy_city *city = p->snapshot->data->city;
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT, JY_AUTOBUF plain = JY_BUF_INIT;
    const struct jy_text *name = p->district != NULL ? &p->district->name : &city->name;
    const struct jy_i18n_value values[] = {{"city", jy_text_in(name, p->lang)}};
    jy_i18n_format(jy_api_of(p->call)->i18n, p->lang, key, values, 1, &text);
    jy_ruby_plain(&plain, jy_buf_text(&text));
    add_tag(out, property, jy_buf_text(&plain));
}

/* Addresses have to be whole: who makes a preview knows nothing of this host. */
static void add_preview(struct jy_buf *out, const struct preview *p)
{
    static const char *const locales[] = {[JY_LANG_JA] = "ja_JP",
                                          [JY_LANG_JA_EASY] = "ja_JP",
                                          [JY_LANG_EN] = "en_GB",
                                          [JY_LANG_ZH] = "zh_CN",
                                          [JY_LANG_KO] = "ko_KR"};
    const char *base = jy_api_base_url(p->call), *lang = jy_lang_text(p->lang);
    struct jy_buf JY_AUTOBUF url = JY_BUF_INIT, JY_AUTOBUF image = JY_BUF_INIT;
    jy_buf_addf(&url, "%s/?lang=%s", base, lang);
    if (p->district != NULL)
        jy_buf_addf(&url, "&district=%s", p->district->id);
    jy_buf_addf(&image, "%s/og/%s.png?lang=%s", base,
                p->district != NULL ? p->district->id : "city", lang);
    add_tag(out, "og:type", "website");
    add_tag(out, "og:locale", locales[p->lang]);
    add_text(out, p, "og:site_name", "ui.app");
    add_text(out, p, "og:title", "ui.title");
    add_text(out, p, "og:description", "ui.tagline");
    add_tag(out, "og:url", jy_buf_text(&url));
    add_tag(out, "og:image", jy_buf_text(&image));
    add_tag(out, "og:image:type", "image/png");
    add_tag(out, "og:image:width", "1200");
    add_tag(out, "og:image:height", "630");
    add_text(out, p, "og:image:alt", "ui.title");
    jy_buf_adds(out, "<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
}

/* The page as it lies in the folder, with the preview at the end of its head. */
static void complete(struct jy_http_call *call, const char *page, struct jy_buf *out)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    const char *head = strstr(page, "</head>");
    const char *lang = jy_http_request_query(call->request, "lang");
    const char *district = jy_http_request_query(call->request, "district");
    struct preview preview = {.call = call, .lang = JY_LANG_JA};
    struct jy_error ignored;
    if (head == NULL || jy_live_get(jy_api_of(call)->live, &snapshot, &ignored) != JY_OK) {
        jy_buf_adds(out, page);
        return;
    }
    if (lang != NULL)
        (void)jy_lang_parse(lang, &preview.lang);
    preview.snapshot = snapshot;
    if (district != NULL)
        preview.district = jy_city_district(snapshot->data->city, district);
    jy_buf_add(out, page, (size_t)(head - page));
    add_preview(out, &preview);
    jy_buf_adds(out, head);
}

enum jy_code jy_api_page(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_buf JY_AUTOBUF page = JY_BUF_INIT;
    if (api->web == NULL)
        return jy_fail(err, JY_ENOTFOUND, "this service was started without its pages");
    enum jy_code code = jy_static_read(api->web, "index.html", &page, err);
    if (code == JY_OK)
        complete(call, jy_buf_text(&page), &call->response->body);
    call->response->outside = api->outside.origin; /* the one page with the map */
    return code;
}

enum jy_code jy_api_agents_page(struct jy_http_call *call, struct jy_error *err)
{
    return answer(call, "agents.html", err);
}

/* The page is the same for every token; it asks /api/requests/{token} for the rest. */
enum jy_code jy_api_status_page(struct jy_http_call *call, struct jy_error *err)
{
    jy_http_response_header(call->response, "X-Robots-Tag", "noindex");
    return answer(call, "r.html", err);
}

enum jy_code jy_api_static(struct jy_http_call *call, struct jy_error *err)
{
    return answer(call, jy_call_text(call, "path"), err);
}

enum jy_code jy_api_catalogue(struct jy_http_call *call, struct jy_error *err)
{
    const char *path =
        jy_arena_printf(&call->request->arena, "i18n/%s.json", jy_call_text(call, "lang"));
    return answer(call, path, err);
}
