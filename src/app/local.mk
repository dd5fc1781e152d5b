# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/config.c %D%/config.h \
	%D%/paths.c %D%/paths.h \
	%D%/serve.c %D%/serve.h \
	%D%/tile_template.c %D%/tile_template.h
# The source tree is looked in only by programs that run from their build folder: an installed one finds
# PREFIX/share/joyato, unless the tree is still there, which holds the same files.
AM_CPPFLAGS += -DJOYATO_SOURCE_DIR='"$(abs_top_srcdir)"' -DJOYATO_PKGDATA_DIR='"$(pkgdatadir)"'
# `make install` does not overwrite a file that is there.
EXTRA_DIST += %D%/joyato.conf
install-data-local: install-conf
install-conf:
	$(MKDIR_P) '$(DESTDIR)$(sysconfdir)/joyato'
	test -e '$(DESTDIR)$(sysconfdir)/joyato/joyato.conf' || \
		$(INSTALL_DATA) $(srcdir)/%D%/joyato.conf '$(DESTDIR)$(sysconfdir)/joyato/joyato.conf'
uninstall-local: uninstall-conf
# A file changed by hand stays.
uninstall-conf:
	if cmp -s $(srcdir)/%D%/joyato.conf '$(DESTDIR)$(sysconfdir)/joyato/joyato.conf'; then \
		rm -f '$(DESTDIR)$(sysconfdir)/joyato/joyato.conf'; fi
.PHONY: install-conf uninstall-conf
