/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/fixtures.h"

#include <math.h>
#include <string.h>

#include "src/base/mem.h"

#define POLE_STEP_M 30.0
#define LIGHTS_MAX  12000
#define POLES_MAX   16000
#define CAMERAS     190
#define NEAR_M      9.0 /* no two lights nearer than that: corners are lit once */

/* How a street is lit. */
struct lighting {
    double step_m, jitter; /* step 0: not at all */
    double watt_w, lumen_lm, height_m;
    double led_share, missing;
    enum jy_owner owner;
};

static struct lighting lighting_of(const struct sample_line *line, struct sample_rng *rng)
{
    const double luck = sample_rng_uniform(rng, 0, 1);
    struct lighting l = {.jitter = 0.12,
                         .watt_w = 20,
                         .lumen_lm = 2300,
                         .height_m = 4.5,
                         .led_share = 0.93,
                         .missing = 0.03,
                         .owner = JY_OWNER_CITY};
    switch ((int)line->road_class) {
    case JY_ROAD_SECONDARY:
        return (struct lighting){30, 0.06, 71, 9400, 8, 0.97, 0.01, JY_OWNER_PREFECTURE};
    case JY_ROAD_TERTIARY:
        l.step_m = sample_rng_uniform(rng, 22, 28);
        l.watt_w = 40;
        l.lumen_lm = 5200;
        l.height_m = 6;
        return l;
    case JY_ROAD_SERVICE: /* private */
        l.step_m = luck < 0.3 ? sample_rng_uniform(rng, 18, 30) : 0;
        l.watt_w = 10;
        l.lumen_lm = 1100;
        return l;
    case JY_ROAD_FOOTWAY:
        return (struct lighting){0};
    default:
        l.watt_w = 10;
        l.lumen_lm = 1200;
        if (luck < 0.64) { /* well lit */
            l.step_m = sample_rng_uniform(rng, 16.5, 19.2);
            l.jitter = 0.05;
        } else if (luck < 0.86) {
            l.step_m = sample_rng_uniform(rng, 23, 34);
            l.missing = 0.08;
        } else if (luck < 0.97) { /* thin */
            l.step_m = sample_rng_uniform(rng, 35, 60);
            l.led_share = 0.7;
            l.missing = 0.1;
        }
        return l;
    }
}

/* A walk along a street. */
struct at {
    struct gis_xy p, along; /* along: unit vector */
};

static double street_length_m(const struct sample_street *s)
{
    double sum = 0;
    for (size_t i = 1; i < s->n; i++) {
        sum +=
            hypot(s->points[i].x_m - s->points[i - 1].x_m, s->points[i].y_m - s->points[i - 1].y_m);
    }
    return sum;
}

static struct at street_at(const struct sample_street *s, double d_m)
{
    struct at at = {s->points[0], {1, 0}};
    for (size_t i = 1; i < s->n; i++) {
        const struct gis_xy a = s->points[i - 1], b = s->points[i];
        const double l = hypot(b.x_m - a.x_m, b.y_m - a.y_m);
        if (l <= 0)
            continue;
        at.along = (struct gis_xy){(b.x_m - a.x_m) / l, (b.y_m - a.y_m) / l};
        at.p = (struct gis_xy){a.x_m + fmin(d_m, l) * at.along.x_m,
                               a.y_m + fmin(d_m, l) * at.along.y_m};
        if (d_m <= l)
            break;
        d_m -= l;
    }
    return at;
}

static struct gis_xy beside(struct at at, double offset_m)
{
    return (struct gis_xy){at.p.x_m - offset_m * at.along.y_m, at.p.y_m + offset_m * at.along.x_m};
}

/* Positions already taken, on a coarse grid of lists. */
enum { CELLS = 4096 };
struct crowd {
    double near_m;
    size_t n;
    struct gis_xy at[POLES_MAX];
    int next[POLES_MAX], head[CELLS];
};

static size_t crowd_cell(double x_m, double y_m)
{
    const long i = (long)floor(x_m / 40), j = (long)floor(y_m / 40);
    return (size_t)((unsigned long)(i * 73856093L ^ j * 19349663L) % CELLS);
}

static struct crowd *crowd_new(double near_m)
{
    struct crowd *c = jy_calloc(1, sizeof *c);
    c->near_m = near_m;
    for (int i = 0; i < CELLS; i++)
        c->head[i] = -1;
    return c;
}

static bool crowd_has(const struct crowd *c, struct gis_xy p)
{
    for (int dx = -1; dx <= 1; dx++) {
        for (int dy = -1; dy <= 1; dy++) {
            for (int i = c->head[crowd_cell(p.x_m + dx * 40, p.y_m + dy * 40)]; i >= 0;
                 i = c->next[i]) {
                if (hypot(c->at[i].x_m - p.x_m, c->at[i].y_m - p.y_m) < c->near_m)
                    return true;
            }
        }
    }
    return false;
}

static void crowd_add(struct crowd *c, struct gis_xy p)
{
    const size_t cell = crowd_cell(p.x_m, p.y_m);
    c->at[c->n] = p;
    c->next[c->n] = c->head[cell];
    c->head[cell] = (int)c->n++;
}

static struct jy_date day_between(struct sample_rng *rng, int from, int to)
{
    const long a = jy_date_days((struct jy_date){from, 4, 1});
    const long b = jy_date_days((struct jy_date){to, 3, 31});
    return jy_date_from_days(a + (long)sample_rng_index(rng, (size_t)(b - a)));
}

/* The tariff band of 公衆街路灯A that holds the lamp's wattage. */
static const char *tariff_of(double watt_w)
{
    return watt_w <= 10   ? "公衆街路灯A 10W"
           : watt_w <= 20 ? "公衆街路灯A 20W"
           : watt_w <= 40 ? "公衆街路灯A 40W"
           : watt_w <= 60 ? "公衆街路灯A 60W"
                          : "公衆街路灯A 100W";
}

static void choose_lamp(struct jy_light *light, const struct lighting *l, struct sample_rng *rng)
{
    const bool led = sample_rng_chance(rng, l->led_share);
    light->lamp = led                           ? JY_LAMP_LED
                  : sample_rng_chance(rng, 0.6) ? JY_LAMP_FLUORESCENT
                                                : JY_LAMP_MERCURY;
    light->watt_w = led ? l->watt_w : light->lamp == JY_LAMP_MERCURY ? 100 : 20;
    light->lumen_lm = led ? l->lumen_lm : light->lamp == JY_LAMP_MERCURY ? 4200 : 1230;
    light->colour_k = led ? (sample_rng_chance(rng, 0.8) ? 5000 : 4000) : 4200;
    if (led) {
        light->installed = day_between(rng, 2012, 2026);
        if (sample_rng_chance(rng, 0.6)) { /* an older lamp was replaced */
            light->replaced = light->installed;
            light->installed = day_between(rng, 1995, 2011);
        }
    } else {
        light->installed = day_between(rng, 1995, 2012);
    }
}

static void choose_status(struct jy_light *light, struct sample_rng *rng)
{
    const double luck = sample_rng_uniform(rng, 0, 1);
    light->status = JY_STATUS_IN_SERVICE;
    if (luck < 0.012) {
        light->status = JY_STATUS_OUT;
    } else if (luck < 0.020) {
        light->status = JY_STATUS_REMOVED;
        light->removed = day_between(rng, 2019, 2026);
        if (jy_date_days(light->removed) <= jy_date_days(light->installed))
            light->removed = (struct jy_date){2026, 3, 31};
        light->replaced = (struct jy_date){0, 0, 0};
    } else if (luck < 0.024) {
        light->status = JY_STATUS_PLANNED;
        light->installed = light->replaced = (struct jy_date){0, 0, 0};
    }
}

/* Contracts: mostly one per lamp; a few lamps share a number by mistake, a few have none. */
static void choose_contract(struct jy_sample *out, struct jy_light *light, struct sample_rng *rng)
{
    const double luck = sample_rng_uniform(rng, 0, 1);
    if (light->owner != JY_OWNER_CITY || light->status == JY_STATUS_PLANNED || luck < 0.01)
        return;
    light->tariff = luck < 0.03 ? "公衆街路灯A 100W" : tariff_of(light->watt_w);
    light->contract_no =
        luck > 0.992 && out->n_lights > 0 && out->lights[out->n_lights - 1].contract_no != NULL
            ? out->lights[out->n_lights - 1].contract_no
            : jy_arena_printf(&out->arena, "K%07zu", 2000000 + out->n_lights * 7);
}

static void add_pole(struct sample_plan *plan, struct crowd *poles, struct gis_xy p,
                     enum jy_pole_kind kind, const char *ref)
{
    struct jy_sample *out = plan->out;
    if (out->n_poles == POLES_MAX)
        return;
    struct jy_pole *pole = &out->poles[out->n_poles++];
    *pole = (struct jy_pole){.at = sample_lonlat(plan, p),
                             .ref = ref,
                             .kind = kind,
                             .owner = kind == JY_POLE_OWN ? JY_OWNER_CITY : JY_OWNER_UTILITY,
                             .height_m = kind == JY_POLE_TELECOM ? 8
                                         : kind == JY_POLE_OWN   ? 5
                                                                 : 12};
    pole->key = jy_arena_printf(&out->arena, "ref:%s", ref);
    crowd_add(poles, p);
}

static const char *pole_ref(struct sample_plan *plan, enum jy_pole_kind kind, size_t chome)
{
    return jy_arena_printf(&plan->out->arena, "%s-%s-%zu",
                           kind == JY_POLE_TELECOM ? "N"
                           : kind == JY_POLE_OWN   ? "S"
                                                   : "T",
                           plan->site_district[chome]->id, plan->out->n_poles + 1);
}

static void add_light(struct sample_plan *plan, const struct sample_street *street,
                      const struct lighting *l, struct gis_xy p, const char *road_name,
                      struct crowd *poles, struct sample_rng *rng)
{
    struct jy_sample *out = plan->out;
    const size_t chome = sample_chome_at(plan, p);
    struct jy_light *light = &out->lights[out->n_lights];
    const double luck = sample_rng_uniform(rng, 0, 1);
    *light = (struct jy_light){.at = sample_lonlat(plan, p),
                               .kind = JY_LIGHT_ROAD,
                               .lamps = 1,
                               .owner = l->owner,
                               .height_m = l->height_m,
                               .arm_m = 1.2,
                               .road_name = road_name};
    light->ref = jy_arena_printf(&out->arena, "L%05zu", out->n_lights + 1);
    light->key = jy_arena_printf(&out->arena, "ref:%s", light->ref);
    light->plate_no = jy_arena_printf(
        &out->arena, "%s %zu", plan->site_district[chome]->name.in[JY_LANG_JA], out->n_lights + 1);
    light->district = plan->site_district[chome]->name.in[JY_LANG_JA];
    light->land = street->is.is_private ? JY_LAND_PRIVATE : JY_LAND_CITY;
    if (street->is.is_private)
        light->consent_ref = jy_arena_printf(&out->arena, "同意-%05zu", out->n_lights + 1);
    choose_lamp(light, l, rng);
    choose_status(light, rng);
    if (l->owner == JY_OWNER_CITY && street->is.road_class == JY_ROAD_RESIDENTIAL &&
        sample_rng_chance(rng, 0.04))
        light->owner = JY_OWNER_NEIGHBOURHOOD;
    choose_contract(out, light, rng);
    light->pole_kind = l->height_m > 7 ? JY_POLE_OWN
                       : luck < 0.62   ? JY_POLE_POWER
                       : luck < 0.86   ? JY_POLE_TELECOM
                       : luck < 0.97   ? JY_POLE_OWN
                                       : JY_POLE_WALL;
    if (light->pole_kind != JY_POLE_WALL) {
        light->pole_no = pole_ref(plan, light->pole_kind, chome);
        add_pole(plan, poles, p, light->pole_kind, light->pole_no);
    }
    out->n_lights++;
}

static void add_street(struct sample_plan *plan, size_t i, struct crowd *lights,
                       struct crowd *poles, struct sample_rng *rng)
{
    const struct sample_street *street = &plan->streets.streets[i];
    const struct lighting l = lighting_of(&street->is, rng);
    const double length_m = street_length_m(street);
    const double side = sample_rng_chance(rng, 0.5) ? 1 : -1;
    const double offset_m = fmin(4, fmax(2, street->is.width_m / 2 + 0.2));
    double dark_until_m = -1;
    if (l.step_m <= 0)
        return;
    double d_m = sample_rng_uniform(rng, 0.1, 0.7) * l.step_m;
    while (d_m < length_m) {
        const struct gis_xy p = beside(street_at(street, d_m), side * offset_m);
        if (sample_rng_chance(rng, 0.012)) /* a stretch that nobody lit */
            dark_until_m = d_m + sample_rng_uniform(rng, 50, 130);
        if (!sample_rng_chance(rng, l.missing) && d_m >= dark_until_m && !crowd_has(lights, p) &&
            plan->out->n_lights < LIGHTS_MAX) {
            crowd_add(lights, p);
            add_light(plan, street, &l, p, plan->out->roads[i].name, poles, rng);
        }
        d_m += l.step_m * sample_rng_uniform(rng, 1 - l.jitter, 1 + l.jitter);
    }
}

/* Power and telephone poles where no light's pole stands already. */
static void add_wires(struct sample_plan *plan, struct crowd *poles, struct sample_rng *rng)
{
    for (size_t i = 0; i < plan->streets.n_streets; i++) {
        const struct sample_street *street = &plan->streets.streets[i];
        const double length_m = street_length_m(street);
        if (street->is.bank || (street->is.is_private && length_m < 25))
            continue;
        const double side = sample_rng_chance(rng, 0.5) ? 1 : -1;
        double d_m = sample_rng_uniform(rng, 5, 25);
        while (d_m < length_m) {
            const struct gis_xy p =
                beside(street_at(street, d_m), side * (street->is.width_m / 2 + 0.3));
            const enum jy_pole_kind kind =
                sample_rng_chance(rng, 0.7) ? JY_POLE_POWER : JY_POLE_TELECOM;
            if (!crowd_has(poles, p))
                add_pole(plan, poles, p, kind, pole_ref(plan, kind, sample_chome_at(plan, p)));
            d_m += POLE_STEP_M * sample_rng_uniform(rng, 0.85, 1.15);
        }
    }
}

void sample_add_lights(struct sample_plan *plan, uint64_t seed)
{
    struct sample_rng rng = sample_rng_new(seed, 3);
    struct jy_sample *out = plan->out;
    struct crowd *lights = crowd_new(NEAR_M), *poles = crowd_new(17);
    out->lights = jy_arena_alloc(&out->arena, LIGHTS_MAX * sizeof *out->lights);
    out->poles = jy_arena_alloc(&out->arena, POLES_MAX * sizeof *out->poles);
    for (size_t i = 0; i < plan->streets.n_streets; i++)
        add_street(plan, i, lights, poles, &rng);
    add_wires(plan, poles, &rng);
    jy_free_at(&lights);
    jy_free_at(&poles);
}

/* Somebody has to answer for a camera: offices and associations, never a person. */
static void choose_manager(struct jy_camera *camera, const char *district, struct jy_sample *out,
                           struct sample_rng *rng)
{
    const double luck = sample_rng_uniform(rng, 0, 1);
    if (luck < 0.5) {
        camera->owner = JY_OWNER_CITY;
        camera->manager = "市役所 防犯担当（サンプル）";
    } else if (luck < 0.78) {
        camera->owner = JY_OWNER_NEIGHBOURHOOD;
        camera->manager = jy_arena_printf(&out->arena, "%s町会 事務所（サンプル）", district);
    } else if (luck < 0.93) {
        camera->owner = JY_OWNER_SHOP_STREET;
        camera->manager = jy_arena_printf(&out->arena, "%s商店会 事務所（サンプル）", district);
    } else {
        camera->owner = JY_OWNER_RAILWAY;
        camera->manager = "鉄道事業者 駅事務所（サンプル）";
    }
}

static void add_camera(struct sample_plan *plan, const struct sample_street *street, double d_m,
                       struct sample_rng *rng)
{
    struct jy_sample *out = plan->out;
    const struct at at = street_at(street, d_m);
    const struct gis_xy p = beside(at, street->is.width_m / 2 + 0.4);
    const char *district = plan->site_district[sample_chome_at(plan, p)]->name.in[JY_LANG_JA];
    struct jy_camera *camera = &out->cameras[out->n_cameras++];
    const double bearing = atan2(at.along.x_m, at.along.y_m) * 180 / M_PI;
    *camera = (struct jy_camera){.at = sample_lonlat(plan, p),
                                 .height_m = 4.5,
                                 .purpose = "街頭における犯罪の予防",
                                 .retention_days = 14,
                                 .sign_known = true,
                                 .sign = !sample_rng_chance(rng, 0.04),
                                 .status = JY_STATUS_IN_SERVICE,
                                 .camera_type = "固定",
                                 .district = district};
    camera->ref = jy_arena_printf(&out->arena, "C%03zu", out->n_cameras);
    camera->key = jy_arena_printf(&out->arena, "ref:%s", camera->ref);
    camera->name = jy_arena_printf(&out->arena, "防犯カメラ %s（サンプル）", camera->ref);
    camera->direction_deg = floor(fmod(bearing + 360 + (sample_rng_chance(rng, 0.5) ? 0 : 180) +
                                           sample_rng_uniform(rng, -12, 12),
                                       360));
    camera->angle_deg = 5 * floor(sample_rng_uniform(rng, 11, 19));
    camera->range_m = floor(sample_rng_uniform(rng, 15, 32));
    camera->installed = day_between(rng, 2010, 2026);
    /* The ordinance asks for 14 days; a few were filed late. */
    camera->filed = jy_date_from_days(
        jy_date_days(camera->installed) -
        (sample_rng_chance(rng, 0.05) ? 7 : 14 + (long)sample_rng_index(rng, 40)));
    choose_manager(camera, district, out, rng);
}

void sample_add_cameras(struct sample_plan *plan, uint64_t seed)
{
    struct sample_rng rng = sample_rng_new(seed, 4);
    struct jy_sample *out = plan->out;
    struct crowd *taken = crowd_new(35);
    out->cameras = jy_arena_alloc(&out->arena, CAMERAS * sizeof *out->cameras);
    while (out->n_cameras < CAMERAS) {
        const struct sample_street *street =
            &plan->streets.streets[sample_rng_index(&rng, plan->streets.n_streets)];
        const double d_m = sample_rng_uniform(&rng, 0, 1) * street_length_m(street);
        const struct gis_xy p = street_at(street, d_m).p;
        double near = 0.12; /* nearer to a station: likelier */
        for (size_t i = 0; i < plan->recipe.n_rows; i++) {
            if (strcmp(plan->recipe.rows[i].kind, "station") == 0) {
                const struct gis_xy s = sample_xy(plan, plan->recipe.rows[i].at);
                near = fmax(near, exp(-hypot(s.x_m - p.x_m, s.y_m - p.y_m) / 350));
            }
        }
        if (street->is.is_private || street->is.bank || !sample_rng_chance(&rng, near) ||
            crowd_has(taken, p))
            continue;
        crowd_add(taken, p);
        add_camera(plan, street, d_m, &rng);
    }
    jy_free_at(&taken);
}
