/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * GDAL's C headers. They do not pass our warnings, so they count as system headers.
 */
#pragma once
#pragma GCC system_header
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
