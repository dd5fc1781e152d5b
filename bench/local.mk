# Benchmarks: built and run by `make bench`, never in `make check`.
EXTRA_PROGRAMS += \
	%D%/pictures \
	%D%/stats \
	%D%/tiles_bench
