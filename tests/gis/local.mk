# One line per test, alphabetical.
unit_tests += \
	%D%/test_arrangement \
	%D%/test_clip \
	%D%/test_extra_lights \
	%D%/test_fdr \
	%D%/test_gistar \
	%D%/test_heap \
	%D%/test_kde \
	%D%/test_kerbs \
	%D%/test_knox \
	%D%/test_lighting \
	%D%/test_lighting_changes \
	%D%/test_lighting_straight \
	%D%/test_lixel \
	%D%/test_lonlat \
	%D%/test_mercator \
	%D%/test_moran \
	%D%/test_network \
	%D%/test_network_kde \
	%D%/test_plan \
	%D%/test_pointtree \
	%D%/test_projection \
	%D%/test_random \
	%D%/test_rates \
	%D%/test_route \
	%D%/test_reach \
	%D%/test_rtree \
	%D%/test_scan \
	%D%/test_special \
	%D%/test_view \
	%D%/test_walk \
	%D%/test_walk_random
