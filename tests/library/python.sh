#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# python.sh - the Python package: its wheel is made from the tree alone, the same each time, and
# what is in it answers the vectors and runs its examples.
set -eu

python=$SRCDIR/bindings/python
export PYTHONDONTWRITEBYTECODE=1
cd "$SCRATCH"
wheel=$(python3 "$python/wheel.py" first)
[ "$wheel" = "$(echo first/nono-*-py3-none-any.whl)" ]
python3 "$python/wheel.py" second >/dev/null
cmp "$wheel" "second/${wheel#first/}"
# As pip would, which need not be here.
mkdir site
python3 -m zipfile -e "$wheel" site
(cd "$python" && find nono -type f ! -name '*.pyc') | sort >expected
(cd site && find nono -type f) | sort | diff expected -
python3 - site <<'EOF'
import base64, csv, hashlib, pathlib, sys
site = pathlib.Path(sys.argv[1])
[record] = site.glob("*.dist-info/RECORD")
rows = {row[0]: row for row in csv.reader(record.open())}
for file in (path for path in site.rglob("*") if path.is_file()):
    name = file.relative_to(site).as_posix()
    digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).rstrip(b"=")
    assert file == record or rows[name][1] == "sha256=" + digest.decode(), name
EOF

export PYTHONPATH="$SCRATCH/site" LD_LIBRARY_PATH="$BUILDDIR/library"
export NONO_VECTORS="$SRCDIR/bindings/vectors.json" NONO_EXAMPLES="$python/examples"
run() { python3 -W error "$@"; }
case $SANITIZERS in
*address*)
	# The interpreter is not made for it, and keeps what it has to its end.
	asan=$($CC -print-file-name=libasan.so)
	run() { LD_PRELOAD=$asan ASAN_OPTIONS=detect_leaks=0 python3 -W error "$@"; }
	;;
esac
version=$(run -c 'import nono; print(nono.__version__)')
[ "$wheel" = "first/nono-$version-py3-none-any.whl" ] ||
	{ echo "pyproject.toml has another version than libnono, which has $version"; exit 1; }
run "$python/tests/test_nono.py"
