# SPDX-License-Identifier: Apache-2.0
# The shipped groups and profiles, built into nonoc.
noinst_LIBRARIES += %D%/libstdlib.a
%C%_libstdlib_a_SOURCES =
#nodist_%C%_libstdlib_a_SOURCES = %D%/builtin.c
