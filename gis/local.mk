# libgis: geometry, networks, statistics. May include only <libc>, <proj.h>, <geos_c.h>, "gis/...".
# One line per module, alphabetical.
noinst_LIBRARIES += %D%/libgis.a
%C%_libgis_a_SOURCES = \
	%D%/lonlat.c %D%/lonlat.h \
	%D%/mercator.c %D%/mercator.h \
	%D%/projection.c %D%/projection.h \
	%D%/rtree.c %D%/rtree.h \
	%D%/status.c %D%/status.h
