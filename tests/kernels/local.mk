# SPDX-License-Identifier: Apache-2.0
EXTRA_DIST += %D%/boot %D%/fetch %D%/initramfs
