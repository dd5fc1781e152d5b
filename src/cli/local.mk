# One cmd_*.c per command; the table is in commands.c. One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/cli.h \
	%D%/cmd_init.c \
	%D%/cmd_gaps.c %D%/cmd_gaps_rows.c %D%/gaps_command.h \
	%D%/cmd_ask.c \
	%D%/cmd_backup.c %D%/cmd_cameras.c \
	%D%/cmd_check.c \
	%D%/cmd_import.c \
	%D%/cmd_history.c \
	%D%/cmd_logo.c \
	%D%/cmd_plan.c \
	%D%/cmd_request.c \
	%D%/cmd_restore.c \
	%D%/cmd_export.c \
	%D%/cmd_flyer.c %D%/flyer_command.h \
	%D%/cmd_flyer_editions.c \
	%D%/cmd_crimes.c \
	%D%/cmd_hotspots.c \
	%D%/cmd_search.c \
	%D%/cmd_serve.c \
	%D%/cmd_stats.c \
	%D%/cmd_tile.c \
	%D%/cmd_tiles.c \
	%D%/cmd_walk.c \
	%D%/commands.c \
	%D%/flyer_table.c %D%/flyer_table.h \
	%D%/tiles_file.c %D%/tiles_file.h \
	%D%/open.c %D%/open.h \
	%D%/options.c %D%/options.h
