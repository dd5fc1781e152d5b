/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/subsidy.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/fold.h"

/* So that cost times numerator stays within int64_t. */
#define COST_MAX_YEN 1e14

static bool is_of(const struct jy_subsidy *s, const char *id, enum jy_owner recipient)
{
    return strcmp(s->id, id) == 0 && s->recipient == recipient;
}

const struct jy_subsidy *jy_subsidy_find(const struct jy_city *city, const char *id,
                                         enum jy_owner recipient, int fiscal_year)
{
    const struct jy_subsidy *best = NULL;
    for (size_t i = 0; i < city->n_subsidies; i++) {
        const struct jy_subsidy *s = &city->subsidies[i];
        if (!is_of(s, id, recipient) || (fiscal_year != 0 && s->fiscal_year != fiscal_year))
            continue;
        if (best == NULL || s->fiscal_year > best->fiscal_year)
            best = s;
    }
    return best;
}

void jy_subsidy_years(const struct jy_city *city, const char *id, enum jy_owner recipient,
                      struct jy_buf *out)
{
    const size_t start = out->len;
    for (int year = 1900; year <= 2200; year++) {
        if (jy_subsidy_find(city, id, recipient, year) != NULL)
            jy_buf_addf(out, "%s%d", out->len > start ? ", " : "", year);
    }
    if (out->len == start)
        jy_buf_adds(out, "none");
}

/* Whole yen: the fraction of a yen is not paid. */
static int64_t share_yen(const struct jy_subsidy *s, double cost_yen)
{
    if (!(cost_yen > 0) || !(cost_yen <= COST_MAX_YEN))
        return 0;
    return (int64_t)floor(cost_yen) * s->rate_numerator / s->rate_denominator;
}

static double finish_yen(const struct jy_subsidy *s, double yen)
{
    const double cut = fmin(yen, s->cap_yen);
    return s->round_down_yen > 0 ? floor(cut / s->round_down_yen) * s->round_down_yen : floor(cut);
}

double jy_subsidy_grant_yen(const struct jy_subsidy *subsidy, double cost_yen)
{
    return finish_yen(subsidy, (double)share_yen(subsidy, cost_yen));
}

double jy_subsidy_items_yen(const struct jy_subsidy *subsidy, size_t n_cameras, size_t n_costs,
                            const struct jy_subsidy_cost *costs)
{
    double sum_yen = 0;
    for (size_t i = 0; i < n_costs; i++) {
        double yen = (double)share_yen(subsidy, costs[i].cost_yen);
        for (size_t k = 0; k < subsidy->n_caps; k++) {
            if (strcmp(subsidy->caps[k].item, costs[i].item) == 0)
                yen = fmin(yen, subsidy->caps[k].per_camera_yen * (double)n_cameras);
        }
        sum_yen += yen;
    }
    return finish_yen(subsidy, sum_yen);
}

/* --- as people write them ----------------------------------------------------------------------
 */

static bool after(const char **text, const char *prefix)
{
    const size_t n = strlen(prefix);
    if (strncmp(*text, prefix, n) != 0)
        return false;
    *text += n;
    return true;
}

bool jy_fiscal_year_parse(const char *text, int *out)
{
    static const struct {
        const char *prefix;
        int before;
    } eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"r", 2018},
                {"h", 1988},    {"s", 1925},    {"fy", 0},      {"", 0}};
    struct jy_buf JY_AUTOBUF folded = JY_BUF_INIT;
    jy_fold(text, &folded);
    const char *at = jy_buf_text(&folded);
    int before = 0;
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        if (after(&at, eras[i].prefix)) {
            before = eras[i].before;
            break;
        }
    }
    long n = 0;
    char *end = NULL;
    if (before > 0 && after(&at, "元")) {
        n = 1;
    } else if (!isdigit((unsigned char)*at)) {
        return false;
    } else {
        n = strtol(at, &end, 10);
        at = end;
    }
    (void)(after(&at, "年度") || after(&at, "年"));
    if (*at != '\0' || n < 1 || (before > 0 && n > 99) || before + n < 1900 || before + n > 2200)
        return false;
    *out = before + (int)n;
    return true;
}

bool jy_applicant_parse(const char *text, enum jy_owner *out)
{
    static const struct {
        const char *word;
        enum jy_owner owner;
    } words[] = {{"市", JY_OWNER_CITY},
                 {"町会", JY_OWNER_NEIGHBOURHOOD},
                 {"自治会", JY_OWNER_NEIGHBOURHOOD},
                 {"町会・自治会", JY_OWNER_NEIGHBOURHOOD},
                 {"町会等", JY_OWNER_NEIGHBOURHOOD},
                 {"商店街", JY_OWNER_SHOP_STREET},
                 {"商店会", JY_OWNER_SHOP_STREET},
                 {"鉄道", JY_OWNER_RAILWAY},
                 {"鉄道事業者", JY_OWNER_RAILWAY}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, text) == 0) {
            *out = words[i].owner;
            return true;
        }
    }
    enum jy_owner owner;
    if (!jy_owner_parse(text, &owner) || owner == JY_OWNER_UNKNOWN)
        return false;
    *out = owner;
    return true;
}
