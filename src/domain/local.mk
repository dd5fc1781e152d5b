# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/area_name.c %D%/area_name.h \
	%D%/city.c %D%/city.h \
	%D%/city_parse.c \
	%D%/entities.h \
	%D%/geometry.h \
	%D%/i18n.c %D%/i18n.h \
	%D%/json_in.c %D%/json_in.h \
	%D%/kinds.c %D%/kinds.h \
	%D%/lang.c %D%/lang.h \
	%D%/position.c %D%/position.h \
	%D%/profile.c %D%/profile.h \
	%D%/ruby.c %D%/ruby.h \
	%D%/rule_pack.c %D%/rule_pack.h \
	%D%/subsidy.c %D%/subsidy.h \
	%D%/taxonomy.c %D%/taxonomy.h

# The table of offences, embedded into the program.
EXTRA_DIST += %D%/embed_lines.awk
nodist_src_libjoyato_a_SOURCES += %D%/taxonomy_data.c
CLEANFILES += %D%/taxonomy_data.c
%D%/taxonomy_data.c: %D%/embed_lines.awk data/taxonomy/offences.json
	$(AM_V_GEN)$(MKDIR_P) $(@D) && out=`pwd`/$@ && \
		(cd $(srcdir) && LC_ALL=C $(AWK) -v name=jy_taxonomy_lines -f src/domain/embed_lines.awk data/taxonomy/offences.json) > $$out.tmp && \
		mv $$out.tmp $$out
