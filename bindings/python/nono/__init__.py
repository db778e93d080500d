# SPDX-License-Identifier: Apache-2.0
# __init__.py - what the package has.
"""
Sandboxes for programs, by libnono: policies compiled, asked, compared and applied.

    from nono import Sandbox

    result = Sandbox().allow_read("/workspace").block_network().run(["make", "-C", "/workspace"])
    print(result.exit_status, result.stdout)
"""

from ._library import (
    CommandError,
    Diagnostic,
    Error,
    FileError,
    HostError,
    OutOfMemoryError,
    PolicyError,
    RefusedError,
    UnsupportedError,
    UsageError,
    lib,
    text,
)
from .policy import Answer, Denial, Difference, DryRun, Policy, Result
from .sandbox import Sandbox

__version__ = text(lib.nono_version())


def landlock_abi() -> int:
    """The newest Landlock ABI that this kernel has and libnono knows; 0: none."""
    return lib.nono_landlock_abi()


__all__ = [
    "Answer",
    "CommandError",
    "Denial",
    "Diagnostic",
    "Difference",
    "DryRun",
    "Error",
    "FileError",
    "HostError",
    "OutOfMemoryError",
    "Policy",
    "PolicyError",
    "RefusedError",
    "Result",
    "Sandbox",
    "UnsupportedError",
    "UsageError",
    "landlock_abi",
]
