# One line per test, alphabetical.
unit_tests += \
	%D%/test_lonlat \
	%D%/test_mercator \
	%D%/test_projection \
	%D%/test_rtree
