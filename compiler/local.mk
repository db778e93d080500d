# SPDX-License-Identifier: Apache-2.0
# Everything but main.c: the unit tests link what we ship.
noinst_LIBRARIES += %D%/libcompiler.a
%C%_libcompiler_a_SOURCES = \
	%D%/access.c \
	%D%/access.def \
	%D%/access.h \
	%D%/arena.c \
	%D%/arena.h \
	%D%/base.h \
	%D%/check.h \
	%D%/diag-record.h \
	%D%/diag.c \
	%D%/diag.def \
	%D%/diag.h \
	%D%/emit.h \
	%D%/eval.h \
	%D%/ir.c \
	%D%/ir.h \
	%D%/node.c \
	%D%/node.h \
	%D%/op.def \
	%D%/pass.h \
	%D%/path.h \
	%D%/profile.h \
	%D%/rule.c \
	%D%/rule.h \
	%D%/source.c \
	%D%/source.h \
	%D%/utf8.c \
	%D%/utf8.h

# main.c stays outside the library.  From the day that it links:
#bin_PROGRAMS += %D%/nonoc
#%C%_nonoc_SOURCES = %D%/main.c
#%C%_nonoc_LDADD = $(NONO_LIBS) $(YAML_LIBS) $(JANSSON_LIBS)
