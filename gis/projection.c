/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/projection.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <proj.h>

struct gis_projection {
    PJ_CONTEXT *context;
    PJ *pj;
};

static bool is_metric_projected(PJ_CONTEXT *context, const char *crs)
{
    PJ *pj = proj_create(context, crs);
    if (pj == NULL)
        return false;
    bool ok = proj_get_type(pj) == PJ_TYPE_PROJECTED_CRS;
    if (ok) {
        PJ *cs = proj_crs_get_coordinate_system(context, pj);
        double unit_m = 0;
        ok = cs != NULL &&
             proj_cs_get_axis_info(context, cs, 0, NULL, NULL, NULL, &unit_m, NULL, NULL, NULL) &&
             unit_m == 1.0;
        proj_destroy(cs);
    }
    proj_destroy(pj);
    return ok;
}

static enum gis_status open_crs(const char *crs, struct gis_projection **out)
{
    struct gis_projection *p = calloc(1, sizeof *p);
    if (p == NULL)
        return GIS_ENOMEM;
    p->context = proj_context_create();
    if (p->context == NULL) {
        free(p);
        return GIS_ENOMEM;
    }
    proj_log_level(p->context, PJ_LOG_NONE);
    if (is_metric_projected(p->context, crs)) {
        PJ *raw = proj_create_crs_to_crs(p->context, "OGC:CRS84", crs, NULL);
        /* Japan's plane rectangular zones name x the north axis: make every CRS east, north. */
        p->pj = raw != NULL ? proj_normalize_for_visualization(p->context, raw) : NULL;
        proj_destroy(raw);
    }
    if (p->pj == NULL) {
        gis_projection_free(p);
        return GIS_EDOMAIN;
    }
    *out = p;
    return GIS_OK;
}

enum gis_status gis_projection_new(int epsg, struct gis_projection **out)
{
    char crs[32];
    (void)snprintf(crs, sizeof crs, "EPSG:%d", epsg);
    return open_crs(crs, out);
}

enum gis_status gis_projection_new_local(struct gis_lonlat centre, struct gis_projection **out)
{
    if (!gis_lonlat_valid(centre))
        return GIS_EDOMAIN;
    char crs[160];
    (void)snprintf(crs, sizeof crs,
                   "+proj=tmerc +lat_0=%.6f +lon_0=%.6f +k=1 +datum=WGS84 +units=m +no_defs "
                   "+type=crs",
                   centre.lat_deg, centre.lon_deg);
    return open_crs(crs, out);
}

void gis_projection_free(struct gis_projection *p)
{
    if (p == NULL)
        return;
    proj_destroy(p->pj);
    proj_context_destroy(p->context);
    free(p);
}

static enum gis_status transform(struct gis_projection *p, PJ_DIRECTION direction, size_t n,
                                 double *pairs)
{
    const size_t stride = 2 * sizeof(double);
    proj_errno_reset(p->pj);
    size_t done = proj_trans_generic(p->pj, direction, pairs, stride, n, pairs + 1, stride, n, NULL,
                                     0, 0, NULL, 0, 0);
    if (done != n)
        return GIS_EPROJ;
    for (size_t i = 0; i < 2 * n; i++) {
        if (!isfinite(pairs[i]))
            return GIS_EPROJ;
    }
    return GIS_OK;
}

enum gis_status gis_project(struct gis_projection *p, size_t n, const struct gis_lonlat *in,
                            struct gis_xy *out)
{
    for (size_t i = 0; i < n; i++) {
        if (!gis_lonlat_valid(in[i]))
            return GIS_EDOMAIN;
        out[i] = (struct gis_xy){in[i].lon_deg, in[i].lat_deg};
    }
    return n == 0 ? GIS_OK : transform(p, PJ_FWD, n, &out->x_m);
}

enum gis_status gis_unproject(struct gis_projection *p, size_t n, const struct gis_xy *in,
                              struct gis_lonlat *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (struct gis_lonlat){in[i].x_m, in[i].y_m};
    return n == 0 ? GIS_OK : transform(p, PJ_INV, n, &out->lon_deg);
}
