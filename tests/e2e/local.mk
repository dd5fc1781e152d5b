# One line per test, alphabetical.
dist_check_SCRIPTS += \
	%D%/stats.test \
	%D%/version.test
