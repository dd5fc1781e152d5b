# One line per test, alphabetical.
dist_check_SCRIPTS +=
EXTRA_DIST += \
	%D%/map-day-15.png %D%/map-day-17.png \
	%D%/map-night-15.png %D%/map-night-17.png \
	%D%/map-print-15.png %D%/map-print-17.png
