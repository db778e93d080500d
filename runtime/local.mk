# SPDX-License-Identifier: Apache-2.0
# The hosted build, for nonoc and the tests: everything but main.c and the start code.
noinst_LIBRARIES += %D%/libruntime.a
%C%_libruntime_a_SOURCES = \
	%D%/blob.h \
	%D%/crc32c.c %D%/crc32c.h \
	%D%/mem.h \
	%D%/record.c %D%/record.h \
	%D%/sha256.c %D%/sha256.h \
	%D%/sys-linux.h \
	%D%/view-env.c %D%/view.c %D%/view.h

EXTRA_DIST += %D%/mem.c

# nono-exec: its own flags, BASE_CFLAGS and what a program without libc can take.
#bin_PROGRAMS += %D%/nono-exec
#%C%_nono_exec_SOURCES = %D%/main.c
#%C%_nono_exec_CPPFLAGS =
#%C%_nono_exec_CFLAGS = $(BASE_CFLAGS) -ffreestanding
#%C%_nono_exec_LDFLAGS = -static -nostdlib
#%C%_nono_exec_LDADD =
