# SPDX-License-Identifier: Apache-2.0
# What makes packages of a release, and tries them.
EXTRA_DIST += %D%/deb %D%/debian %D%/homebrew/nono.rb %D%/smoke

# Debian packages, from what a release would be.
deb: dist
	rm -rf $(top_builddir)/deb
	$(srcdir)/%D%/deb $(top_builddir)/$(distdir).tar.xz $(top_builddir)/deb
.PHONY: deb
