# Benchmarks: built and run by `make bench`, never in `make check`.
bench_programs = \
	%D%/bare_http \
	%D%/flyer \
	%D%/gaps \
	%D%/http_mix \
	%D%/node_distances \
	%D%/pictures \
	%D%/search \
	%D%/stats \
	%D%/store_import \
	%D%/streets \
	%D%/tiles_bench \
	%D%/walk
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES     += $(bench_programs)
%C%_bare_http_LDADD = -lmicrohttpd
bench_common = %D%/bench.c %D%/bench.h
%C%_gaps_SOURCES           = %D%/gaps.c $(bench_common)
%C%_http_mix_SOURCES       = %D%/http_mix.c $(bench_common)
%C%_node_distances_SOURCES = %D%/node_distances.c $(bench_common)
%C%_streets_SOURCES        = %D%/streets.c $(bench_common)
%C%_walk_SOURCES           = %D%/walk.c $(bench_common)
%C%_gaps_LDADD = gis/libgis.a $(GIS_LIBS)
%C%_http_mix_LDADD = -lpthread
EXTRA_DIST += %D%/ask.sh
EXTRA_DIST += %D%/city.py
EXTRA_DIST += %D%/flyer.sh
EXTRA_DIST += %D%/gaps_postgis.sh
EXTRA_DIST += %D%/gistar_spdep.sh
EXTRA_DIST += %D%/import.sh
EXTRA_DIST += %D%/sheets.sh
EXTRA_DIST += %D%/tiles.sh

# Small sizes, under a minute; the ones that docs/methods print: make bench BENCH_EDGES=2000000 BENCH_LIGHTS=1000000
BENCH_EDGES  = 100000
BENCH_LIGHTS = 100000
bench: $(bench_programs) joyato$(EXEEXT)
	@rm -rf bench-out && $(MKDIR_P) bench-out/pictures
	@echo '# gaps: lighting of street grids'          && %D%/gaps $(BENCH_EDGES)
	@echo '# stats: scan, Gi*, kernel density'        && %D%/stats
	@echo '# search: names among 10,000'              && %D%/search
	@echo '# tiles_bench: vector and raster tiles'    && %D%/tiles_bench $(BENCH_LIGHTS) 0.2
	@echo '# streets: zones along streets'            && %D%/streets 10000 10000 9
	@echo '# walk: night walks on a street grid'      && %D%/walk $(BENCH_EDGES)
	@echo '# ask.sh: answers while 8 clients ask'
	@if command -v python3 >/dev/null && command -v curl >/dev/null; then \
	  bash '$(srcdir)/%D%/ask.sh' '$(abs_top_builddir)/joyato' 50000 3; \
	else echo 'left out: needs python3 and curl'; fi
	@echo '# pictures: one map of each style and zoom' && %D%/pictures bench-out/pictures && ls bench-out/pictures | wc -l
	@echo '# store_import: rows into a registry, then the same again' && %D%/store_import bench-out/registry.db $(BENCH_LIGHTS)
	@echo '# import.sh: import of CSV beside ogr2ogr'
	@if command -v ogr2ogr >/dev/null && test -x /usr/bin/time; then \
	  JOYATO='$(abs_top_builddir)/joyato' $(SHELL) '$(srcdir)/%D%/import.sh' $(BENCH_LIGHTS); \
	else echo 'left out: needs ogr2ogr (gdal-bin) and /usr/bin/time (time)'; fi
	@echo '# gistar_spdep.sh: Gi* beside R spdep'
	@if command -v Rscript >/dev/null && Rscript -e 'library(spdep)' >/dev/null 2>&1; then \
	  $(SHELL) '$(srcdir)/%D%/gistar_spdep.sh' '$(abs_top_builddir)/joyato' 30 999; \
	else echo 'left out: needs Rscript with spdep (r-cran-spdep)'; fi
	@rm -rf bench-out
.PHONY: bench
