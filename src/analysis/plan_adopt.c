/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "src/analysis/plan.h"
#include "src/base/clock.h"
#include "src/store/write.h"

/* What is known of a light before it stands. */
static struct jy_light planned_light(const struct jy_plan *plan, size_t i, const char *key,
                                     const char *ref)
{
    const struct jy_plan_light *light = &plan->lights[i];
    const struct jy_pole *pole = light->pole;
    return (struct jy_light){
        .key = key,
        .at = light->at,
        .ref = ref,
        .pole_no = pole != NULL ? pole->ref : NULL,
        .pole_kind = pole != NULL ? pole->kind : JY_POLE_OWN,
        .kind = JY_LIGHT_ROAD,
        .status = JY_STATUS_PLANNED,
        .land = light->road->is_private ? JY_LAND_PRIVATE : JY_LAND_UNKNOWN,
        .owner = JY_OWNER_CITY,
        .watt_w = (double)NAN,
        .lumen_lm = (double)NAN,
        .colour_k = (double)NAN,
        .height_m = (double)NAN,
        .arm_m = (double)NAN,
        .road_name = light->road->name,
        .district = jy_plan_district(plan, i, JY_LANG_JA),
    };
}

static enum jy_code put_all(struct jy_import *import, const struct jy_plan *plan, size_t *n,
                            struct jy_error *err)
{
    const char *name = plan->options.name;
    enum jy_code code = JY_OK;
    for (size_t i = plan->n_own; i < plan->result.n_picks && code == JY_OK; i++) {
        char key[72], ref[64];
        enum jy_put_result put = JY_PUT_UNCHANGED;
        (void)snprintf(ref, sizeof ref, "%s-%u", name, plan->lights[i].number);
        (void)snprintf(key, sizeof key, "ref:%s", ref); /* as an import of the number finds it */
        struct jy_light light = planned_light(plan, i, key, ref);
        code = jy_import_light(import, &light, &put, err);
        if (code == JY_OK && put != JY_PUT_INSERTED) {
            code =
                jy_fail(err, JY_ECONFLICT, "there is a light %s already; nothing is written", ref);
        }
        *n += code == JY_OK;
    }
    return code;
}

enum jy_code jy_plan_adopt(struct jy_store *store, const struct jy_plan *plan, size_t *out_written,
                           struct jy_error *err)
{
    struct jy_import *import = NULL;
    char file[64];
    size_t n = 0;
    if (plan->n_own < plan->result.n_picks) {
        (void)snprintf(file, sizeof file, "plan %s", plan->options.name);
        const struct jy_source source = {.file = file,
                                         .format = "joyato plan",
                                         .date = jy_clock_today(),
                                         .layer = JY_LAYER_STREETLIGHTS,
                                         .sample = plan->lighting->data->sample};
        enum jy_code code = jy_import_begin(store, &source, &import, err);
        if (code == JY_OK)
            code = put_all(import, plan, &n, err);
        if (code != JY_OK) {
            jy_import_abort(import);
            return code;
        }
        code = jy_import_commit(import, err);
        if (code != JY_OK)
            return code;
    }
    *out_written = n;
    return JY_OK;
}
