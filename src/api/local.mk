# One line per module, alphabetical.
src_libjoyato_a_SOURCES +=
