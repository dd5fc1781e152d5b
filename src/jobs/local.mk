# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/child.c %D%/child.h \
	%D%/task.h %D%/task_record.c \
	%D%/jobs.c %D%/jobs.h \
	%D%/sheets.c %D%/sheets.h \
	%D%/sheets_task.c %D%/sheets_task.h \
	%D%/sheets_table.c %D%/sheets_table.h
