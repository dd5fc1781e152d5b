# Every test speaks TAP. Programs: cmocka, one per module. Scripts: *.test.
TEST_EXTENSIONS = .test
LOG_DRIVER      = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_LOG_DRIVER = $(LOG_DRIVER)
AM_LOG_DRIVER_FLAGS      = --comments
LOG_COMPILER             = $(top_srcdir)/tests/support/run-unit
EXTRA_DIST              += tests/support/run-unit
AM_TEST_LOG_DRIVER_FLAGS = --comments
# Files of others (JOYATO_SHARED, else ../shared beside the sources); a test that misses them says SKIP.
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	LC_ALL=C.UTF-8; export LC_ALL; TZ=UTC; export TZ; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	PATH='$(abs_top_srcdir)/tests/support/bin':"$$PATH"; export PATH; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/support/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	JOYATO_SHARED="$${JOYATO_SHARED:-$(abs_top_srcdir)/../shared}"; export JOYATO_SHARED;

TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)

# tests/x/test_y is built from tests/x/test_y.c (Automake's default): a test is one line in the lists.
unit_tests =
fuzz_targets =
LDADD = $(test_support) $(joyato_libs) $(CMOCKA_LIBS)
test_support = tests/support/libsupport.a
AM_CPPFLAGS += $(CMOCKA_CFLAGS)

include tests/support/local.mk
include tests/gis/local.mk
include tests/src/local.mk
include tests/api/local.mk
include tests/e2e/local.mk
include tests/golden/local.mk
include tests/lint/local.mk
include tests/fuzz/local.mk

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
endif
check_PROGRAMS += $(fuzz_targets)

check-valgrind: $(check_PROGRAMS)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests)' \
		LOG_COMPILER='valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite'

# What ./bootstrap check runs again under the sanitizers: everything that does not need a browser.
print-sanitized-tests:
	@for t in $(TESTS); do case $$t in tests/e2e/page_*|tests/lint/*) ;; *) printf '%s ' "$$t";; esac; done
.PHONY: print-sanitized-tests
