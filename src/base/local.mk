# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/arena.c %D%/arena.h \
	%D%/buf.c %D%/buf.h \
	%D%/clock.c %D%/clock.h \
	%D%/codes.h \
	%D%/confine.c %D%/confine.h \
	%D%/date.c %D%/date.h \
	%D%/dict.c %D%/dict.h \
	%D%/error.c %D%/error.h \
	%D%/file.c %D%/file.h \
	%D%/fold.c %D%/fold.h \
	%D%/folder.c %D%/folder.h \
	%D%/hash.c %D%/hash.h \
	%D%/json_out.c %D%/json_out.h \
	%D%/log.c %D%/log.h \
	%D%/mem.c %D%/mem.h \
	%D%/number.c %D%/number.h \
	%D%/utf8.c %D%/utf8.h
