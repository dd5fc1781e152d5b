# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/intern.c %D%/intern.h \
	%D%/labels.c %D%/labels.h \
	%D%/scene.c %D%/scene.h \
	%D%/scene_build.c
