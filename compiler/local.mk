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
	%D%/check-bypass.c \
	%D%/check-conflict.c \
	%D%/check-ports.c \
	%D%/check-unused.c \
	%D%/check.c \
	%D%/check.h \
	%D%/compose.h \
	%D%/diag-record.h \
	%D%/diag.c \
	%D%/diag.def \
	%D%/diag.h \
	%D%/emit-landlock-read.c \
	%D%/emit-landlock.c \
	%D%/emit-landlock.h \
	%D%/emit.c \
	%D%/emit.h \
	%D%/eval-move.c \
	%D%/eval-rights.c \
	%D%/eval-rights.h \
	%D%/eval.c \
	%D%/eval.h \
	%D%/extends.c \
	%D%/group.c \
	%D%/include.c \
	%D%/inputs.h \
	%D%/ir.c \
	%D%/ir.h \
	%D%/key.c \
	%D%/key.def \
	%D%/key.h \
	%D%/lookup-file.c \
	%D%/lookup-file.h \
	%D%/lookup.c \
	%D%/lookup.h \
	%D%/lower-env.c \
	%D%/lower-lint.c \
	%D%/lower-net.c \
	%D%/lower-path.c \
	%D%/lower-socket.c \
	%D%/lower.c \
	%D%/lower.h \
	%D%/merge.c \
	%D%/node.c \
	%D%/node.h \
	%D%/op.def \
	%D%/options.c \
	%D%/options.h \
	%D%/output.c \
	%D%/output.h \
	%D%/pass-bypass.c \
	%D%/pass-normalise.c \
	%D%/pass-verify.c \
	%D%/pass.h \
	%D%/path.c \
	%D%/path.h \
	%D%/pipeline.c \
	%D%/pipeline.h \
	%D%/profile.c \
	%D%/profile.h \
	%D%/read-plain.c \
	%D%/read-plain.h \
	%D%/read-yaml-refuse.c \
	%D%/read-yaml.c \
	%D%/read-yaml.h \
	%D%/render-gcc.c \
	%D%/render-json.c \
	%D%/render-text.c \
	%D%/render.c \
	%D%/rule-tree.c \
	%D%/rule-tree.h \
	%D%/rule.c \
	%D%/rule.h \
	%D%/shape.c \
	%D%/shape.h \
	%D%/source.c \
	%D%/source.h \
	%D%/suggest.c \
	%D%/suggest.h \
	%D%/text.c \
	%D%/text.h \
	%D%/tree.c \
	%D%/tree.h \
	%D%/utf8.c \
	%D%/utf8.h \
	%D%/when.c \
	%D%/when.h

# main.c stays outside the library.
bin_PROGRAMS += %D%/nonoc
%C%_nonoc_SOURCES = %D%/main.c
%C%_nonoc_LDADD = $(NONO_LIBS) $(YAML_LIBS) $(JANSSON_LIBS)
