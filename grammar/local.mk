# SPDX-License-Identifier: Apache-2.0
# A .y and a .l of one stem would both become that stem's .c: json-parse.y, json-scan.l.
noinst_LIBRARIES += %D%/libgrammar.a
%C%_libgrammar_a_SOURCES =
# The generated header: BUILT_SOURCES += %D%/json-parse.h
