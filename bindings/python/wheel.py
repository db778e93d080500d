# SPDX-License-Identifier: Apache-2.0
# wheel.py - makes the wheel of this directory: python3 wheel.py [DIRECTORY].  No network, no
# packages; the same bytes each time.  For pip, this is the build backend, too.
"""Builds nono-VERSION-py3-none-any.whl."""

import base64
import hashlib
import os
import re
import sys
import tarfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def _project():
    """The lines of pyproject.toml that metadata comes from: Python 3.8 has no reader for it."""
    with open(os.path.join(HERE, "pyproject.toml"), encoding="utf-8") as file:
        return dict(re.findall(r'^([a-z-]+) = "(.*)"$', file.read(), re.MULTILINE))


def _read(*path):
    with open(os.path.join(HERE, *path), "rb") as file:
        return file.read()


def _modules():
    return sorted(
        "nono/" + name
        for name in os.listdir(os.path.join(HERE, "nono"))
        if name.endswith(".py") or name == "py.typed"
    )


def _metadata(project):
    return (
        "Metadata-Version: 2.1\n"
        f"Name: {project['name']}\n"
        f"Version: {project['version']}\n"
        f"Summary: {project['description']}\n"
        "License: Apache-2.0\n"
        f"Requires-Python: {project['requires-python']}\n"
        "Description-Content-Type: text/markdown\n"
        "\n"
    ).encode() + _read("README.md")


def _record(path, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"


def get_requires_for_build_wheel(config_settings=None):
    """Nothing."""
    return []


get_requires_for_build_sdist = get_requires_for_build_wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel; its name."""
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    info = stem + ".dist-info/"
    files = {path: _read(*path.split("/")) for path in _modules()}
    files[info + "METADATA"] = _metadata(project)
    files[info + "WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: nono\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = "".join(_record(path, data) for path, data in files.items())
    files[info + "RECORD"] = f"{record}{info}RECORD,,\n".encode()
    name = stem + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """Writes the source archive; its name."""
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    name = stem + ".tar.gz"
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz") as archive:
        for path in ["pyproject.toml", "README.md", "wheel.py", *_modules()]:
            archive.add(os.path.join(HERE, path), f"{stem}/{path}")
    return name


if __name__ == "__main__":
    place = sys.argv[1] if len(sys.argv) > 1 else "."
    os.makedirs(place, exist_ok=True)
    print(os.path.join(place, build_wheel(place)))
