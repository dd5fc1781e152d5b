# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/intern.c %D%/intern.h \
	%D%/labels.c %D%/labels.h \
	%D%/qr.c %D%/qr.h \
	%D%/scene.c %D%/scene.h \
	%D%/scene_build.c \
	%D%/sheet_text.c %D%/sheet_text.h \
	%D%/tile_layers.c %D%/tile_layers.h \
	%D%/tile_mvt.c %D%/tile_mvt.h \
	%D%/tilejson.c %D%/tilejson.h
