# SPDX-License-Identifier: Apache-2.0
# What is the same on every system.
RUNTIME_SHARED = \
	%D%/bind.c %D%/bind.h \
	%D%/blob.h \
	%D%/crc32c.c %D%/crc32c.h \
	%D%/descriptors.c \
	%D%/dry-run.c %D%/dry-run.h \
	%D%/env.c %D%/env.h \
	%D%/exec.c %D%/exec.h \
	%D%/facts.h \
	%D%/features.h \
	%D%/hygiene.h \
	%D%/loader.c %D%/loader.h \
	%D%/loss.h \
	%D%/main.h \
	%D%/mem.h \
	%D%/object-report.c %D%/object.h \
	%D%/options.c %D%/options.h \
	%D%/policy.h \
	%D%/process.h \
	%D%/record.c %D%/record.h \
	%D%/report.c %D%/report.h \
	%D%/sandbox.h \
	%D%/seal-mount.h %D%/seal.c %D%/seal.h \
	%D%/sha256.c %D%/sha256.h \
	%D%/spot.c %D%/spot.h \
	%D%/sys.h \
	%D%/trust.c %D%/trust.h \
	%D%/view-env.c %D%/view-filter.c %D%/view.c %D%/view.h \
	%D%/walk.c %D%/walk.h
# All for Linux but the column of phases, which a benchmark reads with a clock.
RUNTIME_PHASES = $(RUNTIME_SHARED) \
	%D%/apply.c %D%/apply.h \
	%D%/close.c %D%/close.h \
	%D%/dry-run-landlock.c \
	%D%/features.c \
	%D%/filter.c %D%/filter.h \
	%D%/foreign.c %D%/foreign.h \
	%D%/hygiene.c \
	%D%/kernel.c %D%/kernel.h \
	%D%/loss.c \
	%D%/object.c \
	%D%/passwd.c \
	%D%/policy-blob.c \
	%D%/seal-landlock.c %D%/seal-mount.c \
	%D%/sys-linux.h
# nono-exec for macOS; RUNTIME_DARWIN is what its files are compiled with.
RUNTIME_CARRIED = %D%/carried.c %D%/carried.h
RUNTIME_MACOS = $(RUNTIME_SHARED) $(RUNTIME_CARRIED) \
	%D%/apply-seatbelt.c \
	%D%/dry-run-seatbelt.c \
	%D%/features-seatbelt.c \
	%D%/main-darwin.c \
	%D%/object-seatbelt.c \
	%D%/passwd-darwin.c \
	%D%/policy-text.c \
	%D%/profile.c %D%/profile.h \
	%D%/seal-seatbelt.c \
	%D%/sys-darwin.h
# The hosted build, for nonoc and the tests: everything but the start code.
RUNTIME_SOURCES = $(RUNTIME_PHASES) %D%/main.c

noinst_LIBRARIES += %D%/libruntime.a
%C%_libruntime_a_SOURCES = $(RUNTIME_SOURCES) $(RUNTIME_CARRIED)

# The same for nonoc's probes as one object with one name, sandbox_apply: the two halves use
# words alike, and would meet in one program.
SANDBOX = %D%/libsandbox.a
EXTRA_LIBRARIES = %D%/libsandbox-parts.a
%C%_libsandbox_parts_a_SOURCES = $(RUNTIME_SOURCES)
%C%_libsandbox_parts_a_CPPFLAGS = $(AM_CPPFLAGS) -DSANDBOX
%C%_libsandbox_parts_a_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
$(SANDBOX): %D%/libsandbox-parts.a
	$(AM_V_GEN)rm -f $@ && \
	$(LD) -r -o %D%/sandbox.o --whole-archive %D%/libsandbox-parts.a && \
	$(OBJCOPY) --localize-hidden %D%/sandbox.o && \
	$(AR) $(ARFLAGS) $@ %D%/sandbox.o
CLEANFILES += $(SANDBOX) %D%/libsandbox-parts.a %D%/sandbox.o

# The same with a test's sys_fake() for a kernel.
check_LIBRARIES += %D%/libruntime-fake.a
%C%_libruntime_fake_a_SOURCES = $(RUNTIME_SOURCES)
%C%_libruntime_fake_a_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE -DSANDBOX

# The same as one object with one name, loader_main, for tests that link the compiler too.
LOADER_FAKE = %D%/libloader-fake.a
$(LOADER_FAKE): %D%/libruntime-fake.a
	$(AM_V_GEN)rm -f $@ && \
	$(LD) -r -o %D%/loader-fake.o --whole-archive %D%/libruntime-fake.a && \
	$(OBJCOPY) --keep-global-symbol=loader_main %D%/loader-fake.o && \
	$(AR) $(ARFLAGS) $@ %D%/loader-fake.o
CLEANFILES += $(LOADER_FAKE) %D%/loader-fake.o

bin_PROGRAMS += %D%/nono-exec
if DARWIN
%C%_nono_exec_SOURCES = $(RUNTIME_MACOS)
%C%_nono_exec_CPPFLAGS = $(AM_CPPFLAGS) -DRUNTIME_DARWIN
%C%_nono_exec_LDADD =
else
# nono-exec: no libc, so its own flags; sanitizers need one, and never see it.
# Vectors would come with constants that have to be relocated, a page fault or two a run.
%C%_nono_exec_SOURCES = $(RUNTIME_SOURCES) %D%/mem.c %D%/start.c
%C%_nono_exec_CFLAGS = $(BASE_CFLAGS) -ffreestanding -fno-tree-loop-distribute-patterns \
	-fno-tree-vectorize -fno-tree-slp-vectorize \
	-fPIE -fvisibility=hidden -fno-asynchronous-unwind-tables -U_FORTIFY_SOURCE \
	-fstack-protector-strong -mstack-protector-guard=global
%C%_nono_exec_LDFLAGS = -nostdlib -static-pie \
	-Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections,--build-id=none
%C%_nono_exec_LDADD =
endif
