# libgis: geometry, networks, statistics. May include only <libc>, <proj.h>, <geos_c.h>, "gis/...".
# One line per module, alphabetical.
noinst_LIBRARIES += %D%/libgis.a
%C%_libgis_a_SOURCES = \
	%D%/arrangement.c %D%/arrangement.h \
	%D%/array.c %D%/array.h \
	%D%/boxtree.c %D%/boxtree.h \
	%D%/clip.c %D%/clip.h \
	%D%/extra_lights.c %D%/extra_lights.h %D%/extra_state.h \
	%D%/extra_pack.c \
	%D%/extra_rings.c \
	%D%/extra_straight.c \
	%D%/extra_tree.c \
	%D%/fdr.c %D%/fdr.h \
	%D%/gistar.c %D%/gistar.h \
	%D%/grid.c %D%/grid.h \
	%D%/heap.c %D%/heap.h \
	%D%/kde.c %D%/kde.h \
	%D%/kerbs.c %D%/kerbs.h \
	%D%/knox.c %D%/knox.h \
	%D%/lighting.c %D%/lighting.h %D%/lighting_state.h \
	%D%/lighting_gaps.c \
	%D%/lighting_query.c \
	%D%/lighting_straight.c \
	%D%/lixel.c %D%/lixel.h \
	%D%/lonlat.c %D%/lonlat.h \
	%D%/mercator.c %D%/mercator.h \
	%D%/moran.c %D%/moran.h \
	%D%/morton.c %D%/morton.h \
	%D%/network.c %D%/network.h %D%/network_build.h \
	%D%/network_join.c \
	%D%/network_kde.c %D%/network_kde.h \
	%D%/network_query.c \
	%D%/parallel.c %D%/parallel.h \
	%D%/plan.c %D%/plan.h %D%/plan_state.h \
	%D%/plan_bound.c %D%/plan_dual.c %D%/plan_model.c %D%/plan_queue.c \
	%D%/plan_search.c \
	%D%/pointtree.c %D%/pointtree.h \
	%D%/projection.c %D%/projection.h \
	%D%/random.c %D%/random.h \
	%D%/rates.c %D%/rates.h \
	%D%/reach.c %D%/reach.h \
	%D%/route.c %D%/route.h \
	%D%/rtree.c %D%/rtree.h \
	%D%/scan.c %D%/scan.h \
	%D%/simplify.c %D%/simplify.h \
	%D%/special.c %D%/special.h \
	%D%/status.c %D%/status.h \
	%D%/view.c %D%/view.h \
	%D%/view_plan.c %D%/view_plan.h \
	%D%/walk.c %D%/walk.h %D%/walk_state.h \
	%D%/walk_facts.c \
	%D%/walk_lit.c \
	%D%/weights.c %D%/weights.h
