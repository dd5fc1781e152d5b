# What tests share: reading reference tables, a seeded generator, paths.
check_LIBRARIES += %D%/libsupport.a
tests_support_libsupport_a_SOURCES = \
	%D%/support.c %D%/support.h
