# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/dissolve.c %D%/dissolve.h \
	%D%/flyer.c %D%/flyer.h \
	%D%/flyer_blocks.c \
	%D%/flyer_html.c \
	%D%/flyer_layout.c %D%/flyer_layout.h \
	%D%/flyer_ogp.c \
	%D%/flyer_parts.c \
	%D%/flyer_png.c \
	%D%/flyer_sender.c \
	%D%/flyer_sheet.c %D%/flyer_sheet.h \
	%D%/flyer_table.c \
	%D%/intern.c %D%/intern.h \
	%D%/labels.c %D%/labels.h \
	%D%/map.c %D%/map.h \
	%D%/map_base.c \
	%D%/map_labels.c \
	%D%/map_points.c \
	%D%/map_roads.c \
	%D%/pdf_finish.c %D%/pdf_finish.h \
	%D%/picture.c %D%/picture.h \
	%D%/picture_jpeg.c \
	%D%/mvt.h \
	%D%/mvt_bytes.c \
	%D%/mvt_points.c \
	%D%/mvt_shapes.c \
	%D%/pmtiles.c %D%/pmtiles.h \
	%D%/png.c %D%/png.h \
	%D%/pyramid.c %D%/pyramid.h \
	%D%/qr.c %D%/qr.h \
	%D%/report.h \
	%D%/report_html.c \
	%D%/report_pdf.c \
	%D%/scene.c %D%/scene.h \
	%D%/scene_build.c \
	%D%/scene_edit.c %D%/scene_edit.h \
	%D%/scene_file.c %D%/scene_file.h \
	%D%/scene_pack.c \
	%D%/scene_query.c \
	%D%/scene_rows.h \
	%D%/sheet_cells.c %D%/sheet_cells.h \
	%D%/sheet_text.c %D%/sheet_text.h \
	%D%/static_map.c %D%/static_map.h \
	%D%/style.c %D%/style.h \
	%D%/text_measures.c %D%/text_measures.h \
	%D%/tile_layers.c %D%/tile_layers.h \
	%D%/tile_mvt.c %D%/tile_mvt.h \
	%D%/tile_png.c %D%/tile_png.h \
	%D%/tilejson.c %D%/tilejson.h \
	%D%/work_order.c %D%/work_order.h \
	%D%/worker.h
