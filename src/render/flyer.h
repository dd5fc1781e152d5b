/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A sheet to hand out (チラシ): headline, one map, three figures, one action with a QR code, the
 * standing messages, the foot line. The content comes as finished texts in one language; this
 * sets it as PDF (vector map, real text), PNG, and an HTML page with the same content.
 *
 * Texts may hold ruby (docs/i18n.md). What does not fit shrinks to a stated least size, then takes
 * lines from the map, which keeps at least 40 % of the sheet.
 */
#pragma once
#include "src/base/buf.h"
#include "src/domain/lang.h"
#include "src/render/map.h"

enum jy_flyer_format { JY_FLYER_PDF, JY_FLYER_PNG, JY_FLYER_HTML };
enum jy_flyer_size { JY_FLYER_A4, JY_FLYER_A5, JY_FLYER_OGP };

struct jy_flyer_figure {
    const char *value;  /**< "412" */
    const char *unit;   /**< "基" */
    const char *label;  /**< what it counts */
    const char *source; /**< numerator and denominator, date, source */
};

struct jy_flyer_message {
    const char *heading, *text;
};

struct jy_flyer_key {
    const char *label; /**< of the legend */
    int sign;          /**< JY_DRAW_LIGHTS, _GAPS, _ELIGIBLE, _CAMERAS, _ROADS */
};

#define JY_FLYER_KEYS_MAX 6

struct jy_flyer {
    enum jy_lang lang;
    const char *title; /**< of the document, plain text */
    const char *over;  /**< small line above the headline: city and kind of sheet */
    const char *headline;
    const char *lead; /**< one or two sentences */
    const struct jy_scene *scene;
    struct gis_world_box map_box;
    const char *map_alt; /**< what the map shows, for those who cannot see it */
    size_t n_keys;
    struct jy_flyer_key keys[JY_FLYER_KEYS_MAX];
    struct jy_flyer_figure figures[3];
    const char *action_heading, *action_text, *action_url; /**< the URL is the QR code */
    struct jy_flyer_message messages[2];
    const char *foot;    /**< owner, edition, date, sources, licence */
    const char *sample;  /**< 「サンプルデータ」, or NULL */
    const char *created; /**< ISO 8601 UTC: creation date written into the PDF */
};

/**
 * Appends the sheet to @p out. Same content, same bytes.
 *
 * @param bleed  PDF only: 3 mm bleed and crop marks
 * @return JY_EINVALID for a URL too long for a QR code or an OGP picture as PDF
 */
JY_MUST_CHECK enum jy_code jy_flyer_render(struct jy_render_worker *worker,
                                           const struct jy_flyer *flyer,
                                           enum jy_flyer_format format, enum jy_flyer_size size,
                                           bool bleed, struct jy_buf *out, struct jy_error *err);

bool jy_flyer_format_parse(const char *text, enum jy_flyer_format *out);
bool jy_flyer_size_parse(const char *text, enum jy_flyer_size *out);
