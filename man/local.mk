# SPDX-License-Identifier: Apache-2.0
dist_man_MANS += \
	%D%/nono-exec.1 \
	%D%/nonoc.1
