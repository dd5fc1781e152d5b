# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/config.c %D%/config.h \
	%D%/paths.c %D%/paths.h \
	%D%/serve.c %D%/serve.h
# The source tree is looked in only by programs that run from their build folder: an installed one finds
# PREFIX/share/joyato, unless the tree is still there, which holds the same files.
AM_CPPFLAGS += -DJOYATO_SOURCE_DIR='"$(abs_top_srcdir)"' -DJOYATO_PKGDATA_DIR='"$(pkgdatadir)"'
