/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file The gaps of `joyato gaps`, one row each: GeoJSON and CSV. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/lighting_rule.h"
#include "src/base/mem.h"
#include "src/cli/gaps_command.h"

const struct jy_gap *cli_gaps_registry_gap(const struct gaps_run *run, uint32_t gap)
{
    return run->registry != NULL ? &run->registry->gaps[run->registry->gap_index[gap]] : NULL;
}

/* The next gap that is wanted. */
static bool next_gap(const struct gaps_run *run, uint32_t *cursor, uint32_t *gap)
{
    while (gis_lighting_next_gap(run->lighting, cursor, gap)) {
        const struct jy_gap *g = cli_gaps_registry_gap(run, *gap);
        if (g == NULL || run->district == JY_NO_DISTRICT || g->district == run->district)
            return true;
    }
    return false;
}

void cli_gaps_add_extra(struct jy_json *json, size_t lower, size_t upper)
{
    jy_json_key(json, "extra_lights");
    jy_json_object(json);
    jy_json_kv_int(json, "lower", (int64_t)lower);
    jy_json_kv_int(json, "upper", (int64_t)upper);
    jy_json_object_end(json);
}

/* Degrees, or the plane's own coordinates when nobody said where it lies. */
static enum jy_code place_of(const struct gaps_run *run, size_t n, struct gis_xy *points,
                             struct jy_error *err)
{
    if (run->projection == NULL)
        return JY_OK;
    struct gis_lonlat JY_AUTOFREE *out = jy_calloc(n + 1, sizeof *out);
    enum gis_status status = gis_unproject(run->projection, n, points, out);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "a position: %s", gis_status_text(status));
    for (size_t i = 0; i < n; i++)
        points[i] = (struct gis_xy){out[i].lon_deg, out[i].lat_deg};
    return JY_OK;
}

static int place_decimals(const struct gaps_run *run)
{
    return run->projection == NULL ? 3 : 7;
}

static void add_place(const struct gaps_run *run, struct jy_json *json, struct gis_xy p)
{
    jy_json_array(json);
    jy_json_fixed(json, p.x_m, place_decimals(run));
    jy_json_fixed(json, p.y_m, place_decimals(run));
    jy_json_array_end(json);
}

/* The next piece goes on where this one ends, on the next edge of the same road. */
static bool goes_on(const struct gis_network *net, const struct gis_dark_piece *a,
                    const struct gis_dark_piece *b)
{
    return b->edge == a->edge + 1 && net->edge_road[a->edge] == net->edge_road[b->edge] &&
           a->to_m == net->edge_length_m[a->edge] && b->from_m == 0;
}

/* One line of a gap: pieces that go on in each other. Returns the piece after it. */
static enum jy_code add_line(const struct gaps_run *run, struct jy_json *json, uint32_t *piece,
                             struct jy_error *err)
{
    struct gis_xy *line = NULL;
    size_t n = 0, cap = 0;
    for (bool more = true; more;) {
        struct gis_dark_piece p = gis_lighting_piece(run->lighting, *piece);
        size_t add = gis_network_stretch(run->net, p.edge, p.from_m, p.to_m, 0, NULL);
        line = jy_grow(line, &cap, n + add, sizeof *line);
        n -= n > 0; /* the point where they meet comes once */
        n += gis_network_stretch(run->net, p.edge, p.from_m, p.to_m, add, line + n);
        *piece = p.next_in_gap;
        struct gis_dark_piece next = p;
        if (*piece != GIS_NONE)
            next = gis_lighting_piece(run->lighting, *piece);
        more = *piece != GIS_NONE && goes_on(run->net, &p, &next);
    }
    enum jy_code code = place_of(run, n, line, err);
    jy_json_array(json);
    for (size_t i = 0; i < n && code == JY_OK; i++)
        add_place(run, json, line[i]);
    jy_json_array_end(json);
    free(line);
    return code;
}

struct gap_facts {
    struct gis_gap gap;
    struct gis_xy darkest; /* degrees, or the plane's own */
    size_t lower, upper;
    bool eligible; /* a new light would keep the spacing somewhere in it */
};

static enum jy_code gap_facts(const struct gaps_run *run, uint32_t gap, struct gap_facts *out,
                              struct jy_error *err)
{
    struct gis_extra_lights extra;
    out->gap = gis_lighting_gap(run->lighting, gap);
    if (gis_extra_lights_for_gap(run->lighting, gap, &extra) != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "out of memory");
    out->lower = extra.lower;
    out->upper = extra.upper;
    gis_extra_lights_done(&extra);
    const struct jy_gap *g = cli_gaps_registry_gap(run, gap);
    out->eligible = g != NULL
                        ? g->has_eligible
                        : out->gap.max_distance_m >= run->spacing_m - GIS_LIGHTING_TOLERANCE_M;
    out->darkest = gis_network_xy(run->net, out->gap.darkest);
    return place_of(run, 1, &out->darkest, err);
}

static const char *district_name(const struct gaps_run *run, const struct jy_gap *g)
{
    return g->district != JY_NO_DISTRICT ? run->registry->districts[g->district]->name : NULL;
}

/* "id@version by_road[2] (…)"; nothing where --spacing stands in place of the pack. */
static void clause_text(const struct gaps_run *run, const struct jy_gap_clause *clause,
                        struct jy_buf *out)
{
    if (isnan(run->o->spacing_m))
        jy_rule_pack_clause(run->data->rule, clause->band, out);
}

#define MAX_CLAUSES 16

static void add_clauses(const struct gaps_run *run, struct jy_json *json, const struct jy_gap *g)
{
    struct jy_gap_clause clauses[MAX_CLAUSES];
    const size_t n = jy_gap_clauses(run->registry, g, MAX_CLAUSES, clauses);
    jy_json_kv_double(json, "spacing_m", clauses[0].spacing_m);
    jy_json_kv_double(json, "reach_m", clauses[0].reach_m);
    jy_json_key(json, "clauses");
    jy_json_array(json);
    for (size_t i = 0; i < n; i++) {
        struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
        clause_text(run, &clauses[i], &text);
        jy_json_object(json);
        jy_json_kv_string(json, "clause", text.len > 0 ? jy_buf_text(&text) : NULL);
        jy_json_kv_double(json, "spacing_m", clauses[i].spacing_m);
        jy_json_kv_double(json, "reach_m", clauses[i].reach_m);
        jy_json_kv_fixed(json, "uncovered_m", clauses[i].uncovered_m, 6);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static void add_registry_facts(const struct gaps_run *run, struct jy_json *json, uint32_t gap)
{
    const struct jy_gap *g = cli_gaps_registry_gap(run, gap);
    if (g == NULL)
        return;
    jy_json_kv_string(json, "road", g->road_name);
    jy_json_kv_string(json, "district", district_name(run, g));
    add_clauses(run, json, g);
}

static enum jy_code add_gap(const struct gaps_run *run, struct jy_json *json, uint32_t gap,
                            int64_t number, struct jy_error *err)
{
    struct gap_facts f;
    enum jy_code code = gap_facts(run, gap, &f, err);
    if (code != JY_OK)
        return code;
    jy_json_object(json);
    jy_json_kv_string(json, "type", "Feature");
    jy_json_key(json, "properties");
    jy_json_object(json);
    jy_json_kv_int(json, "gap", number);
    jy_json_kv_fixed(json, "length_m", f.gap.length_m, 6);
    jy_json_kv_fixed(json, "max_distance_m", f.gap.max_distance_m, 6);
    jy_json_kv_fixed(json, "implied_spacing_m", 2 * f.gap.max_distance_m, 6);
    jy_json_key(json, "darkest");
    add_place(run, json, f.darkest);
    jy_json_kv_bool(json, "eligible", f.eligible);
    cli_gaps_add_extra(json, f.lower, f.upper);
    add_registry_facts(run, json, gap);
    jy_json_object_end(json);
    jy_json_key(json, "geometry");
    jy_json_object(json);
    jy_json_kv_string(json, "type", "MultiLineString");
    jy_json_key(json, "coordinates");
    jy_json_array(json);
    for (uint32_t piece = f.gap.first_piece; piece != GIS_NONE && code == JY_OK;)
        code = add_line(run, json, &piece, err);
    jy_json_array_end(json);
    jy_json_object_end(json);
    jy_json_object_end(json);
    return code;
}

/* What the clauses of the rows belong to, in full. */
static void add_rule(const struct gaps_run *run, struct jy_json *json)
{
    if (run->registry == NULL || !isnan(run->o->spacing_m))
        return;
    const struct jy_rule_pack *rule = run->data->rule;
    jy_json_key(json, "rule");
    jy_json_object(json);
    jy_json_kv_string(json, "id", rule->id);
    jy_json_kv_string(json, "version", rule->version);
    jy_json_key(json, "clause");
    jy_json_object(json);
    for (enum jy_lang lang = 0; lang < JY_LANG_N; lang++)
        jy_json_kv_string(json, jy_lang_text(lang), jy_text_in(&rule->clause, lang));
    jy_json_object_end(json);
    jy_json_kv_string(json, "source", rule->source);
    jy_json_kv_string(json, "url", rule->url);
    jy_json_object_end(json);
}

enum jy_code cli_gaps_write_geojson(const struct gaps_run *run, struct jy_buf *out,
                                    struct jy_error *err)
{
    struct jy_json json;
    uint32_t cursor = 0, gap;
    int64_t number = 0;
    jy_json_init(&json, out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "type", "FeatureCollection");
    add_rule(run, &json);
    jy_json_key(&json, "features");
    jy_json_array(&json);
    while (next_gap(run, &cursor, &gap)) {
        if (add_gap(run, &json, gap, ++number, err) != JY_OK)
            return err->code;
    }
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    jy_buf_addc(out, '\n');
    return JY_OK;
}

static void add_number(struct jy_buf *out, double value, int decimals)
{
    if (isfinite(value)) {
        jy_buf_addf(out, ",%.*f", decimals, value);
    } else {
        jy_buf_adds(out, ",NA");
    }
}

/* One more cell of text, quoted where RFC 4180 wants it. */
static void add_text(struct jy_buf *out, const char *text)
{
    jy_buf_addc(out, ',');
    if (text == NULL)
        return;
    bool quote = strpbrk(text, ",\"\r\n") != NULL;
    if (quote)
        jy_buf_addc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            jy_buf_addc(out, '"');
        jy_buf_addc(out, *text);
    }
    if (quote)
        jy_buf_addc(out, '"');
}

/* That of the darkest point; others of the same gap in one cell. */
static void add_clause_cells(const struct gaps_run *run, struct jy_buf *out, const struct jy_gap *g)
{
    struct jy_gap_clause clauses[MAX_CLAUSES];
    const size_t n = jy_gap_clauses(run->registry, g, MAX_CLAUSES, clauses);
    struct jy_buf JY_AUTOBUF own = JY_BUF_INIT, others = JY_BUF_INIT;
    clause_text(run, &clauses[0], &own);
    for (size_t i = 1; i < n; i++) {
        jy_buf_adds(&others, i > 1 ? "; " : "");
        jy_buf_addf(&others, "%g m", clauses[i].spacing_m);
        jy_buf_adds(&others, isnan(run->o->spacing_m) ? ": " : "");
        clause_text(run, &clauses[i], &others);
    }
    jy_buf_addf(out, ",%g,%g", clauses[0].spacing_m, clauses[0].reach_m);
    add_text(out, jy_buf_text(&own));
    add_text(out, jy_buf_text(&others));
}

enum jy_code cli_gaps_write_csv(const struct gaps_run *run, struct jy_buf *out,
                                struct jy_error *err)
{
    uint32_t cursor = 0, gap;
    int64_t number = 0;
    jy_buf_addf(out,
                "gap,length_m,max_distance_m,implied_spacing_m,%s,pieces,eligible,"
                "extra_lights_lower,extra_lights_upper%s\n",
                run->projection == NULL ? "x,y" : "lon,lat",
                run->registry != NULL ? ",road,district,spacing_m,reach_m,clause,other_clauses"
                                      : "");
    while (next_gap(run, &cursor, &gap)) {
        struct gap_facts f;
        if (gap_facts(run, gap, &f, err) != JY_OK)
            return err->code;
        jy_buf_addf(out, "%lld", (long long)++number);
        add_number(out, f.gap.length_m, 6);
        add_number(out, f.gap.max_distance_m, 6);
        add_number(out, 2 * f.gap.max_distance_m, 6);
        add_number(out, f.darkest.x_m, place_decimals(run));
        add_number(out, f.darkest.y_m, place_decimals(run));
        jy_buf_addf(out, ",%u,%d,%zu,%zu", f.gap.n_pieces, f.eligible, f.lower, f.upper);
        const struct jy_gap *g = cli_gaps_registry_gap(run, gap);
        if (g != NULL) {
            add_text(out, g->road_name);
            add_text(out, district_name(run, g));
            add_clause_cells(run, out, g);
        }
        jy_buf_addc(out, '\n');
    }
    return JY_OK;
}
