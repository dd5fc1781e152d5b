# The page: plain files, installed as they are. One line per file, alphabetical by folder.
jywebdir = $(pkgdatadir)
nobase_dist_jyweb_DATA = \
	%D%/agents.html \
	%D%/css/agents.css \
	%D%/css/base.css %D%/css/page.css %D%/css/print.css %D%/css/status.css \
	%D%/i18n/en.json %D%/i18n/ja-easy.json %D%/i18n/ja.json %D%/i18n/ko.json %D%/i18n/zh.json \
	%D%/img/icon.svg \
	%D%/index.html \
	%D%/js/agents.mjs \
	%D%/js/api.mjs \
	%D%/js/cameras.mjs \
	%D%/js/card.mjs \
	%D%/js/chart.mjs \
	%D%/js/combo.mjs \
	%D%/js/district.mjs \
	%D%/js/dom.mjs \
	%D%/js/form.mjs \
	%D%/js/history.mjs \
	%D%/js/i18n.mjs \
	%D%/js/job.mjs \
	%D%/js/layers.mjs \
	%D%/js/line.mjs \
	%D%/js/main.mjs \
	%D%/js/map.mjs \
	%D%/js/plan.mjs \
	%D%/js/problem.mjs \
	%D%/js/rank.mjs \
	%D%/js/search.mjs \
	%D%/js/state.mjs \
	%D%/js/status.mjs \
	%D%/js/still.mjs \
	%D%/js/style.mjs \
	%D%/js/together.mjs \
	%D%/js/walk.mjs \
	%D%/js/zones.mjs \
	%D%/r.html
EXTRA_DIST += %D%/vendor.sh .npmrc package.json package-lock.json

# The map library: copied from node_modules into the source folder when npm ci was run, carried by the
# archive, and optional (the page has a still map without it).
vendor_files = maplibre-gl.mjs maplibre-gl-worker.mjs maplibre-gl.css maplibre-gl.LICENSE.txt maplibre-gl.package.json
all-local: web-vendor
web-vendor:
	@$(SHELL) $(srcdir)/web/vendor.sh '$(srcdir)'
install-data-local: web-vendor-install
web-vendor-install: web-vendor
	@if test -f '$(srcdir)/web/vendor/maplibre-gl.mjs'; then \
	  $(MKDIR_P) '$(DESTDIR)$(pkgdatadir)/web/vendor' && \
	  for f in $(vendor_files); do \
	    $(INSTALL_DATA) "$(srcdir)/web/vendor/$$f" '$(DESTDIR)$(pkgdatadir)/web/vendor/' || exit 1; done; fi
uninstall-local: web-vendor-uninstall
web-vendor-uninstall:
	-for f in $(vendor_files); do rm -f "$(DESTDIR)$(pkgdatadir)/web/vendor/$$f"; done
dist-hook: web-vendor-dist
web-vendor-dist: web-vendor
	@if test -f '$(srcdir)/web/vendor/maplibre-gl.mjs'; then \
	  $(MKDIR_P) '$(distdir)/web/vendor' && for f in $(vendor_files); do \
	    cp "$(srcdir)/web/vendor/$$f" '$(distdir)/web/vendor/' || exit 1; done; fi
.PHONY: web-vendor web-vendor-install web-vendor-uninstall web-vendor-dist
