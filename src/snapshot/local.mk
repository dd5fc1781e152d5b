# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/scene_fill.c %D%/scene_fill.h \
	%D%/snapshot.c %D%/snapshot.h
