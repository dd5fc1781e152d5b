/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Where the files that come with the program are: the page and its catalogues (web/), city profiles
 * and tables (data/).
 */
#pragma once

/**
 * Path of @p relative ("web/i18n", "data/cities/komae"), the caller's (free()). The first that
 * exists of: $JOYATO_HOME/relative, the source tree that the program was built in, the installed
 * PREFIX/share/joyato/relative. When none exists the installed one is named, for the error message.
 */
char *jy_path_of(const char *relative);
