/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A city of a profile's folder, as the registry would hold it.
 */
#pragma once
#include "src/domain/city.h"

/** @p folder below the sources, "data/cities/…"; fails the test when it cannot be read. */
struct jy_city *profile_city(const char *folder);
