/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/random.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void gis_random_init(struct gis_random *rng, uint64_t seed, uint64_t stream)
{
    /* Two rounds of mixing: neighbouring seeds and neighbouring streams share nothing visible. */
    uint64_t a = seed;
    uint64_t b = stream ^ UINT64_C(0xD1B54A32D192ED03);
    uint64_t state = splitmix(&a) ^ (splitmix(&b) * UINT64_C(0x2545F4914F6CDD1D));
    for (int i = 0; i < 4; i++)
        rng->s[i] = splitmix(&state);
}

static uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t gis_random_u64(struct gis_random *rng)
{
    uint64_t *s = rng->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

double gis_random_unit(struct gis_random *rng)
{
    return (double)(gis_random_u64(rng) >> 11) * 0x1p-53;
}

uint32_t gis_random_below(struct gis_random *rng, uint32_t bound)
{
    uint64_t m = (gis_random_u64(rng) >> 32) * bound;
    if ((uint32_t)m < bound) {
        uint32_t reject = (uint32_t)(-bound) % bound;
        while ((uint32_t)m < reject)
            m = (gis_random_u64(rng) >> 32) * bound;
    }
    return (uint32_t)(m >> 32);
}

double gis_random_normal(struct gis_random *rng)
{
    for (;;) {
        double u = 2 * gis_random_unit(rng) - 1;
        double v = 2 * gis_random_unit(rng) - 1;
        double q = u * u + v * v;
        if (q > 0 && q < 1)
            return u * sqrt(-2 * log(q) / q);
    }
}

/* Walks the probabilities up from P(0) = q^n, given as its logarithm. p <= 1/2 and n p < 10. */
static uint32_t binomial_by_inversion(struct gis_random *rng, uint32_t n, double p, double log_q)
{
    double odds = p / (1 - p);
    double start = exp(n * log_q);
    for (;;) {
        double u = gis_random_unit(rng);
        double f = start;
        for (uint32_t k = 0; k <= n; k++) {
            if (u < f)
                return k;
            u -= f;
            f *= odds * (double)(n - k) / (double)(k + 1);
            if (f <= 0)
                break; /* beyond the last bit of u: draw again */
        }
    }
}

/* ln k! minus Stirling's main terms at k + 1 (Hörmann 1993, f_c). */
static double stirling_tail(double k)
{
    static const double small[10] = {
        0.08106146679532726,  0.04134069595540929,  0.02767792568499834, 0.02079067210376509,
        0.01664469118982119,  0.01387612882307075,  0.01189670994589177, 0.01041126526197209,
        0.009255462182712733, 0.008330563433362871,
    };
    if (k < 10)
        return small[(int)k];
    double r = 1 / (k + 1);
    double r2 = r * r;
    return (1.0 / 12 - (1.0 / 360 - r2 / 1260) * r2) * r;
}

/* BTRS of Hörmann (1993), for p <= 1/2 and n p >= 10. */
static uint32_t binomial_by_rejection(struct gis_random *rng, uint32_t n_trials, double p)
{
    double n = n_trials;
    double spread = sqrt(n * p * (1 - p));
    double b = 1.15 + 2.53 * spread;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double c = n * p + 0.5;
    double v_r = 0.92 - 4.2 / b;
    double r = p / (1 - p);
    double alpha = (2.83 + 5.1 / b) * spread;
    double m = floor((n + 1) * p);
    for (;;) {
        double u = gis_random_unit(rng) - 0.5;
        double v = 1 - gis_random_unit(rng);
        double us = 0.5 - fabs(u);
        double k = floor((2 * a / us + b) * u + c);
        if (!(k >= 0 && k <= n))
            continue;
        if (us >= 0.07 && v <= v_r)
            return (uint32_t)k;
        double bound = (m + 0.5) * log((m + 1) / (r * (n - m + 1))) +
                       (n + 1) * log((n - m + 1) / (n - k + 1)) +
                       (k + 0.5) * log(r * (n - k + 1) / (k + 1)) + stirling_tail(m) +
                       stirling_tail(n - m) - stirling_tail(k) - stirling_tail(n - k);
        if (log(v * alpha / (a / (us * us) + b)) <= bound)
            return (uint32_t)k;
    }
}

/* log_q = log1p(-min(p, 1-p)), which callers with fixed p prepare once. */
static uint32_t binomial(struct gis_random *rng, uint32_t n, double p, double log_q)
{
    bool flip = p > 0.5;
    double small_p = flip ? 1 - p : p;
    uint32_t k;
    if (n == 0 || small_p <= 0) {
        k = 0;
    } else if (n * small_p < 10) {
        k = binomial_by_inversion(rng, n, small_p, log_q);
    } else {
        k = binomial_by_rejection(rng, n, small_p);
    }
    return flip ? n - k : k;
}

uint32_t gis_random_binomial(struct gis_random *rng, uint32_t n, double p)
{
    double inside = fmin(fmax(p, 0), 1);
    return binomial(rng, n, inside, log1p(-fmin(inside, 1 - inside)));
}

struct gis_multinomial {
    size_t k;
    struct {
        double p;     /* of this class, given that none before it was hit */
        double log_q; /* log1p(-min(p, 1-p)) */
    } step[];
};

enum gis_status gis_multinomial_new(size_t k, const double *weights, struct gis_multinomial **out)
{
    double rest = 0;
    if (k == 0)
        return GIS_EDOMAIN;
    for (size_t i = k; i-- > 0;) {
        if (!(weights[i] >= 0) || !isfinite(weights[i]))
            return GIS_EDOMAIN;
        rest += weights[i];
    }
    if (!(rest > 0) || !isfinite(rest))
        return GIS_EDOMAIN;
    struct gis_multinomial *m = malloc(sizeof *m + k * sizeof m->step[0]);
    if (m == NULL)
        return GIS_ENOMEM;
    m->k = k;
    /* From the last class backwards: the sum of what is left has no cancellation. */
    rest = 0;
    for (size_t i = k; i-- > 0;) {
        rest += weights[i];
        double p = weights[i] > 0 ? weights[i] / rest : 0;
        m->step[i].p = p;
        m->step[i].log_q = log1p(-fmin(p, 1 - p));
    }
    *out = m;
    return GIS_OK;
}

void gis_multinomial_free(struct gis_multinomial *m)
{
    free(m);
}

void gis_multinomial_draw(const struct gis_multinomial *m, struct gis_random *rng, uint32_t n,
                          uint32_t *out_counts)
{
    for (size_t i = 0; i < m->k; i++) {
        uint32_t c = n > 0 ? binomial(rng, n, m->step[i].p, m->step[i].log_q) : 0;
        out_counts[i] = c;
        n -= c;
    }
}
