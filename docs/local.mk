# SPDX-License-Identifier: Apache-2.0
# The explanations of the codes, built into nonoc; the documents beside them are only shipped.
docs_embed = %D%/embed.awk
pictures_dir = %D%/pictures
EXTRA_DIST += $(docs_embed) $(pictures_dir) %D%/codes %D%/assertions.md %D%/beside.md \
	%D%/cookbook.md %D%/editors.md %D%/kernels.md %D%/landlock.md %D%/migrating.md %D%/performance.md \
	%D%/profiles.md \
	%D%/pull-requests.md %D%/seatbelt.md %D%/security-model.md %D%/start.md

noinst_LIBRARIES += %D%/libdocs.a
%C%_libdocs_a_SOURCES =
nodist_%C%_libdocs_a_SOURCES = %D%/explanation.c %D%/guide.c
CLEANFILES += %D%/explanation.c %D%/guide.c

# Every build looks, so that a code's text needs no row here; the file changes only when one has.
# The files are named from $(srcdir), so that their text cannot depend on where it is built.
%D%/explanation.c: docs-look
	@$(MKDIR_P) %D% && \
	(cd $(srcdir) && LC_ALL=C $(AWK) -f $(docs_embed) %D%/codes/*.md) >$@.tmp && \
	if cmp -s $@.tmp $@; then rm -f $@.tmp; else echo "  GEN      $@"; mv -f $@.tmp $@; fi
%D%/guide.c: %D%/profiles.md $(docs_embed)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	(cd $(srcdir) && LC_ALL=C $(AWK) -v whole=explain_guide -f $(docs_embed) %D%/profiles.md) \
		>$@.tmp && mv -f $@.tmp $@
docs-look:
.PHONY: docs-look

# Kept in the tree, for who reads it without building; a change of a text is followed by this.
pictures:
	cd $(srcdir) && for text in $(pictures_dir)/*.txt; do \
		LC_ALL=C $(AWK) -f $(pictures_dir)/picture.awk $$text >$${text%.txt}.svg || exit 1; done
.PHONY: pictures
