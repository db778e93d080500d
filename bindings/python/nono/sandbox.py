# SPDX-License-Identifier: Apache-2.0
# sandbox.py - a profile, built call by call, and run.
"""The builder."""

import json
import os
import shutil
from typing import Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from ._library import UnsupportedError, UsageError
from .policy import DryRun, Policy, Result


def _listed(values) -> List:
    """One value, or those of a list."""
    if isinstance(values, (str, bytes, os.PathLike, int)):
        return [values]
    return list(values)


class Sandbox:
    """
    What a command may do, call by call; nothing that is not allowed, beyond what every
    program on this system needs (the profile "default").

    Sandbox().allow_read("/workspace").allow_write("/workspace/out").block_network().run(["make"])
    """

    def __init__(self, profile: Optional[str] = None):
        """PROFILE: the name or file of a profile that this one extends."""
        self._profile: Dict = {}
        if profile is not None:
            self._profile["extends"] = os.fspath(profile)

    def _add(self, section: str, key: str, values: Iterable) -> "Sandbox":
        held = self._profile.setdefault(section, {}).setdefault(key, [])
        held.extend(value for value in values if value not in held)
        return self

    def _add_paths(self, key: str, paths) -> "Sandbox":
        for path in (os.fspath(path) for given in paths for path in _listed(given)):
            path = os.fsdecode(path)
            if not path:
                raise UsageError("expected a path, found nothing")
            # "~" and variables are the policy's own; the rest is from the current directory.
            if path[0] not in "~$":
                path = os.path.abspath(path)
            there = os.path.expanduser(path)
            file = os.path.exists(there) and not os.path.isdir(there)
            self._add("filesystem", key + "_file" if file else key, [path])
        return self

    def allow_read(self, *paths) -> "Sandbox":
        """Files, and directories with all that is below, may be read (and executed)."""
        return self._add_paths("read", paths)

    def allow_write(self, *paths) -> "Sandbox":
        """They may be written, and in directories, things made, renamed and removed."""
        return self._add_paths("write", paths)

    def allow(self, *paths) -> "Sandbox":
        """Both."""
        return self._add_paths("allow", paths)

    def allow_exec(self, *programs) -> "Sandbox":
        """
        Only these may be executed, and the system's own are no more; a name is looked up in PATH.

        No boundary against a hostile command: what it may read, an allowed interpreter may run.
        """
        paths = []
        for program in (os.fsdecode(p) for given in programs for p in _listed(given)):
            found = shutil.which(program) if "/" not in program else program
            if not found:
                raise UsageError(f"'{program}' is not in PATH")
            paths.append(found)
        return self._add_paths("exec", paths)

    def deny(self, *paths) -> "Sandbox":
        """They are protected, whatever else is allowed; what would reach them is an error."""
        return self._add(
            "filesystem", "deny", [os.fsdecode(p) for given in paths for p in _listed(given)]
        )

    def allow_network(self, *ports: Union[int, str, Sequence[Union[int, str]]]) -> "Sandbox":
        """
        TCP connections to these ports, and no others: 443, "443" or "localhost:8080".

        On Linux a port is one on any host, "localhost" too.  Hosts by name are not there yet.
        """
        return self._add("network", "connect_port", [_port(p) for g in ports for p in _listed(g)])

    def allow_listen(self, *ports: Union[int, Sequence[int]]) -> "Sandbox":
        """Listening on these TCP ports, and no others."""
        return self._add("network", "listen_port", [_port(p) for g in ports for p in _listed(g)])

    def block_network(self) -> "Sandbox":
        """No network but the ports that are allowed."""
        self._profile.setdefault("network", {})["block"] = True
        return self

    def set_env(self, **variables: str) -> "Sandbox":
        """Variables that the command is given."""
        held = self._profile.setdefault("environment", {}).setdefault("set_vars", {})
        held.update(variables)
        return self

    def allow_secret(self, *names: str) -> "Sandbox":
        """Variables that the command may see although they look like credentials."""
        return self._add("environment", "allow_secrets", names)

    def enable_rollback(self) -> "Sandbox":
        """Keeps what a run changes, to take it back."""
        raise UnsupportedError(
            "rollback is not there yet: run in a copy, or commit to git before the run"
        )

    def inject_credential(self, *_args, **_kwargs) -> "Sandbox":
        """Gives the command the use of a credential without the credential."""
        raise UnsupportedError(
            "credentials are not injected yet: allow_secret() passes a variable on as it is"
        )

    def profile(self) -> Dict:
        """The profile that was built: what policy() compiles."""
        return json.loads(json.dumps(self._profile))

    def policy(self, *, define: Optional[Mapping[str, str]] = None) -> Policy:
        """The profile, compiled."""
        return Policy.from_text(json.dumps(self._profile), define=define)

    def dry_run(self, **options) -> DryRun:
        """What a run would be granted here; see Policy.dry_run()."""
        return self.policy().dry_run(**options)

    def run(self, command: Sequence, *, trace: bool = True, **options) -> Result:
        """
        Runs a command; see Policy.run().

        It is traced, so that the result has its denials; trace=False is quicker, and needs no
        kernel that lets processes be traced.
        """
        return self.policy().run(command, trace=trace, **options)

    def apply(self, **options) -> Tuple[str, ...]:
        """Restricts this very process; see Policy.apply()."""
        return self.policy().apply(**options)


def _port(port: Union[int, str]) -> int:
    word = port
    if isinstance(port, str):
        host, colon, number = port.rpartition(":")
        if colon and host not in ("localhost", "127.0.0.1", "[::1]"):
            raise UnsupportedError(
                f"'{port}': hosts by name are not there yet; allow_network([{number or 443}]) "
                "allows the port on any host"
            )
        word = int(number) if number.isascii() and number.isdigit() else None
        if word is None:
            raise UnsupportedError(
                f"'{port}': hosts by name are not there yet; expected a port, such as 443"
            )
    if isinstance(word, bool) or not isinstance(word, int) or not 0 < word < 65536:
        raise UsageError(f"expected a port from 1 to 65535, not {port!r}")
    return word
