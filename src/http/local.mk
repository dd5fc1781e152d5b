# One line per module, alphabetical.
src_libjoyato_a_SOURCES += \
	%D%/bytes.c %D%/bytes.h \
	%D%/etag.c %D%/etag.h \
	%D%/exchange.c %D%/exchange.h \
	%D%/finish.c %D%/finish.h \
	%D%/gzip.c %D%/gzip.h \
	%D%/limiter.c %D%/limiter.h \
	%D%/listen.c %D%/listen.h \
	%D%/metrics.c %D%/metrics.h \
	%D%/params.c \
	%D%/problem.c %D%/problem.h \
	%D%/ready.c %D%/ready.h \
	%D%/request.c %D%/request.h \
	%D%/response.c %D%/response.h \
	%D%/router.c %D%/router.h \
	%D%/server.c %D%/server.h \
	%D%/static_files.c %D%/static_files.h \
	%D%/workers.c %D%/workers.h
