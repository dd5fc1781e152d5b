# One line per test, alphabetical.
dist_check_SCRIPTS +=
