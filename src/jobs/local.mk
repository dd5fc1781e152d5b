# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/sheets.c %D%/sheets.h \
	%D%/sheets_table.c %D%/sheets_table.h
