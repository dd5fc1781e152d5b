/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How to ask for a light: the rule in three steps, whose consent, who pays, and where. */
#include "src/snapshot/flyer_common.h"

static const char *lead(const struct jy_filling *f)
{
    const struct jy_lighting_summary *s = f->district == JY_NO_DISTRICT
                                              ? &f->snapshot->total
                                              : &f->snapshot->by_district[f->district];
    const struct jy_sheet_sources from = jy_fill_sources(f, JY_OF_LIGHTS | JY_OF_ROADS);
    return jy_fill_say(f, "flyer.request.lead", "eligible",
                       jy_fill_number(f, s->eligible_m / 1000, 1), "all",
                       jy_fill_number(f, s->road_length_m / 1000, 1), "date", from.date, "source",
                       from.names, NULL);
}

static void fill_steps(const struct jy_filling *f, struct jy_flyer *out)
{
    const char *s = jy_fill_number(f, f->snapshot->lighting->spacing_m, 0);
    for (size_t i = 0; i < 3; i++) {
        const char *heading = jy_arena_printf(f->arena, "flyer.request.step%zu.heading", i + 1);
        const char *text = jy_arena_printf(f->arena, "flyer.request.step%zu.text", i + 1);
        out->steps[i] = (struct jy_flyer_message){jy_fill_say(f, heading, NULL),
                                                  jy_fill_say(f, text, "s", s, NULL)};
    }
    out->n_steps = 3;
}

static void add_note(const struct jy_filling *f, struct jy_flyer *out, const char *heading,
                     const struct jy_text *text)
{
    const char *words = jy_text_in(text, f->lang);
    if (words != NULL) {
        out->notes[out->n_notes++] =
            (struct jy_flyer_message){jy_fill_say(f, heading, NULL), words};
    }
}

/* The pack's own words: whose consent, who pays (where the pack says so), and never a bare no. */
static void fill_notes(const struct jy_filling *f, struct jy_flyer *out)
{
    const struct jy_rule_pack *rule = f->snapshot->data->rule;
    add_note(f, out, "flyer.request.consent", &rule->consent);
    add_note(f, out, "flyer.request.payer", &rule->payer);
    add_note(f, out, "flyer.request.exception", &rule->exception);
    const char *title = jy_text_in(&rule->title, f->lang);
    out->notes_source = jy_fill_say(f, "flyer.request.source", "rule", title != NULL ? title : "",
                                    "source", rule->source != NULL ? rule->source : "–", NULL);
}

enum jy_code jy_fill_request_sheet(struct jy_filling *f, struct jy_flyer *out, struct jy_error *err)
{
    enum jy_code code = jy_fill_map(f, out, err);
    if (code != JY_OK)
        return code;
    jy_fill_head(f, "flyer.kind.request", out);
    out->headline = jy_fill_say(f, "flyer.request.headline", NULL);
    out->lead = lead(f);
    fill_steps(f, out);
    fill_notes(f, out);
    /* where one may ask stands out: no dashes of dark stretches beside the double lines */
    out->maps[0].parts &= ~(unsigned)(JY_DRAW_GAPS | JY_DRAW_CAMERAS);
    out->maps[0].alt = jy_fill_say(f, "flyer.request.map_alt", NULL);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.light", NULL), JY_DRAW_LIGHTS);
    jy_fill_key(out, jy_fill_say(f, "flyer.key.eligible", NULL), JY_DRAW_ELIGIBLE);
    out->action_heading = jy_fill_say(f, "flyer.action.heading", NULL);
    out->action_text = jy_fill_say(f, "flyer.action.text", NULL);
    out->action_url = jy_arena_printf(f->arena, "%s/%s", f->wish->base_url, f->query);
    jy_fill_end(f, JY_DUTY_STREETLIGHTS, out);
    return JY_OK;
}
