/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "src/cli/cli.h"

/* One line per command, in the order of `joyato --help`. */
const struct cli_command cli_commands[] = {
    {"init", "a new registry from a city's profile", cli_init},
    {"import", "a file into the registry", cli_import},
    {"export", "a layer as a file", cli_export},
    {"gaps", "dark stretches of road, and the lights that would close them", cli_gaps},
    {"ask", "may a streetlight be asked for at a place", cli_ask},
    {"plan", "which lights to set up this year, and why", cli_plan},
    {"walk", "from here to there on foot by night: the shortest and the best-lit way", cli_walk},
    {"request", "a resident's request by its number, and its next status", cli_request},
    {"search", "places and addresses by name, as written or as it sounds", cli_search},
    {"history", "metres of gap by year", cli_history},
    {"flyer", "a sheet to hand out, as PDF, PNG or HTML", cli_flyer},
    {"logo", "a logo for property sheets, checked and written anew", cli_logo},
    {"crimes", "tables of crime figures for charts, and the rank among municipalities", cli_crimes},
    {"hotspots", "zones where crime is more than chance, with their uncertainty", cli_hotspots},
    {"cameras", "places for new security cameras, for staff", cli_cameras},
    {"serve", "the web service: pages, tiles, JSON API", cli_serve},
    {"stats", "rates, Gi* and zones from plain tables", cli_stats},
    {"tile", "one map tile", cli_tile},
    {"tiles", "a whole set of tiles in one file", cli_tiles},
    {"backup", "copy the registry to a new file while the service runs", cli_backup},
    {"restore", "make a registry of a backup", cli_restore},
    {"check", "look for damage in a registry", cli_check},
    {NULL, NULL, NULL},
};

int cli_failed(const char *command, const struct jy_error *err)
{
    (void)fprintf(stderr, "joyato %s: %s\n", command, err->text);
    return 1;
}
