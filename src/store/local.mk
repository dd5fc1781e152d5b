# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/read.h \
	%D%/store.h \
	%D%/write.h
