/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gis/fdr.h"
#include "gis/gistar.h"
#include "gis/moran.h"
#include "gis/parallel.h"
#include "gis/rates.h"
#include "gis/scan.h"

#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/io/csv_table.h"

struct stats_options {
    const char *areas, *values, *neighbours;
    long nsim, seed, threads;
    double max_fraction;
    bool any_n;
    const char *out;
    bool force;
};

/* The table of --areas, by row. */
struct areas {
    struct jy_csv_table table;
    size_t id_col;
    uint32_t *cases;
    double *population;
    struct gis_xy *at; /* NULL when the command needs no places */
};

static void areas_done(struct areas *a)
{
    jy_csv_table_done(&a->table);
    free(a->cases);
    free(a->population);
    free(a->at);
}

static enum jy_code check_ids(const struct jy_csv_table *table, size_t id_col, struct jy_error *err)
{
    struct jy_csv_index index;
    enum jy_code code = jy_csv_index_init(&index, table, id_col, err);
    if (code == JY_OK)
        jy_csv_index_done(&index);
    return code;
}

static enum jy_code read_places(struct areas *a, struct jy_error *err)
{
    size_t x_col = 0;
    size_t y_col = 0;
    if (jy_csv_table_column(&a->table, "x", &x_col, err) != JY_OK ||
        jy_csv_table_column(&a->table, "y", &y_col, err) != JY_OK)
        return err->code;
    a->at = jy_calloc(a->table.n_rows, sizeof *a->at);
    for (size_t i = 0; i < a->table.n_rows; i++) {
        if (jy_csv_table_number(&a->table, i, x_col, &a->at[i].x_m, err) != JY_OK ||
            jy_csv_table_number(&a->table, i, y_col, &a->at[i].y_m, err) != JY_OK)
            return err->code;
    }
    return JY_OK;
}

static enum jy_code read_counts(struct areas *a, struct jy_error *err)
{
    size_t cases_col = 0;
    size_t population_col = 0;
    if (jy_csv_table_column(&a->table, "id", &a->id_col, err) != JY_OK ||
        jy_csv_table_column(&a->table, "cases", &cases_col, err) != JY_OK ||
        jy_csv_table_column(&a->table, "population", &population_col, err) != JY_OK ||
        check_ids(&a->table, a->id_col, err) != JY_OK)
        return err->code;
    a->cases = jy_calloc(a->table.n_rows, sizeof *a->cases);
    a->population = jy_calloc(a->table.n_rows, sizeof *a->population);
    for (size_t i = 0; i < a->table.n_rows; i++) {
        if (jy_csv_table_count(&a->table, i, cases_col, &a->cases[i], err) != JY_OK ||
            jy_csv_table_number(&a->table, i, population_col, &a->population[i], err) != JY_OK)
            return err->code;
        if (a->population[i] < 0) {
            return jy_csv_table_fail(&a->table, i, population_col, err, "%s is negative",
                                     jy_csv_table_cell(&a->table, i, population_col));
        }
    }
    return JY_OK;
}

static enum jy_code read_areas(const char *path, bool places, struct areas *out,
                               struct jy_error *err)
{
    struct areas a = {0};
    enum jy_code code = jy_csv_table_read(path, &a.table, err);
    if (code == JY_OK)
        code = read_counts(&a, err);
    if (code == JY_OK && places)
        code = read_places(&a, err);
    if (code != JY_OK) {
        areas_done(&a);
        return code;
    }
    *out = a;
    return JY_OK;
}

static void add_row(struct jy_buf *out, const char *id, const double *values, size_t n)
{
    jy_csv_add_cell(out, id);
    for (size_t k = 0; k < n; k++) {
        jy_buf_addc(out, ',');
        jy_csv_add_number(out, values[k]);
    }
    jy_buf_addc(out, '\n');
}

static enum jy_code write_result(const struct stats_options *o, const struct jy_buf *out,
                                 struct jy_error *err)
{
    return jy_file_write(o->out != NULL ? o->out : "-", jy_buf_text(out), out->len, o->force, err);
}

/* ---- rates ---- */

static enum jy_code rates_of(const struct areas *a, const struct stats_options *o,
                             struct jy_error *err)
{
    struct gis_rate JY_AUTOFREE *rates = jy_calloc(a->table.n_rows, sizeof *rates);
    struct gis_rates_summary sum;
    enum gis_status status = gis_rates(a->table.n_rows, a->cases, a->population, rates, &sum);
    if (status == GIS_EEMPTY) {
        return jy_fail(err, JY_EINVALID,
                       "%s: column 'population': no area has any, so there is no rate", o->areas);
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINVALID, "%s: %s", o->areas, gis_status_text(status));
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    jy_buf_adds(&out, "id,cases,population,expected,smr,smr_lo95,smr_hi95,eb_rate\n");
    for (size_t i = 0; i < a->table.n_rows; i++) {
        const struct gis_rate *r = &rates[i];
        double row[] = {a->cases[i], a->population[i], r->expected, r->smr,
                        r->smr_lo95, r->smr_hi95,      r->eb_rate};
        add_row(&out, jy_csv_table_cell(&a->table, i, a->id_col), row, sizeof row / sizeof *row);
    }
    if (write_result(o, &out, err) != JY_OK)
        return err->code;
    if (sum.no_difference) {
        (void)fprintf(stderr,
                      "joyato stats rates: no detectable difference between areas (A = 0): every "
                      "eb_rate is the overall rate\n");
    }
    return JY_OK;
}

static enum jy_code run_rates(const struct stats_options *o, struct jy_error *err)
{
    struct areas areas;
    enum jy_code code = read_areas(o->areas, false, &areas, err);
    if (code != JY_OK)
        return code;
    code = rates_of(&areas, o, err);
    areas_done(&areas);
    return code;
}

/* ---- scan ---- */

static void add_cluster(struct jy_json *json, const struct areas *a,
                        const struct gis_scan_cluster *c, size_t rank)
{
    jy_json_object(json);
    jy_json_kv_int(json, "rank", (int64_t)rank);
    jy_json_kv_string(json, "centre", jy_csv_table_cell(&a->table, c->centre, a->id_col));
    jy_json_key(json, "areas");
    jy_json_array(json);
    for (size_t k = 0; k < c->n_areas; k++)
        jy_json_string(json, jy_csv_table_cell(&a->table, c->areas[k], a->id_col));
    jy_json_array_end(json);
    jy_json_kv_int(json, "cases", (int64_t)c->cases);
    jy_json_kv_double(json, "population", c->population);
    jy_json_kv_double(json, "expected", c->expected);
    jy_json_kv_double(json, "observed_to_expected", c->ratio);
    jy_json_kv_double(json, "relative_risk", c->relative_risk);
    jy_json_kv_double(json, "llr", c->llr);
    jy_json_kv_double(json, "p", c->p);
    jy_json_kv_double(json, "radius", c->radius);
    jy_json_object_end(json);
}

static void scan_to_json(const struct areas *a, const struct stats_options *o,
                         const struct gis_scan *scan, struct jy_buf *out)
{
    struct jy_json json;
    jy_json_init(&json, out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "method", "Kulldorff circular scan, Poisson, high rates");
    jy_json_kv_int(&json, "nsim", o->nsim);
    jy_json_kv_int(&json, "seed", o->seed);
    jy_json_kv_double(&json, "max_fraction", o->max_fraction);
    jy_json_kv_int(&json, "n_areas", (int64_t)scan->n_areas);
    jy_json_kv_int(&json, "n_areas_without_population", (int64_t)(a->table.n_rows - scan->n_areas));
    jy_json_kv_int(&json, "n_windows", (int64_t)scan->n_windows);
    jy_json_kv_int(&json, "total_cases", (int64_t)scan->total_cases);
    jy_json_kv_double(&json, "total_population", scan->total_population);
    jy_json_key(&json, "clusters");
    jy_json_array(&json);
    for (size_t k = 0; k < scan->n_clusters; k++)
        add_cluster(&json, a, &scan->clusters[k], k + 1);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    jy_buf_addc(out, '\n');
}

static enum jy_code scan_of(const struct areas *a, const struct stats_options *o,
                            struct jy_error *err)
{
    struct gis_scan_options options = {.max_fraction = o->max_fraction,
                                       .nsim = (uint32_t)o->nsim,
                                       .seed = (uint64_t)o->seed,
                                       .threads = (unsigned)o->threads};
    struct gis_scan *scan = NULL;
    enum gis_status status =
        gis_scan_new(a->table.n_rows, a->at, a->cases, a->population, &options, &scan);
    if (status == GIS_EEMPTY) {
        return jy_fail(err, JY_EINVALID,
                       "%s: a scan needs at least 2 areas with population and 2 cases in them",
                       o->areas);
    }
    if (status == GIS_EREFUSED) {
        return jy_fail(
            err, JY_ELIMIT,
            "%s: %zu areas give more windows than memory is meant to hold; use a smaller "
            "--max-fraction or join areas",
            o->areas, a->table.n_rows);
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINVALID, "%s: %s", o->areas, gis_status_text(status));
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    scan_to_json(a, o, scan, &out);
    gis_scan_free(scan);
    return write_result(o, &out, err);
}

static enum jy_code run_scan(const struct stats_options *o, struct jy_error *err)
{
    struct areas areas;
    enum jy_code code = read_areas(o->areas, true, &areas, err);
    if (code != JY_OK)
        return code;
    code = scan_of(&areas, o, err);
    areas_done(&areas);
    return code;
}

/* ---- gistar ---- */

struct values {
    struct jy_csv_table table;
    size_t id_col;
    double *x;
};

static enum jy_code read_values(const char *path, struct values *v, struct jy_error *err)
{
    size_t value_col = 0;
    if (jy_csv_table_read(path, &v->table, err) != JY_OK ||
        jy_csv_table_column(&v->table, "id", &v->id_col, err) != JY_OK ||
        jy_csv_table_column(&v->table, "value", &value_col, err) != JY_OK)
        return err->code;
    v->x = jy_calloc(v->table.n_rows, sizeof *v->x);
    for (size_t i = 0; i < v->table.n_rows; i++) {
        if (jy_csv_table_number(&v->table, i, value_col, &v->x[i], err) != JY_OK)
            return err->code;
    }
    return JY_OK;
}

static enum jy_code find_area(const struct jy_csv_index *index, const struct jy_csv_table *pairs,
                              size_t row, size_t col, uint32_t *out, struct jy_error *err)
{
    const char *id = jy_csv_table_cell(pairs, row, col);
    size_t found = jy_csv_index_find(index, id);
    if (found == SIZE_MAX) {
        return jy_csv_table_fail(pairs, row, col, err, "'%.80s' is no id of %s", id,
                                 index->table->name);
    }
    *out = (uint32_t)found;
    return JY_OK;
}

static enum jy_code pairs_to_weights(const struct jy_csv_table *pairs,
                                     const struct jy_csv_index *index, bool self,
                                     struct gis_weights **out, struct jy_error *err)
{
    size_t i_col = 0;
    size_t j_col = 0;
    if (jy_csv_table_column(pairs, "i", &i_col, err) != JY_OK ||
        jy_csv_table_column(pairs, "j", &j_col, err) != JY_OK)
        return err->code;
    struct gis_pair JY_AUTOFREE *list = jy_calloc(pairs->n_rows, sizeof *list);
    for (size_t k = 0; k < pairs->n_rows; k++) {
        if (find_area(index, pairs, k, i_col, &list[k].from, err) != JY_OK ||
            find_area(index, pairs, k, j_col, &list[k].to, err) != JY_OK)
            return err->code;
    }
    enum gis_status status =
        gis_weights_new(index->table->n_rows, pairs->n_rows, list, NULL, self, out);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINVALID, "%s: %s", pairs->name, gis_status_text(status));
    return JY_OK;
}

/* self: an area is its own neighbour, too. */
static enum jy_code read_neighbours(const char *path, const struct values *v, bool self,
                                    struct gis_weights **out, struct jy_error *err)
{
    struct jy_csv_index index;
    struct jy_csv_table pairs;
    enum jy_code code = jy_csv_index_init(&index, &v->table, v->id_col, err);
    if (code != JY_OK)
        return code;
    code = jy_csv_table_read(path, &pairs, err);
    if (code == JY_OK) {
        code = pairs_to_weights(&pairs, &index, self, out, err);
        jy_csv_table_done(&pairs);
    }
    jy_csv_index_done(&index);
    return code;
}

static enum jy_code refuse(const struct stats_options *o, enum gis_status status, size_t n,
                           struct jy_error *err)
{
    if (status == GIS_EREFUSED) {
        return jy_fail(
            err, JY_EINVALID,
            "%s: column 'value': all %zu values are equal; without variation Gi* is not defined",
            o->values, n);
    }
    if (status == GIS_EEMPTY)
        return jy_fail(err, JY_EINVALID, "%s: Gi* needs at least 2 areas", o->values);
    return jy_fail(err, JY_EINVALID, "%s: %s", o->values, gis_status_text(status));
}

static enum jy_code gistar_of(const struct values *v, const struct gis_weights *weights,
                              const struct stats_options *o, struct jy_error *err)
{
    size_t n = v->table.n_rows;
    struct gis_gi JY_AUTOFREE *gi = jy_calloc(n, sizeof *gi);
    double JY_AUTOFREE *p_perm = jy_calloc(n, sizeof *p_perm);
    double JY_AUTOFREE *q = jy_calloc(n, sizeof *q);
    enum gis_status status = gis_gistar(weights, v->x, gi);
    for (size_t i = 0; i < n; i++) {
        p_perm[i] = (double)NAN;
        q[i] = gi[i].p;
    }
    if (status == GIS_OK)
        status = gis_fdr_bh(n, q, q);
    if (status == GIS_OK && o->nsim > 0) {
        status =
            gis_gi_permute(weights, v->x, (uint32_t)o->nsim, (uint64_t)o->seed, p_perm, NULL, NULL);
    }
    if (status != GIS_OK)
        return refuse(o, status, n, err);
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    jy_buf_adds(&out, "id,g,expected,variance,z,p,p_perm,q\n");
    for (size_t i = 0; i < n; i++) {
        double row[] = {gi[i].g, gi[i].expected, gi[i].variance, gi[i].z, gi[i].p, p_perm[i], q[i]};
        add_row(&out, jy_csv_table_cell(&v->table, i, v->id_col), row, sizeof row / sizeof *row);
    }
    return write_result(o, &out, err);
}

static enum jy_code run_gistar_on(struct values *v, const struct stats_options *o,
                                  struct jy_error *err)
{
    struct gis_weights *weights = NULL;
    enum jy_code code = read_values(o->values, v, err);
    if (code == JY_OK)
        code = read_neighbours(o->neighbours, v, true, &weights, err);
    if (code == JY_OK && v->table.n_rows < GIS_GISTAR_MIN_AREAS && !o->any_n) {
        code = jy_fail(
            err, JY_EINVALID,
            "%s: refused: %zu areas, and under %d neither the normal nor the permutation p of "
            "Gi* means anything; use `stats rates` and `stats scan`, or --any-n",
            o->values, v->table.n_rows, GIS_GISTAR_MIN_AREAS);
    }
    if (code == JY_OK)
        code = gistar_of(v, weights, o, err);
    gis_weights_free(weights);
    return code;
}

static enum jy_code run_gistar(const struct stats_options *o, struct jy_error *err)
{
    struct values v = {0};
    enum jy_code code = run_gistar_on(&v, o, err);
    jy_csv_table_done(&v.table);
    free(v.x);
    return code;
}

/* ---- moran ---- */

static enum jy_code moran_of(const struct values *v, const struct gis_weights *weights,
                             const struct stats_options *o, struct jy_error *err)
{
    static const char *const quadrants[] = {"low-low", "low-high", "high-low", "high-high"};
    size_t n = v->table.n_rows;
    struct gis_moran JY_AUTOFREE *moran = jy_calloc(n, sizeof *moran);
    double JY_AUTOFREE *q = jy_calloc(n, sizeof *q);
    enum gis_status status = gis_local_moran(weights, v->x, moran);
    for (size_t i = 0; i < n; i++)
        q[i] = moran[i].p;
    if (status == GIS_OK)
        status = gis_fdr_bh(n, q, q);
    if (status == GIS_EREFUSED) {
        return jy_fail(err, JY_EINVALID,
                       "%s: column 'value': all %zu values are equal; without variation local "
                       "Moran is not defined",
                       o->values, n);
    }
    if (status == GIS_EEMPTY)
        return jy_fail(err, JY_EINVALID, "%s: local Moran needs at least 3 areas", o->values);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINVALID, "%s: %s", o->values, gis_status_text(status));
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    jy_buf_adds(&out, "id,quadrant,i,expected,variance,z,p,q\n");
    for (size_t i = 0; i < n; i++) {
        double row[] = {moran[i].i, moran[i].expected, moran[i].variance,
                        moran[i].z, moran[i].p,        q[i]};
        jy_csv_add_cell(&out, jy_csv_table_cell(&v->table, i, v->id_col));
        jy_buf_addc(&out, ',');
        add_row(&out, quadrants[moran[i].quadrant], row, sizeof row / sizeof *row);
    }
    return write_result(o, &out, err);
}

static enum jy_code run_moran(const struct stats_options *o, struct jy_error *err)
{
    struct values v = {0};
    struct gis_weights *weights = NULL;
    enum jy_code code = read_values(o->values, &v, err);
    if (code == JY_OK)
        code = read_neighbours(o->neighbours, &v, false, &weights, err);
    if (code == JY_OK) {
        gis_weights_standardise_rows(weights);
        code = moran_of(&v, weights, o, err);
    }
    gis_weights_free(weights);
    jy_csv_table_done(&v.table);
    free(v.x);
    return code;
}

/* ---- options ---- */

struct subcommand {
    const char *name;
    struct cli_usage usage;
    const char **needed[2]; /* options that must be given */
    const char *needed_text;
    enum jy_code (*run)(const struct stats_options *o, struct jy_error *err);
};

static int run_subcommand(const struct subcommand *sub, const struct stats_options *o, int argc,
                          char **argv)
{
    char name[32];
    (void)snprintf(name, sizeof name, "stats %s", sub->name);
    argv[0] = name; /* so that messages name both */
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&sub->usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    for (size_t k = 0; k < 2 && sub->needed[k] != NULL; k++) {
        if (*sub->needed[k] == NULL)
            return cli_wrong_use(name, "give %s", sub->needed_text);
    }
    struct jy_error err;
    return sub->run(o, &err) == JY_OK ? 0 : cli_failed(name, &err);
}

static long processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > GIS_THREADS_MAX ? GIS_THREADS_MAX : n;
}

#define OUT_OPTIONS                                                                \
    {"out", "FILE", "write there instead of to stdout", CLI_STRING, &o.out, 0, 0}, \
    {                                                                              \
        "force", NULL, "overwrite an existing file", CLI_FLAG, &o.force, 0, 0      \
    }
#define SIM_OPTIONS                                                                              \
    {"nsim", "N", "Monte Carlo simulations", CLI_INT, &o.nsim, 0, 9999999},                      \
    {                                                                                            \
        "seed", "S", "of the simulations: the same seed gives the same bytes", CLI_INT, &o.seed, \
            0, 9007199254740992.0                                                                \
    }

static void print_stats_help(FILE *out)
{
    (void)fputs(
        "usage: joyato stats rates|gistar|moran|scan [options]   (joyato stats scan --help tells "
        "more)\n\n"
        "  rates      observed and expected cases, their ratio with interval, smoothed rate\n"
        "  gistar     Getis-Ord Gi* of each area, with permutation p and false discovery rate\n"
        "  moran      local Moran's I: is an area like or unlike those around it\n"
        "  scan       zones by Kulldorff's circular scan\n",
        out);
}

int cli_stats(int argc, char **argv)
{
    struct stats_options o = {.nsim = -1, .seed = 1, .threads = processors(), .max_fraction = 0.5};
    const struct cli_option rates[] = {
        {"areas", "CSV", "table with the columns id, cases, population", CLI_STRING, &o.areas, 0,
         0},
        OUT_OPTIONS,
    };
    const struct cli_option gistar[] = {
        {"values", "CSV", "table with the columns id, value", CLI_STRING, &o.values, 0, 0},
        {"neighbours", "CSV", "table with the columns i, j: directed pairs of ids", CLI_STRING,
         &o.neighbours, 0, 0},
        {"any-n", NULL, "also for fewer than 30 areas", CLI_FLAG, &o.any_n, 0, 0},
        SIM_OPTIONS,
        OUT_OPTIONS,
    };
    const struct cli_option moran[] = {
        {"values", "CSV", "table with the columns id, value", CLI_STRING, &o.values, 0, 0},
        {"neighbours", "CSV", "table with the columns i, j: directed pairs of ids", CLI_STRING,
         &o.neighbours, 0, 0},
        OUT_OPTIONS,
    };
    const struct cli_option scan[] = {
        {"areas", "CSV", "table with the columns id, x, y, cases, population", CLI_STRING, &o.areas,
         0, 0},
        {"max-fraction", "F", "a zone holds at most this share of the population (0.5)", CLI_DOUBLE,
         &o.max_fraction, 1e-6, 1},
        {"threads", "N", "the result does not depend on it", CLI_INT, &o.threads, 1,
         GIS_THREADS_MAX},
        SIM_OPTIONS,
        OUT_OPTIONS,
    };
    const struct subcommand subcommands[] = {
        {"rates",
         {"stats rates --areas CSV [options]",
          "Expected cases, standardised ratio with its exact 95 % Poisson interval, and the "
          "empirical\n"
          "Bayes rate (Marshall). CSV: id, cases, population, expected, smr, smr_lo95, smr_hi95, "
          "eb_rate.\n"
          "An area with population 0 has no rate (NA) and counts in no sum.",
          rates, sizeof rates / sizeof *rates, 0, 0},
         {&o.areas, NULL},
         "--areas CSV",
         run_rates},
        {"gistar",
         {"stats gistar --values CSV --neighbours CSV [options]",
          "Getis-Ord Gi* with binary weights, the area itself included. CSV: id, g, expected, "
          "variance, z,\n"
          "p (normal, two-sided), p_perm (conditional permutation, --nsim 9999), q "
          "(Benjamini-Hochberg of\n"
          "p over all areas). Refused for fewer than 30 areas.",
          gistar, sizeof gistar / sizeof *gistar, 0, 0},
         {&o.values, &o.neighbours},
         "--values CSV and --neighbours CSV",
         run_gistar},
        {"moran",
         {"stats moran --values CSV --neighbours CSV [options]",
          "Local Moran's I with row-standardised weights, the area itself left out. CSV: id,\n"
          "quadrant (the area, then those around it, against the mean), i, expected, variance, z,\n"
          "p (normal, two-sided), q (Benjamini-Hochberg of p over all areas).",
          moran, sizeof moran / sizeof *moran, 0, 0},
         {&o.values, &o.neighbours},
         "--values CSV and --neighbours CSV",
         run_moran},
        {"scan",
         {"stats scan --areas CSV [options]",
          "Zones with more cases than expected: circular windows around each area, likelihood "
          "ratio,\n"
          "p by Monte Carlo (--nsim 999). JSON: clusters with rank, centre, areas, cases, "
          "expected,\n"
          "relative_risk (inside against outside), llr, p; no two share an area.",
          scan, sizeof scan / sizeof *scan, 0, 0},
         {&o.areas, NULL},
         "--areas CSV",
         run_scan},
    };
    const char *which = argc > 1 ? argv[1] : "";
    if (strcmp(which, "--help") == 0) {
        print_stats_help(stdout);
        return 0;
    }
    for (size_t k = 0; k < sizeof subcommands / sizeof *subcommands; k++) {
        if (strcmp(which, subcommands[k].name) == 0) {
            o.nsim = subcommands[k].run == run_gistar ? 9999 : 999;
            return run_subcommand(&subcommands[k], &o, argc - 1, argv + 1);
        }
    }
    return cli_wrong_use(argv[0], "say which: rates, gistar, moran or scan");
}
