/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Words and numbers of a run of hotspots. Inside src/analysis/hotspots_*.c only.
 */
#pragma once
#include "src/analysis/hotspots.h"

/** Takes one finished text. */
typedef void (*jy_hotspot_put)(void *ctx, const char *text);

struct jy_hotspot_writer {
    const struct jy_hotspots *h;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_json *json;
    char period[64];
    jy_hotspot_put put; /**< of the notes, while they are told */
    void *put_ctx;
};
void jy_hotspot_writer_init(struct jy_hotspot_writer *w, const struct jy_hotspots *h,
                            const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json);

/** Formats key with name, text pairs ended by NULL. */
__attribute__((sentinel)) void jy_hotspot_say(const struct jy_hotspot_writer *w, struct jy_buf *out,
                                              const char *key, ...);
const char *jy_hotspot_offence_name(const struct jy_hotspot_writer *w);
const char *jy_hotspot_exposure_name(const struct jy_hotspot_writer *w);
const char *jy_hotspot_refusal_text(const struct jy_hotspot_writer *w, enum jy_refusal refusal);
/** Share of the zone's pieces in what the level measures them by (area, length); NaN for areas. */
double jy_hotspot_share_of_city(const struct jy_hotspots *h, const struct jy_hotspot_zone *z);
double jy_hotspot_share(int64_t n, int64_t of); /**< NaN of nothing */
/** Of how many cases a zone's count is a part. */
int64_t jy_hotspot_of(const struct jy_hotspots *h);
/** What zones were refused for. */
enum jy_refusal jy_hotspot_zones_refused(const struct jy_hotspots *h);

/* sentences */
void jy_hotspot_area_sentence(const struct jy_hotspot_writer *w, const struct jy_hotspot_area *a,
                              struct jy_buf *out);
void jy_hotspot_zone_sentence(const struct jy_hotspot_writer *w, const struct jy_hotspot_zone *z,
                              struct jy_buf *out);
void jy_hotspot_hold_sentence(const struct jy_hotspot_writer *w, const struct jy_hotspot_hold *hold,
                              struct jy_buf *out);
void jy_hotspot_conclusion(const struct jy_hotspot_writer *w, struct jy_buf *out);
/** "6 tests ..."; nothing for a run alone. */
void jy_hotspot_family_text(const struct jy_hotspot_writer *w, struct jy_buf *out);
/** What to mind when reading, one text after the other. */
void jy_hotspot_notes(const struct jy_hotspot_writer *asked, jy_hotspot_put put, void *ctx);
/** Who counted, and the date of it, as one line to stand beside the figures. */
void jy_hotspot_source_text(const struct jy_hotspot_writer *w, struct jy_buf *out);
