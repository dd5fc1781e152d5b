# One line per test, alphabetical.
dist_check_SCRIPTS += \
	%D%/agents.test \
	%D%/bad_input.test \
	%D%/cameras.test \
	%D%/endpoints.test \
	%D%/live.test \
	%D%/ogc.test \
	%D%/outside.test \
	%D%/privacy.test \
	%D%/sheets.test \
	%D%/tools.test
EXTRA_DIST += \
	%D%/linear.py \
	%D%/support.py
