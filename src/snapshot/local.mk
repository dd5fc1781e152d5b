# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/crime_report.c %D%/crime_report.h \
	%D%/crime_report_parts.h \
	%D%/crime_report_zones.c \
	%D%/editions.c %D%/editions.h \
	%D%/flyer_cameras.c \
	%D%/flyer_common.c %D%/flyer_common.h \
	%D%/flyer_district.c \
	%D%/flyer_property.c \
	%D%/flyer_request.c \
	%D%/flyer_sender.c \
	%D%/flyer_sources.c \
	%D%/flyers.c %D%/flyers.h \
	%D%/map_state.c %D%/map_state.h \
	%D%/plan_sheet.c %D%/plan_sheet.h \
	%D%/press.c %D%/press.h \
	%D%/press_child.c \
	%D%/press_wire.c %D%/press_wire.h \
	%D%/scene_cache.c %D%/scene_cache.h \
	%D%/scene_fill.c %D%/scene_fill.h \
	%D%/snapshot.c %D%/snapshot.h
