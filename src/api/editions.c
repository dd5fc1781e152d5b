/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Issued sheets for everyone: which there are, and each as it was printed. */
#include "src/store/editions.h"

#include "src/api/api.h"
#include "src/base/json_out.h"

/* Copies and costs are the office's own. */
static enum jy_code write_edition(const struct jy_edition *e, void *ctx, struct jy_error *err)
{
    (void)err;
    struct jy_json *json = ctx;
    struct jy_buf JY_AUTOBUF url = JY_BUF_INIT;
    jy_buf_addf(&url, "/flyers/editions/%lld.pdf", (long long)e->id);
    jy_json_object(json);
    jy_json_kv_int(json, "id", e->id);
    jy_json_kv_string(json, "url", jy_buf_text(&url));
    jy_json_kv_string(json, "template", e->key.template);
    jy_json_kv_int(json, "year", e->key.year);
    jy_json_kv_int(json, "version", e->version);
    jy_json_kv_string(json, "language", e->key.language);
    jy_json_kv_string(json, "size", e->key.size);
    jy_json_kv_string(json, "place", e->key.place);
    jy_json_kv_string(json, "owner", e->owner);
    jy_json_kv_string(json, "created_at", e->created_at);
    jy_json_kv_string(json, "content_hash", e->content_hash);
    jy_json_kv_string(json, "sha256", e->sha256);
    jy_json_kv_int(json, "bytes", e->bytes);
    jy_json_object_end(json);
    return JY_OK;
}

enum jy_code jy_api_editions(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_store *store;
    struct jy_json json;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "editions");
    jy_json_array(&json);
    code = jy_store_edition_each(store, write_edition, &json, err);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    jy_readers_return(api->readers, store);
    return code;
}

struct known {
    enum jy_flyer_template template;
    enum jy_lang lang;
};

static enum jy_code note_kind(const struct jy_edition *e, void *ctx, struct jy_error *err)
{
    (void)err;
    struct known *known = ctx;
    (void)jy_flyer_template_parse(e->key.template, &known->template);
    (void)jy_lang_parse(e->key.language, &known->lang);
    return JY_OK;
}

/* The bytes under a number never change. */
enum jy_code jy_api_edition(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_store *store;
    struct known known = {0};
    const long id = jy_call_int(call, "id");
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    code = jy_store_edition_pdf(store, id, &call->response->body, err);
    if (code == JY_OK)
        code = jy_store_edition_get(store, id, note_kind, &known, err);
    jy_readers_return(api->readers, store);
    if (code != JY_OK)
        return code;
    call->response->content_type = "application/pdf";
    jy_http_response_header(call->response, "Content-Disposition",
                            "inline; filename=\"joyato-edition.pdf\"");
    jy_tally_add(api->tally, jy_flyer_template_text(known.template), jy_lang_text(known.lang),
                 "edition", 1);
    return JY_OK;
}
