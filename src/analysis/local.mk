# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/address.c %D%/address.h \
	%D%/address_match.c %D%/address_match.h \
	%D%/address_write.c \
	%D%/address_text.c %D%/address_text.h \
	%D%/arrangement.c %D%/arrangement.h \
	%D%/ask.c %D%/ask.h \
	%D%/ask_text.c %D%/ask_way.c \
	%D%/camera_places.c %D%/camera_places.h \
	%D%/camera_places_text.c \
	%D%/city_data.c %D%/city_data.h \
	%D%/contiguity.c %D%/contiguity.h \
	%D%/crime_figures.c %D%/crime_figures.h \
	%D%/crime_figures_write.c \
	%D%/crime_rows.c \
	%D%/crime_suppress.c \
	%D%/crime_table.c %D%/crime_table.h \
	%D%/history.c %D%/history.h \
	%D%/hotspot_grid.c \
	%D%/hotspots.c %D%/hotspots.h \
	%D%/hotspots_family.c \
	%D%/hotspots_areas.c \
	%D%/hotspots_hold.c \
	%D%/hotspots_run.h \
	%D%/hotspot_street.c \
	%D%/hotspots_text.c \
	%D%/hotspots_words.c \
	%D%/hotspots_write.c \
	%D%/hotspots_writer.h \
	%D%/hotspots_zone.c \
	%D%/judged.c %D%/judged.h \
	%D%/lamp_rule.c %D%/lamp_rule.h \
	%D%/lighting.c %D%/lighting.h \
	%D%/lighting_rule.c %D%/lighting_rule.h \
	%D%/nearby.c %D%/nearby.h \
	%D%/network_quality.c %D%/network_quality.h \
	%D%/private_road.c %D%/private_road.h \
	%D%/registry.c %D%/registry.h \
	%D%/plan.c %D%/plan.h \
	%D%/plan_adopt.c \
	%D%/plan_inputs.c \
	%D%/plan_move.c \
	%D%/plan_text.c \
	%D%/road_cut.c %D%/road_cut.h \
	%D%/suppress.c %D%/suppress.h \
	%D%/walk.c %D%/walk.h \
	%D%/walk_text.c \
	%D%/whatif.c %D%/whatif.h
