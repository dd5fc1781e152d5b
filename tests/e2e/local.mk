# One line per test, alphabetical.
dist_check_SCRIPTS += \
	%D%/gaps.test \
	%D%/stats.test \
	%D%/version.test
