# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/district_flyer.c %D%/district_flyer.h \
	%D%/plan_sheet.c %D%/plan_sheet.h \
	%D%/scene_fill.c %D%/scene_fill.h \
	%D%/snapshot.c %D%/snapshot.h
