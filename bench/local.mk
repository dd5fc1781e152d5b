# Benchmarks: built and run by `make bench`, never in `make check`.
EXTRA_PROGRAMS += \
	%D%/gaps \
	%D%/pictures \
	%D%/stats \
	%D%/store_import \
	%D%/tiles_bench
%C%_gaps_LDADD = gis/libgis.a $(GIS_LIBS)
EXTRA_DIST += %D%/gistar_spdep.sh
EXTRA_DIST += %D%/import.sh
