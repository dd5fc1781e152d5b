# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/areas.c %D%/areas.h \
	%D%/fixtures.c %D%/fixtures.h \
	%D%/recipe.c %D%/recipe.h \
	%D%/rng.c %D%/rng.h \
	%D%/sample.c %D%/sample.h \
	%D%/sample_store.c \
	%D%/scenery.c %D%/scenery.h \
	%D%/streets.c %D%/streets.h \
	%D%/streets_build.c \
	%D%/warp.c %D%/warp.h
