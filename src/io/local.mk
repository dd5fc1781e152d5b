# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/published.c %D%/published.h \
	%D%/column_set.c %D%/column_set.h \
	%D%/column_table.c \
	%D%/columns.c %D%/columns.h \
	%D%/csv_stream.c %D%/csv_stream.h \
	%D%/csv_table.c %D%/csv_table.h \
	%D%/encoding.c %D%/encoding.h \
	%D%/export.c %D%/export.h \
	%D%/export_ogr.c \
	%D%/export_rows.c %D%/export_rows.h \
	%D%/format.c %D%/format.h \
	%D%/gdal_api.h \
	%D%/hstore.c %D%/hstore.h \
	%D%/import.c %D%/import.h \
	%D%/import_crime.c \
	%D%/import_crime_table.c %D%/import_crime.h \
	%D%/import_job.h \
	%D%/import_keys.c %D%/import_keys.h \
	%D%/import_points.c \
	%D%/import_row.c \
	%D%/import_shapes.c \
	%D%/json_scan.c %D%/json_scan.h \
	%D%/json_table.c %D%/json_table.h \
	%D%/network_files.c %D%/network_files.h \
	%D%/ogr.c %D%/ogr.h \
	%D%/ogr_geometry.c %D%/ogr_geometry.h \
	%D%/row_wire.c %D%/row_wire.h \
	%D%/rows.c %D%/rows.h \
	%D%/rows_apart.c \
	%D%/text_values.c %D%/text_values.h \
	%D%/where.c %D%/where.h \
	%D%/words.c %D%/words.h \
	%D%/zip.c %D%/zip.h
