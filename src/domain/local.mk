# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/entities.h \
	%D%/geometry.h \
	%D%/kinds.c %D%/kinds.h
