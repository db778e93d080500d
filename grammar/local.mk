# SPDX-License-Identifier: Apache-2.0
# A .y and a .l of one stem would both become that stem's .c: json-parse.y, json-scan.l.
noinst_LIBRARIES += %D%/libgrammar.a
%C%_libgrammar_a_SOURCES = \
	%D%/grammar.h \
	%D%/json-parse.y \
	%D%/json-read.c \
	%D%/json-refuse.c \
	%D%/json-scan.l \
	%D%/policy-parse.y \
	%D%/policy-read.c \
	%D%/policy-reader.h \
	%D%/policy-refuse.c \
	%D%/policy-scan.l \
	%D%/policy-spell.c \
	%D%/policy-statement.c \
	%D%/policy-statement.h \
	%D%/policy-string.c \
	%D%/policy-word.c \
	%D%/policy.h \
	%D%/sbpl-parse.y \
	%D%/sbpl-read.c \
	%D%/sbpl-scan.l \
	%D%/sbpl.h \
	%D%/scan-memory.h
BUILT_SOURCES += %D%/json-parse.h %D%/policy-parse.h %D%/sbpl-parse.h
