/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A sheet to hand out (チラシ): headline, one map (or two side by side), a row of figures or of
 * counts, one action with a QR code, the standing messages, the foot line. The content comes as
 * finished texts in one language; this sets it as PDF (vector map, real text), PNG, and an HTML
 * page with the same content.
 *
 * Texts may hold ruby (docs/i18n.md). Every block is as high as its text; the map takes what is
 * left. Where that is less than 40 % of the sheet, sizes go down together by steps, first the
 * headline and the small print, then the body; what still does not fit takes lines from the map.
 * Nothing is ever cut.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/domain/lang.h"
#include "src/render/map.h"
#include "src/render/picture.h"

enum jy_flyer_format { JY_FLYER_PDF, JY_FLYER_PNG, JY_FLYER_HTML };
enum jy_flyer_size { JY_FLYER_A4, JY_FLYER_A5, JY_FLYER_OGP };

struct jy_flyer_figure {
    const char *value;  /**< "412" */
    const char *unit;   /**< "基"; "" none */
    const char *label;  /**< what it counts */
    const char *source; /**< numerator and denominator, date, source */
};

struct jy_flyer_message {
    const char *heading, *text;
};

/** Signs of the legend beside the parts of the map (JY_DRAW_LIGHTS…). */
enum { JY_SIGN_PIN = 1 << 20, JY_SIGN_WAY = 1 << 21, JY_SIGN_BEST_WAY = 1 << 22 };

struct jy_flyer_key {
    const char *label; /**< of the legend */
    int sign; /**< JY_DRAW_LIGHTS, _GAPS, _ELIGIBLE, _CAMERAS, _ROADS, JY_SIGN_PIN, _WAY, _BEST_WAY
               */
};

/** A number of cameras at a place, with its name in the sheet's language. */
struct jy_flyer_mark {
    struct gis_lonlat at;
    const char *name, *value;
};

struct jy_flyer_way {
    size_t n; /**< 0: none */
    const struct gis_lonlat *points;
};

struct jy_flyer_map {
    struct gis_world_box box;
    enum jy_style style;
    unsigned parts;      /**< JY_DRAW_… */
    const char *caption; /**< NULL: none */
    const char *alt;     /**< what it shows, for those who cannot see it */
    const struct jy_geometry
        *focus; /**< what lies outside these polygons is paler; NULL: nothing */
    bool pin;   /**< a mark at pin_at */
    struct gis_lonlat pin_at;
    struct jy_flyer_way way;  /**< along the road: a band */
    struct jy_flyer_way best; /**< another: a broken line */
    size_t n_marks;           /**< in place of the names and cameras of the map */
    const struct jy_flyer_mark *marks;
};

/** Counts by name, set in columns. */
struct jy_flyer_row {
    const char *label, *value;
};

#define JY_FLYER_COLUMNS_MAX 6
#define JY_FLYER_LINES_MAX   3
/** A small table where one compares: a heading and a name for each line. */
struct jy_flyer_table {
    size_t n_columns, n_lines; /**< 0 lines: none */
    const char *heads[JY_FLYER_COLUMNS_MAX];
    const char *cells[JY_FLYER_LINES_MAX][JY_FLYER_COLUMNS_MAX]; /**< the first is the name */
    int signs[JY_FLYER_LINES_MAX];                               /**< beside the name; 0: none */
    const char *note;
};

#define JY_FLYER_KEYS_MAX  6
#define JY_FLYER_NOTES_MAX 6

/** Who hands the sheet out; NULL and an empty picture where there is none. Plain text. */
struct jy_flyer_sender {
    const char *name;       /**< one line */
    const char *contact;    /**< lines ended by \n */
    struct jy_picture logo; /**< borrowed */
};
#define JY_SENDER_NAME_MAX    80  /**< characters */
#define JY_SENDER_CONTACT_MAX 240 /**< characters; in at most JY_SENDER_LINES_MAX lines */
#define JY_SENDER_LINES_MAX   4

/** The property a sheet is about, as its agent calls it; NULL where nothing is given. Plain text,
 * one line each. */
struct jy_flyer_subject {
    const char *title;   /**< its name */
    const char *address; /**< not looked up: the point decides what is counted */
};
#define JY_SUBJECT_TITLE_MAX   120 /**< characters */
#define JY_SUBJECT_ADDRESS_MAX 160 /**< characters */

/** Strings that are NULL, and lists of length 0, are left out. */
struct jy_flyer {
    enum jy_lang lang;
    const char *title;               /**< of the document, plain text */
    const char *over;                /**< small line above the headline: city and kind of sheet */
    struct jy_flyer_subject subject; /**< under it */
    const char *headline;
    const char *lead; /**< one or two sentences */
    size_t n_steps;   /**< what to do, numbered, above the map */
    struct jy_flyer_message steps[3];
    const struct jy_scene *scene;
    size_t n_maps; /**< 1 or 2 */
    struct jy_flyer_map maps[2];
    size_t n_keys;
    struct jy_flyer_key keys[JY_FLYER_KEYS_MAX];
    size_t n_figures; /**< beside the action: figures, else rows, else notes */
    struct jy_flyer_figure figures[3];
    const char *rows_heading, *rows_note;
    size_t n_rows;
    const struct jy_flyer_row *rows;
    struct jy_flyer_table table;                           /**< under the figures */
    const char *action_heading, *action_text, *action_url; /**< the URL is the QR code */
    const char *notes_heading;
    size_t n_notes; /**< more to know, in columns */
    struct jy_flyer_message notes[JY_FLYER_NOTES_MAX];
    const char *notes_source;
    const char *box; /**< label of the box of the sender: empty without one, to write or stamp in */
    struct jy_flyer_sender sender;
    struct jy_flyer_message messages[2];
    const char *foot;   /**< owner, edition, date, sources, licence */
    const char *sample; /**< 「サンプルデータ」 */
    const char *owner;  /**< id of the department that issues it; "" none */
    /** SHA-256 of all that is said and shown, but for the edition's own number */
    char content_hash[JY_SHA256_TEXT_SIZE];
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
