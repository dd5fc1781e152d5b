# libjoyato: the whole service except main(), so tests link what ships.
# Each folder appends its files in its own local.mk.
noinst_LIBRARIES += %D%/libjoyato.a
src_libjoyato_a_SOURCES =
nodist_src_libjoyato_a_SOURCES =

include src/base/local.mk
include src/domain/local.mk
include src/store/local.mk
include src/io/local.mk
include src/sample/local.mk
include src/analysis/local.mk
include src/render/local.mk
include src/auth/local.mk
include src/snapshot/local.mk
include src/http/local.mk
include src/api/local.mk
include src/jobs/local.mk
include src/app/local.mk
include src/cli/local.mk

bin_PROGRAMS += joyato
joyato_SOURCES = %D%/cli/main.c
joyato_LDADD = $(joyato_libs)
joyato_libs = src/libjoyato.a gis/libgis.a \
	$(HTTP_LIBS) $(RENDER_LIBS) $(IO_LIBS) $(STORE_LIBS) $(INI_LIBS) $(BASE_LIBS) $(GIS_LIBS) \
	$(PTHREAD_LIBS)

systemdsystemunit_DATA = %D%/joyato.service
EXTRA_DIST += %D%/joyato.service.in
CLEANFILES += %D%/joyato.service
%D%/joyato.service: %D%/joyato.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(SED) \
		-e 's|@bindir[@]|$(bindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/src/joyato.service.in > $@.tmp && mv $@.tmp $@
