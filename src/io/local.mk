# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/published.c %D%/published.h \
	%D%/csv_table.c %D%/csv_table.h \
	%D%/format.c %D%/format.h \
	%D%/gdal_api.h \
	%D%/hstore.c %D%/hstore.h \
	%D%/json_scan.c %D%/json_scan.h \
	%D%/network_files.c %D%/network_files.h \
	%D%/ogr.c %D%/ogr.h \
	%D%/ogr_geometry.c %D%/ogr_geometry.h
