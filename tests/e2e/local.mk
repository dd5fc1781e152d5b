# One line per test, alphabetical.
dist_check_SCRIPTS += \
	%D%/decoders.test \
	%D%/crime_report.test \
	%D%/crimes.test \
	%D%/export.test \
	%D%/hotspots.test \
	%D%/import.test \
	%D%/init.test \
	%D%/network.test \
	%D%/editions.test \
	%D%/flyer.test \
	%D%/gaps.test \
	%D%/line.test \
	%D%/page_agents.test \
	%D%/patience.test \
	%D%/page_ask.test \
	%D%/page_face.test \
	%D%/page_outside.test \
	%D%/page_tools.test \
	%D%/page_zones.test \
	%D%/registry.test \
	%D%/rules.test \
	%D%/history.test \
	%D%/plan.test \
	%D%/plan_adopt.test \
	%D%/search.test \
	%D%/sheet_order.test \
	%D%/sheets.test \
	%D%/stats.test \
	%D%/tile.test \
	%D%/tiles.test \
	%D%/store.test \
	%D%/streets.test \
	%D%/version.test \
	%D%/walk.test
EXTRA_DIST += %D%/support/decoders.mjs %D%/support/line.mjs %D%/support/mock_api.mjs %D%/support/mvt_rules.mjs %D%/support/page.mjs %D%/support/page_agents.mjs %D%/support/page_ask.mjs %D%/support/page_face.mjs %D%/support/page_outside.mjs %D%/support/page_tools.mjs %D%/support/page_zones.mjs
