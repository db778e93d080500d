# SPDX-License-Identifier: Apache-2.0
# Everything but main.c: nono and the tests link it too.
TRACE_LIB = %D%/libtrace.a
noinst_LIBRARIES += $(TRACE_LIB)
%C%_libtrace_a_SOURCES = \
	%D%/call-exec.c \
	%D%/call-net.c \
	%D%/call-path.c \
	%D%/call.c \
	%D%/call.def \
	%D%/call.h \
	%D%/filter.c \
	%D%/filter.h \
	%D%/follow.c \
	%D%/judge.c \
	%D%/judge.h \
	%D%/record.c \
	%D%/record.h \
	%D%/regs.h \
	%D%/resolve.c \
	%D%/resolve.h \
	%D%/run.c \
	%D%/show.c \
	%D%/task.c \
	%D%/task.h \
	%D%/trace.h \
	%D%/tracee.c \
	%D%/tracee.h \
	%D%/tracer.c \
	%D%/tracer.h \
	%D%/words.c \
	%D%/words.h \
	%D%/write.c

bin_PROGRAMS += %D%/nono-trace
%C%_nono_trace_SOURCES = %D%/main.c
%C%_nono_trace_LDADD = $(TRACE_LIB) $(NONO_LIBS) $(YAML_LIBS) $(JANSSON_LIBS)
