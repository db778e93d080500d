#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""features.py ABI ERRATA: what nono-exec --features must print on such a kernel, from stdin."""
import json
import sys

KNOWN = 11
FS = """execute write_file read_file read_dir remove_dir remove_file make_char make_dir make_reg
make_sock make_fifo make_block make_sym refer truncate ioctl_dev resolve_unix""".split()
NET = "bind_tcp connect_tcp bind_udp connect_send_udp".split()
SCOPES = ["scope.abstract_unix_socket", "scope.signal"]
FLAGS = "log_same_exec_off log_new_exec_on log_subdomains_off tsync no_new_privs".split()
# The ABI that brings each: fs from REFER on, net by pairs, flags.
FS_SINCE = [1] * 13 + [2, 3, 5, 9]
NET_SINCE = [4, 4, 10, 10]
FLAGS_SINCE = [7, 7, 7, 8, 11]

YES_L = {"held": "yes", "by": ["landlock"], "answer": None}
YES_F = {"held": "yes", "by": ["filter"], "answer": None}
YES_LF = {"held": "yes", "by": ["landlock", "filter"], "answer": None}
STRICTER_L = {"held": "stricter", "by": ["landlock"], "answer": "note"}
STRICTER_F = {"held": "stricter", "by": ["filter"], "answer": "note"}
WARNING = {"held": "no", "by": [], "answer": "warning"}
REFUSE = {"held": "no", "by": [], "answer": "refuse"}


def since(names, abis, abi, prefix=""):
    return [prefix + name for name, first in zip(names, abis) if first <= abi]


def promises(abi, fixed):
    """name: (since_abi, with nothing granted, with something granted)"""

    def from_abi(first, below):
        return YES_L if abi >= first else below

    disconnected = YES_L if abi >= 8 or abi == 1 or 3 in fixed else WARNING
    return {
        "fs.refer": (2, *[from_abi(2, STRICTER_L)] * 2),
        "fs.truncate": (3, *[from_abi(3, STRICTER_F)] * 2),
        "net.tcp": (4, YES_LF if abi >= 4 else YES_F, from_abi(4, REFUSE)),
        "fs.ioctl_dev": (5, *[from_abi(5, WARNING)] * 2),
        "scope.signal": (6, *[from_abi(6, WARNING)] * 2),
        "scope.abstract_unix_socket": (6, from_abi(6, STRICTER_F), from_abi(6, WARNING)),
        "fs.resolve_unix": (9, from_abi(9, STRICTER_F), from_abi(9, WARNING)),
        "net.udp": (10, YES_LF if abi >= 10 else YES_F, from_abi(10, WARNING)),
        "net.protocols": (None, YES_F, YES_F),
        "fs.disconnected": (8, disconnected, disconnected),
    }


def same(what, expected, actual):
    if expected != actual:
        sys.exit(f"{what}: expected {expected!r}, got {actual!r}")


def main():
    abi, errata = int(sys.argv[1]), sys.argv[2]
    text = sys.stdin.read()
    found = json.loads(text)
    kernel = found["kernel"]
    if errata == "host":
        fixed = kernel["errata_fixed"]
        seccomp = kernel["seccomp_filter"]
    else:
        seccomp = errata != "noseccomp"
        bits = 15 if errata == "noseccomp" else None if errata == "none" else int(errata)
        fixed = None if bits is None else [n for n in range(1, 32) if bits >> (n - 1) & 1]
    used = max(0, min(abi, KNOWN))
    starts = abi > 0 and seccomp

    same("keys", ["schema", "version", "architecture", "loader", "kernel", "starts", "promises"],
         list(found))
    same("schema", "nono-exec.features/1", found["schema"])
    same("architecture", True, found["architecture"] in ("x86_64", "aarch64"))
    same("starts", starts, found["starts"])
    same("loader", {
        "landlock_abi": KNOWN,
        "policy_format": 1,
        "filesystem": since(FS, FS_SINCE, KNOWN, "fs."),
        "network": since(NET, NET_SINCE, KNOWN, "net."),
        "scopes": SCOPES,
        "restrict_flags": ["log_new_exec_on", "log_subdomains_off"],
        "rule_flags": [],
    }, found["loader"])
    same("kernel", {
        "landlock": {-38: "missing", -95: "disabled"}.get(abi, "enabled" if abi > 0 else "unknown"),
        "landlock_abi": max(0, abi),
        "errata_fixed": fixed if abi > 0 else None,
        "filesystem": since(FS, FS_SINCE, used, "fs."),
        "network": since(NET, NET_SINCE, used, "net."),
        "scopes": SCOPES if used >= 6 else [],
        "restrict_flags": since(FLAGS, FLAGS_SINCE, used),
        "rule_flags": ["quiet"] if used >= 10 else [],
        "seccomp_filter": seccomp,
    }, kernel)
    expected = promises(used, fixed or [])
    same("promises", list(expected), list(found["promises"]))
    for name, (first, nothing, some) in expected.items():
        promise = found["promises"][name]
        same(f"{name}: keys", ["about", "since_abi", "nothing_granted", "some_granted"],
             list(promise))
        same(f"{name}: since_abi", first, promise["since_abi"])
        same(f"{name}: nothing_granted", nothing if starts else REFUSE, promise["nothing_granted"])
        same(f"{name}: some_granted", some if starts else REFUSE, promise["some_granted"])


main()
