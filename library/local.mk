# SPDX-License-Identifier: Apache-2.0
# libnono, from the objects that the programs have, too: one shared object and one archive that
# show nono_* and nothing else.
noinst_LIBRARIES += %D%/libcalls.a
%C%_libcalls_a_SOURCES = \
	%D%/call.c \
	%D%/call.h \
	%D%/child.c \
	%D%/child.h \
	%D%/compare.c \
	%D%/diagnostics.c \
	%D%/host.c \
	%D%/nono.h \
	%D%/options.c \
	%D%/policy.c \
	%D%/query.c \
	%D%/version.c \
	%D%/watch.c
# The version script says what is seen.
%C%_libcalls_a_CFLAGS = $(AM_CFLAGS) -fvisibility=default

# An incompatible change takes the next number, and so lies beside the old one.
LIBNONO_SO = %D%/libnono.so.0
LIBNONO_PARTS = %D%/libcalls.a trace/libtrace.a compiler/libcompiler.a grammar/libgrammar.a \
	compiler/libcompiler.a stdlib-groups/libstdlib.a docs/libdocs.a runtime/libsandbox.a \
	runtime/libruntime.a
LIBNONO_NEEDS = $(LIBNONO_PARTS) %D%/nono.map

$(LIBNONO_SO): $(LIBNONO_NEEDS)
	$(AM_V_CCLD)$(CC) $(AM_CFLAGS) $(CFLAGS) $(LDFLAGS) -shared -o $@ \
		-Wl,-soname,libnono.so.0 -Wl,--version-script=$(srcdir)/%D%/nono.map \
		-Wl,-z,defs -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed -Wl,-Bsymbolic-functions \
		-Wl,--whole-archive %D%/libcalls.a -Wl,--no-whole-archive \
		$(LIBNONO_PARTS) $(YAML_LIBS) $(JANSSON_LIBS)
%D%/libnono.so: $(LIBNONO_SO)
	$(AM_V_GEN)ln -sf libnono.so.0 $@
%D%/libnono.a: $(LIBNONO_NEEDS)
	$(AM_V_GEN)rm -f $@ && \
	$(LD) -r -o %D%/nono.o --whole-archive %D%/libcalls.a --no-whole-archive \
		$(LIBNONO_PARTS) && \
	$(OBJCOPY) --wildcard --keep-global-symbol='nono_*' %D%/nono.o && \
	$(AR) $(ARFLAGS) $@ %D%/nono.o

nonolibdir = $(libdir)
nonolib_DATA = $(LIBNONO_SO) %D%/libnono.so %D%/libnono.a
include_HEADERS = %D%/nono.h
pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = %D%/nono.pc
%D%/nono.pc: %D%/nono.pc.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D% && sed -e '/^#/d' \
		-e 's|@prefix[@]|$(prefix)|' -e 's|@exec_prefix[@]|$(exec_prefix)|' \
		-e 's|@libdir[@]|$(libdir)|' -e 's|@includedir[@]|$(includedir)|' \
		-e 's|@PACKAGE_VERSION[@]|$(PACKAGE_VERSION)|' $(srcdir)/%D%/nono.pc.in >$@
# DATA would follow the link.
install-data-hook:
	cd $(DESTDIR)$(libdir) && ln -sf libnono.so.0 libnono.so

EXTRA_DIST += %D%/nono.map %D%/nono.pc.in bindings/vectors.json \
	bindings/node/Makefile bindings/node/README.md bindings/node/examples \
	bindings/node/index.d.ts bindings/node/index.js bindings/node/index.mjs \
	bindings/node/nono.c bindings/node/package.json bindings/node/test \
	bindings/node/value.c bindings/node/value.h \
	bindings/python/README.md bindings/python/examples bindings/python/nono/__init__.py \
	bindings/python/nono/_library.py bindings/python/nono/policy.py \
	bindings/python/nono/py.typed bindings/python/nono/sandbox.py \
	bindings/python/pyproject.toml bindings/python/tests bindings/python/wheel.py \
	bindings/rust/Cargo.lock bindings/rust/Cargo.toml bindings/rust/README.md \
	bindings/rust/build.rs bindings/rust/examples bindings/rust/src bindings/rust/tests
CLEANFILES += $(nonolib_DATA) %D%/nono.o %D%/nono.pc
