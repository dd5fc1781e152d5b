# Fuzz targets: libFuzzer with --enable-fuzzing, else a replay of the corpus in `make check`.
# fuzz_X replays X.corpus/. Three lines per target, alphabetical.
fuzz_targets += \
	%D%/fuzz_address \
	%D%/fuzz_blob \
	%D%/fuzz_csv_stream \
	%D%/fuzz_csv_table \
	%D%/fuzz_encoding \
	%D%/fuzz_exchange \
	%D%/fuzz_json_table \
	%D%/fuzz_mvt \
	%D%/fuzz_network \
	%D%/fuzz_row_wire \
	%D%/fuzz_rtree \
	%D%/fuzz_target \
	%D%/fuzz_text_values \
	%D%/fuzz_tile_template \
	%D%/fuzz_world
%C%_fuzz_address_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_blob_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_exchange_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_csv_stream_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_encoding_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_json_table_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_row_wire_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_text_values_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_tile_template_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_target_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_csv_table_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_mvt_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_rtree_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_world_LDADD = $(fuzz_main) $(LDADD)
%C%_fuzz_network_LDADD = $(fuzz_main) $(LDADD)
EXTRA_DIST += \
	%D%/fuzz_rows.h \
	%D%/address.corpus \
	%D%/blob.corpus \
	%D%/csv_stream.corpus \
	%D%/csv_table.corpus \
	%D%/encoding.corpus \
	%D%/exchange.corpus \
	%D%/json_table.corpus \
	%D%/mvt.corpus \
	%D%/network.corpus \
	%D%/row_wire.corpus \
	%D%/rtree.corpus \
	%D%/target.corpus \
	%D%/text_values.corpus \
	%D%/tile_template.corpus \
	%D%/world.corpus

if FUZZING
fuzz_main = $(FUZZ_LDFLAGS)
else
check_LIBRARIES += %D%/libreplay.a
%C%_libreplay_a_SOURCES = %D%/replay.c
fuzz_main = %D%/libreplay.a
endif
