# SPDX-License-Identifier: Apache-2.0
# The hosted build, for nonoc and the tests: everything but the start code.
RUNTIME_SOURCES = \
	%D%/apply.c %D%/apply.h \
	%D%/bind.c %D%/bind.h \
	%D%/blob.h \
	%D%/crc32c.c %D%/crc32c.h \
	%D%/dry-run.c %D%/dry-run.h \
	%D%/env.c %D%/env.h \
	%D%/exec.c %D%/exec.h \
	%D%/facts.h \
	%D%/loader.h \
	%D%/loss.c %D%/loss.h \
	%D%/main.c %D%/main.h \
	%D%/mem.h \
	%D%/object.c %D%/object.h \
	%D%/options.c %D%/options.h \
	%D%/passwd.c \
	%D%/record.c %D%/record.h \
	%D%/report.c %D%/report.h \
	%D%/seal-mount.c %D%/seal-mount.h \
	%D%/seal.c %D%/seal.h \
	%D%/sha256.c %D%/sha256.h \
	%D%/sys-linux.h \
	%D%/trust.c %D%/trust.h \
	%D%/view-env.c %D%/view.c %D%/view.h \
	%D%/walk.c %D%/walk.h

noinst_LIBRARIES += %D%/libruntime.a
%C%_libruntime_a_SOURCES = $(RUNTIME_SOURCES)

# The same with a test's sys_fake() for a kernel.
check_LIBRARIES += %D%/libruntime-fake.a
%C%_libruntime_fake_a_SOURCES = $(RUNTIME_SOURCES)
%C%_libruntime_fake_a_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE

# nono-exec: no libc, so its own flags; sanitizers need one, and never see it.
# Vectors would come with constants that have to be relocated, a page fault or two a run.
bin_PROGRAMS += %D%/nono-exec
%C%_nono_exec_SOURCES = $(RUNTIME_SOURCES) %D%/mem.c %D%/start.c
%C%_nono_exec_CFLAGS = $(BASE_CFLAGS) -ffreestanding -fno-tree-loop-distribute-patterns \
	-fno-tree-vectorize -fno-tree-slp-vectorize \
	-fPIE -fvisibility=hidden -fno-asynchronous-unwind-tables -U_FORTIFY_SOURCE \
	-fstack-protector-strong -mstack-protector-guard=global
%C%_nono_exec_LDFLAGS = -nostdlib -static-pie \
	-Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections,--build-id=none
%C%_nono_exec_LDADD =
