# One line per test, alphabetical.
dist_check_SCRIPTS += \
	%D%/docs.test \
	%D%/i18n.test \
	%D%/layers.test \
	%D%/schema.test \
	%D%/style.test
