/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Result codes of libgis. The list is written once: the enum and the texts are both made from it.
 */
#pragma once

#define GIS_STATUS_LIST(X)                                     \
    X(GIS_OK, "success")                                       \
    X(GIS_EDOMAIN, "argument outside its documented range")    \
    X(GIS_EEMPTY, "not enough input for this computation")     \
    X(GIS_EREFUSED, "the method does not apply to this input") \
    X(GIS_EPROJ, "coordinates cannot be projected")            \
    X(GIS_ENOMEM, "out of memory")

enum gis_status {
#define X(name, text) name,
    GIS_STATUS_LIST(X)
#undef X
};

/** English text for @p status; never NULL, never freed. */
const char *gis_status_text(enum gis_status status);

#define GIS_MUST_CHECK __attribute__((warn_unused_result))
