# SPDX-License-Identifier: Apache-2.0
# What repositories use, and what editors and CI read.
dist_pkgdata_DATA = %D%/nonoc-problem-matcher.json
EXTRA_DIST += .pre-commit-hooks.yaml action.yml action/review.sh examples
