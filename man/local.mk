# SPDX-License-Identifier: Apache-2.0
# The manuals: two are made, as their lists are the compiler's and the front's own.
dist_man_MANS += \
	%D%/libnono.3 \
	%D%/nono-exec.1 \
	%D%/nono-policy.5 \
	%D%/nono-trace.1 \
	%D%/nono-trace.5 \
	%D%/nonoc.1

nodist_man_MANS = %D%/nono-profile.5 %D%/nono.1
CLEANFILES += %D%/nono-profile.5
EXTRA_DIST += %D%/keys.awk %D%/nono-profile.mdoc
%D%/nono-profile.5: %D%/keys.awk %D%/nono-profile.mdoc compiler/key.def
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -f $(srcdir)/%D%/keys.awk \
		$(srcdir)/compiler/key.def $(srcdir)/%D%/nono-profile.mdoc >$@.tmp && mv -f $@.tmp $@
CLEANFILES += %D%/nono.1
EXTRA_DIST += %D%/flags.awk %D%/nono.mdoc
%D%/nono.1: %D%/flags.awk %D%/nono.mdoc front/option.def
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -f $(srcdir)/%D%/flags.awk \
		$(srcdir)/front/option.def $(srcdir)/%D%/nono.mdoc >$@.tmp && mv -f $@.tmp $@
