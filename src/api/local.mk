# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/api.h \
	%D%/agents.c %D%/agents.h \
	%D%/analyses.c \
	%D%/ask.c \
	%D%/cameras.c \
	%D%/city.c \
	%D%/common.c \
	%D%/downloads.c %D%/downloads.h \
	%D%/editions.c \
	%D%/embed.c \
	%D%/crime_figures.c \
	%D%/crime_report.c \
	%D%/crimes.c \
	%D%/figures.c \
	%D%/flyers.c \
	%D%/gaps.c \
	%D%/hotspots.c \
	%D%/health.c \
	%D%/jobs.c \
	%D%/json_geo.c %D%/json_geo.h \
	%D%/live.c %D%/live.h \
	%D%/metrics.c \
	%D%/network.c \
	%D%/ogc.c %D%/ogc.h \
	%D%/ogc_features.c \
	%D%/openapi.c \
	%D%/pages.c \
	%D%/places.c \
	%D%/plan.c %D%/whatif_slot.h \
	%D%/plan_table.c %D%/plan_table.h \
	%D%/readers.c %D%/readers.h \
	%D%/requests.c \
	%D%/routes.c \
	%D%/search.c \
	%D%/static_map.c \
	%D%/tile_cache.c %D%/tile_cache.h \
	%D%/tilejson.c \
	%D%/tiles.c \
	%D%/tools.c %D%/tools.h \
	%D%/walk.c
