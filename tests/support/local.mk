# What tests share: reading reference tables, a seeded generator, paths.
check_LIBRARIES += %D%/libsupport.a
tests_support_libsupport_a_SOURCES = \
	%D%/mvt.c %D%/mvt.h \
	%D%/networks.c %D%/networks.h \
	%D%/png.c %D%/png.h \
	%D%/support.c %D%/support.h \
	%D%/town.c %D%/town.h \
	%D%/walk_place.c %D%/walk_place.h
EXTRA_DIST += %D%/lsan.supp %D%/bin/jq
