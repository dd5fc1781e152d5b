# One line per test, alphabetical.
unit_tests += \
	%D%/analysis/test_address \
	%D%/analysis/test_ask \
	%D%/analysis/test_hotspots \
	%D%/analysis/test_suppress \
	%D%/analysis/test_suppress_optimum \
	%D%/analysis/test_hotspot_family \
	%D%/analysis/test_registry \
	%D%/analysis/test_rules \
	%D%/analysis/test_plan \
	%D%/analysis/test_walk \
	%D%/api/test_tile_cache \
	%D%/app/test_config \
	%D%/base/test_base \
	%D%/base/test_fold \
	%D%/base/test_number \
	%D%/sample/test_sample \
	%D%/domain/test_i18n \
	%D%/domain/test_city \
	%D%/domain/test_subsidy \
	%D%/domain/test_taxonomy \
	%D%/http/test_ready \
	%D%/http/test_request \
	%D%/http/test_router \
	%D%/io/test_columns \
	%D%/io/test_csv_table \
	%D%/io/test_import \
	%D%/io/test_ogr \
	%D%/io/test_values \
	%D%/jobs/test_jobs \
	%D%/render/test_dissolve \
	%D%/render/test_golden_maps \
	%D%/render/test_pmtiles \
	%D%/render/test_scene \
	%D%/render/test_scene_edit \
	%D%/render/test_scene_file \
	%D%/render/test_sheet_fonts \
	%D%/render/test_sheet_text \
	%D%/render/test_tile_mvt \
	%D%/render/test_tile_png \
	%D%/render/test_tilejson \
	%D%/store/test_editions \
	%D%/store/test_changes \
	%D%/store/test_gis_tools \
	%D%/store/test_history \
	%D%/store/test_import \
	%D%/store/test_request \
	%D%/store/test_schema \
	%D%/store/test_store

tests_support_libsupport_a_SOURCES += \
	%D%/analysis/crime_town.c %D%/analysis/crime_town.h \
	%D%/analysis/road_town.c %D%/analysis/road_town.h \
	%D%/domain/profile_city.c %D%/domain/profile_city.h \
	%D%/store/scratch.c %D%/store/scratch.h
