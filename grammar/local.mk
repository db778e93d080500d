# SPDX-License-Identifier: Apache-2.0
# A .y and a .l of one stem would both become that stem's .c: json-parse.y, json-scan.l.
noinst_LIBRARIES += %D%/libgrammar.a
%C%_libgrammar_a_SOURCES = \
	%D%/grammar.h \
	%D%/json-parse.y \
	%D%/json-read.c \
	%D%/json-refuse.c \
	%D%/json-scan.l
BUILT_SOURCES += %D%/json-parse.h
