/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "src/analysis/ask.h"
#include "src/analysis/walk.h"
#include "src/base/mem.h"
#include "src/domain/ruby.h"

/* Numbers that the texts may use. */
struct words {
    char text[12][24];
    struct jy_i18n_value values[12];
    size_t n;
};

static void word(struct words *w, const char *name, double value)
{
    int decimals = value == floor(value) ? 0 : 1;
    (void)snprintf(w->text[w->n], sizeof w->text[w->n], "%.*f", decimals, value);
    w->values[w->n] = (struct jy_i18n_value){name, w->text[w->n]};
    w->n++;
}

/* Lengths in whole metres; of what is dark none is rounded away. */
static double whole_m(double m)
{
    return m > 0 && m < 1 ? 1 : round(m);
}

static void general_words(const struct jy_lighting *l, const struct jy_walk *walk, struct words *w)
{
    w->n = 0;
    word(w, "half", l->spacing_m / 2);
    word(w, "detour", round(1000 * walk->detour) / 10);
    word(w, "reach", JY_WALK_REACH_M);
    word(w, "camera", JY_WALK_CAMERA_M);
    word(w, "km", JY_WALK_MAX_M / 1000);
    if (walk->kind != JY_WALK_FOUND)
        return;
    word(w, "more", round(walk->best_lit.length_m) - round(walk->shortest.length_m));
    word(w, "less", whole_m(walk->shortest.dark_m - walk->best_lit.dark_m));
}

static void way_words(const struct jy_lighting *l, const struct jy_walk *walk,
                      const struct jy_walk_way *way, struct words *w)
{
    general_words(l, walk, w);
    w->n = 2; /* half, detour */
    word(w, "camera", JY_WALK_CAMERA_M);
    word(w, "minutes", way->minutes);
    word(w, "length", round(way->length_m));
    word(w, "lights", (double)way->facts.n_lights);
    /* never 100 while something is dark */
    word(w, "near", floor(100 * way->facts.near_share + 1e-9));
    word(w, "dark", whole_m(way->facts.longest_dark_m));
    word(w, "cameras", (double)way->cameras);
}

static bool lights_known(const struct jy_lighting *l)
{
    return l->n_counted > 0;
}

void jy_walk_headline(const struct jy_lighting *l, const struct jy_walk *walk,
                      const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    const char *code = jy_walk_kind_text(walk->kind);
    if (walk->kind == JY_WALK_FOUND && !lights_known(l)) {
        code = "no_data";
    } else if (walk->kind == JY_WALK_FOUND && walk->shortest.facts.n_dark == 0) {
        code = "lit";
    } else if (walk->kind == JY_WALK_FOUND) {
        code = walk->same ? "same" : "better";
    }
    char key[64];
    struct words w;
    general_words(l, walk, &w);
    (void)snprintf(key, sizeof key, "walk.headline.%s", code);
    jy_i18n_format(i18n, lang, key, w.values, w.n, out);
}

/* --- facts ------------------------------------------------------------------------------------ */

#define FACTS_MAX 6

/* Keys of the sentences that say all there is about a way. */
static size_t fact_keys(const struct jy_lighting *l, const struct jy_walk *walk,
                        const struct jy_walk_way *way, const char *keys[FACTS_MAX])
{
    static const char *const cameras[] = {"walk.fact.cameras", "walk.fact.cameras_withheld",
                                          "walk.fact.cameras_unknown"};
    size_t n = 0;
    keys[n++] = "walk.fact.minutes";
    if (lights_known(l)) {
        keys[n++] = "walk.fact.lights";
        keys[n++] = way->facts.n_dark == 0 ? "walk.fact.all_near" : "walk.fact.near";
        if (way->facts.n_dark > 0)
            keys[n++] = "walk.fact.longest";
    }
    keys[n++] = cameras[walk->cameras];
    return n;
}

static void write_facts(const struct jy_lighting *l, const struct jy_walk *walk,
                        const struct jy_walk_way *way, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_json *json)
{
    const char *keys[FACTS_MAX];
    size_t n = fact_keys(l, walk, way, keys);
    struct words w;
    way_words(l, walk, way, &w);
    jy_json_key(json, "facts");
    jy_json_array(json);
    for (size_t i = 0; i < n; i++) {
        struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
        jy_i18n_format(i18n, lang, keys[i], w.values, w.n, &text);
        jy_json_string(json, jy_buf_text(&text));
    }
    jy_json_array_end(json);
}

static void kv_known(struct jy_json *json, const char *name, bool known, double value, int decimals)
{
    jy_json_kv_fixed(json, name, known ? value : (double)NAN, decimals);
}

static void write_numbers(const struct jy_lighting *l, const struct jy_walk *walk,
                          const struct jy_walk_way *way, struct jy_json *json)
{
    static const char *const why[] = {NULL, "withheld", "unknown"};
    bool known = lights_known(l);
    jy_json_kv_fixed(json, "length_m", way->length_m, 1);
    jy_json_kv_int(json, "minutes", way->minutes);
    kv_known(json, "lights", known, (double)way->facts.n_lights, 0);
    kv_known(json, "dark_m", known, way->dark_m, 1);
    kv_known(json, "longest_dark_m", known, way->facts.longest_dark_m, 1);
    kv_known(json, "near_share", known, way->facts.near_share, 4);
    kv_known(json, "cameras", walk->cameras == JY_WALK_CAMERAS_COUNTED, (double)way->cameras, 0);
    jy_json_kv_string(json, "cameras_reason", why[walk->cameras]);
}

/* --- geometry --------------------------------------------------------------------------------- */

static void write_point(struct jy_json *json, struct gis_lonlat p)
{
    jy_json_array(json);
    jy_json_fixed(json, p.lon_deg, 7);
    jy_json_fixed(json, p.lat_deg, 7);
    jy_json_array_end(json);
}

/* A line of one place comes twice: RFC 7946 wants two positions. */
static void write_line(struct jy_json *json, size_t n, const struct gis_lonlat *points)
{
    jy_json_key(json, "geometry");
    jy_json_object(json);
    jy_json_kv_string(json, "type", "LineString");
    jy_json_key(json, "coordinates");
    jy_json_array(json);
    for (size_t i = 0; i < n; i++)
        write_point(json, points[i]);
    if (n == 1)
        write_point(json, points[0]);
    jy_json_array_end(json);
    jy_json_object_end(json);
}

static void write_dark(const struct jy_walk_way *way, struct jy_json *json)
{
    jy_json_key(json, "dark");
    jy_json_array(json);
    for (size_t i = 0; i < way->facts.n_dark; i++) {
        jy_json_array(json);
        jy_json_fixed(json, way->dark[i].from_m, 1);
        jy_json_fixed(json, way->dark[i].to_m, 1);
        jy_json_array_end(json);
    }
    jy_json_array_end(json);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void write_way(const struct jy_lighting *l, const struct jy_walk *walk, const char *name,
                      const struct jy_walk_way *way, const struct jy_i18n *i18n, enum jy_lang lang,
                      struct jy_json *json)
{
    jy_json_key(json, name);
    jy_json_object(json);
    jy_json_kv_string(json, "title", jy_i18n_code(i18n, lang, "walk.way", name));
    write_numbers(l, walk, way, json);
    write_facts(l, walk, way, i18n, lang, json);
    write_dark(way, json);
    write_line(json, way->n_points, way->points);
    jy_json_object_end(json);
}

static void write_found(const struct jy_lighting *l, const struct jy_walk *walk,
                        const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    bool known = lights_known(l);
    jy_json_kv_fixed(json, "allowed_m", walk->allowed_m, 1);
    jy_json_kv_bool(json, "same", walk->same);
    jy_json_kv_bool(json, "exact", walk->exact);
    kv_known(json, "dark_at_least_m", known, walk->dark_at_least_m, 1);
    jy_json_key(json, "ways");
    jy_json_object(json);
    write_way(l, walk, "shortest", &walk->shortest, i18n, lang, json);
    write_way(l, walk, "best_lit", &walk->best_lit, i18n, lang, json);
    jy_json_object_end(json);
}

static void write_place(struct jy_json *json, const char *name, struct gis_lonlat p, double road_m)
{
    jy_json_key(json, name);
    jy_json_object(json);
    jy_json_key(json, "at");
    write_point(json, p);
    jy_json_kv_fixed(json, "road_m", road_m, 1);
    jy_json_object_end(json);
}

static void kv_text(const struct jy_i18n *i18n, enum jy_lang lang, const char *key,
                    const struct words *w, struct jy_json *json)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_i18n_format(i18n, lang, key, w->values, w->n, &text);
    jy_json_string(json, jy_buf_text(&text));
}

void jy_walk_write_json(const struct jy_lighting *l, const struct jy_walk *walk,
                        const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    char date[JY_DATE_TEXT_SIZE];
    struct jy_buf JY_AUTOBUF headline = JY_BUF_INIT;
    struct words w;
    jy_walk_headline(l, walk, i18n, lang, &headline);
    general_words(l, walk, &w);

    jy_json_object(json);
    jy_json_kv_string(json, "result", jy_walk_kind_text(walk->kind));
    jy_json_kv_string(json, "headline", jy_buf_text(&headline));
    write_place(json, "from", walk->from, walk->from_road_m);
    write_place(json, "to", walk->to, walk->to_road_m);
    jy_json_kv_fixed(json, "detour", walk->detour, 4);
    jy_json_kv_double(json, "near_m", l->spacing_m / 2);
    jy_json_kv_double(json, "camera_m", JY_WALK_CAMERA_M);
    jy_json_kv_double(json, "m_per_minute", JY_WALK_M_PER_MINUTE);
    if (walk->kind == JY_WALK_FOUND)
        write_found(l, walk, i18n, lang, json);
    jy_json_key(json, "notes");
    jy_json_array(json);
    kv_text(i18n, lang, "walk.note.measured", &w, json);
    kv_text(i18n, lang, "walk.note.minutes", &w, json);
    jy_json_array_end(json);
    jy_json_kv_bool(json, "sample", l->data->sample);
    jy_json_kv_string(json, "as_of", jy_lights_as_of(l->data, date));
    jy_json_object_end(json);
}

/* --- GeoJSON ---------------------------------------------------------------------------------- */

static void write_way_features(const struct jy_lighting *l, const struct jy_walk *walk,
                               const char *name, const struct jy_walk_way *way,
                               const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    jy_json_object(json);
    jy_json_kv_string(json, "type", "Feature");
    jy_json_key(json, "properties");
    jy_json_object(json);
    jy_json_kv_string(json, "way", name);
    jy_json_kv_string(json, "part", "whole");
    jy_json_kv_string(json, "title", jy_i18n_code(i18n, lang, "walk.way", name));
    write_numbers(l, walk, way, json);
    write_facts(l, walk, way, i18n, lang, json);
    jy_json_object_end(json);
    write_line(json, way->n_points, way->points);
    jy_json_object_end(json);

    struct gis_lonlat *points JY_AUTOFREE = jy_malloc((way->n_points + 2) * sizeof *points);
    for (size_t i = 0; i < way->facts.n_dark; i++) {
        jy_json_object(json);
        jy_json_kv_string(json, "type", "Feature");
        jy_json_key(json, "properties");
        jy_json_object(json);
        jy_json_kv_string(json, "way", name);
        jy_json_kv_string(json, "part", "dark");
        jy_json_kv_fixed(json, "from_m", way->dark[i].from_m, 1);
        jy_json_kv_fixed(json, "length_m", way->dark[i].to_m - way->dark[i].from_m, 1);
        jy_json_object_end(json);
        write_line(json, jy_walk_stretch(way, way->dark[i], points), points);
        jy_json_object_end(json);
    }
}

void jy_walk_write_geojson(const struct jy_lighting *l, const struct jy_walk *walk,
                           const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json)
{
    jy_json_object(json);
    jy_json_kv_string(json, "type", "FeatureCollection");
    jy_json_key(json, "features");
    jy_json_array(json);
    write_way_features(l, walk, "shortest", &walk->shortest, i18n, lang, json);
    write_way_features(l, walk, "best_lit", &walk->best_lit, i18n, lang, json);
    jy_json_array_end(json);
    jy_json_object_end(json);
}

/* --- GPX -------------------------------------------------------------------------------------- */

/* No ruby in GPX, and no characters of XML. */
static void add_plain(struct jy_buf *out, const char *text)
{
    struct jy_buf JY_AUTOBUF plain = JY_BUF_INIT;
    jy_ruby_plain(&plain, text);
    jy_buf_add_html(out, jy_buf_text(&plain));
}

static void add_degrees(struct jy_buf *out, double degrees)
{
    struct jy_json json;
    jy_json_init(&json, out);
    jy_json_fixed(&json, degrees, 7);
}

static void add_track(const struct jy_lighting *l, const struct jy_walk *walk, const char *name,
                      const struct jy_walk_way *way, const struct jy_i18n *i18n, enum jy_lang lang,
                      struct jy_buf *out)
{
    const char *keys[FACTS_MAX];
    size_t n = fact_keys(l, walk, way, keys);
    struct words w;
    way_words(l, walk, way, &w);
    jy_buf_adds(out, "<trk><name>");
    add_plain(out, jy_i18n_code(i18n, lang, "walk.way", name));
    jy_buf_adds(out, "</name><desc>");
    for (size_t i = 0; i < n; i++) {
        struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
        jy_i18n_format(i18n, lang, keys[i], w.values, w.n, &text);
        if (i > 0)
            jy_buf_addc(out, '\n');
        add_plain(out, jy_buf_text(&text));
    }
    jy_buf_adds(out, "</desc><trkseg>\n");
    for (size_t i = 0; i < way->n_points; i++) {
        jy_buf_adds(out, "<trkpt lat=\"");
        add_degrees(out, way->points[i].lat_deg);
        jy_buf_adds(out, "\" lon=\"");
        add_degrees(out, way->points[i].lon_deg);
        jy_buf_adds(out, "\"/>\n");
    }
    jy_buf_adds(out, "</trkseg></trk>\n");
}

void jy_walk_write_gpx(const struct jy_lighting *l, const struct jy_walk *walk,
                       const struct jy_i18n *i18n, enum jy_lang lang, struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF headline = JY_BUF_INIT;
    jy_walk_headline(l, walk, i18n, lang, &headline);
    jy_buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<gpx version=\"1.1\" creator=\"Joyato\" "
                     "xmlns=\"http://www.topografix.com/GPX/1/1\">\n<metadata><desc>");
    add_plain(out, jy_buf_text(&headline));
    jy_buf_adds(out, "</desc></metadata>\n");
    add_track(l, walk, "shortest", &walk->shortest, i18n, lang, out);
    add_track(l, walk, "best_lit", &walk->best_lit, i18n, lang, out);
    jy_buf_adds(out, "</gpx>\n");
}
