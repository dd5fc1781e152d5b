# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/backup.c %D%/backup.h \
	%D%/blob.c %D%/blob.h \
	%D%/changes.c %D%/changes.h \
	%D%/check.c \
	%D%/db.c %D%/db.h \
	%D%/editions.c %D%/editions.h \
	%D%/history.c %D%/history.h \
	%D%/import.c \
	%D%/mbtiles.c %D%/mbtiles.h \
	%D%/migrate.c %D%/migrate.h \
	%D%/periods.c %D%/periods.h \
	%D%/read.c %D%/read.h \
	%D%/request.c \
	%D%/rtree_pack.c %D%/rtree_pack.h \
	%D%/spatial.c %D%/spatial.h \
	%D%/store.h \
	%D%/table.c %D%/table.h \
	%D%/write.h \
	%D%/writer.c %D%/writer.h

# Migrations, in order; embedded into the program.
store_sql = \
	src/store/sql/0001_registry.sql \
	src/store/sql/0002_editions.sql \
	src/store/sql/0003_published.sql \
	src/store/sql/0004_names.sql \
	src/store/sql/0005_households.sql
EXTRA_DIST += %D%/embed.awk $(store_sql)
nodist_src_libjoyato_a_SOURCES += %D%/migrations.c
CLEANFILES += %D%/migrations.c
%D%/migrations.c: %D%/embed.awk $(store_sql)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && out=`pwd`/$@ && \
		(cd $(srcdir) && LC_ALL=C $(AWK) -f src/store/embed.awk $(store_sql)) > $$out.tmp && \
		mv $$out.tmp $$out
