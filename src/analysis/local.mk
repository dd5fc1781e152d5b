# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/ask.c %D%/ask.h \
	%D%/ask_text.c \
	%D%/city_data.c %D%/city_data.h \
	%D%/lighting.c %D%/lighting.h \
	%D%/road_cut.c %D%/road_cut.h
