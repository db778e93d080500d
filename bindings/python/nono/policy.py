# SPDX-License-Identifier: Apache-2.0
# policy.py - a compiled policy: asked, compared, run under, applied.
"""Policies, and what comes of them."""

import weakref
from ctypes import byref, c_int, c_size_t, c_void_p
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, Tuple, Union

from ._library import (
    Diagnostic,
    Options,
    UnsupportedError,
    UsageError,
    call,
    diagnostics,
    encode,
    lib,
    taken,
    taken_bytes,
    text,
    words,
)

_FORMATS = {"json": 1, "yaml": 2, "text": 3}
_VERDICTS = ("allowed", "denied", "not_held", "undecided")
_CHANGES = ("equal", "narrowed", "widened", "undecided")
_CONTAINMENTS = ("contained", "not_contained", "undecided")


@dataclass(frozen=True)
class Answer:
    """What a policy says of an operation."""

    verdict: str  # "allowed", "denied", "not_held" (by the kernel asked about) or "undecided"
    reason: str
    rule: Optional[str]  # the path of the rule that decides
    origin: Optional[str]  # where that comes from
    change: Optional[str]  # the smallest change of the profile that alters the answer
    adds: Optional[str]  # what else that would allow
    text: str  # all of it, as 'nonoc why' prints it

    @property
    def allowed(self) -> bool:
        """Whether the verdict is "allowed"."""
        return self.verdict == "allowed"


@dataclass(frozen=True)
class Difference:
    """What a policy changes against another, or allows beyond it."""

    verdict: str
    text: str


@dataclass(frozen=True)
class DryRun:
    """What a run on this machine would be granted, and what would be warned of."""

    text: str
    messages: Tuple[str, ...]


@dataclass(frozen=True)
class Denial:
    """Something that the policy denied a command."""

    operation: str  # "read", "connect", "socket", ...: nono-trace(5)
    subject: str  # of what: a path, "tcp/443", a name
    text: str  # in words, with the program that asked for it
    change: Optional[str]  # the smallest change of the profile that would allow it
    times: int


@dataclass(frozen=True)
class Result:
    """A command that has run."""

    exit_status: int  # or 128 and the number of the signal that ended it
    signal: int  # that number, or 0
    stdout: Union[str, bytes]
    stderr: Union[str, bytes]
    messages: Tuple[str, ...]  # what was warned of and noted when the policy was applied
    recorded: Optional[Tuple[Denial, ...]]  # denials; None: the run was not traced
    unrecorded: int  # how often something was asked for that could not be recorded

    @property
    def violated_policy(self) -> bool:
        """Whether the policy denied the command anything; for a run that was traced."""
        return bool(self.denials)

    @property
    def denials(self) -> Tuple[Denial, ...]:
        """What the policy denied the command, each thing once; for a run that was traced."""
        if self.recorded is None:
            raise UnsupportedError("what is denied is recorded only by a run with trace=True")
        return self.recorded

    def rollback(self) -> None:
        """Takes back what the command changed in files."""
        raise UnsupportedError(
            "rollback is not there yet: run in a copy, or commit to git before the run"
        )


class Policy:
    """A compiled policy.  It never changes; any number of threads may use it."""

    def __init__(self, handle: c_void_p):
        """For this module; Policy.compile(), Policy.from_text() and Policy.load() make one."""
        self._handle = handle
        self._free = weakref.finalize(self, lib.nono_policy_free, handle)

    @classmethod
    def compile(
        cls,
        profile,
        *,
        target: Optional[str] = None,
        define: Optional[Mapping[str, str]] = None,
        warnings_are_errors: bool = False,
    ) -> "Policy":
        """Compiles a profile by name ("claude-code"), or a file ("./agent.json")."""
        handle = c_void_p()
        with Options(target, define, warnings_are_errors) as options:
            call(lib.nono_compile, encode(profile), options, byref(handle))
        return cls(handle)

    @classmethod
    def from_text(
        cls,
        source: Union[str, bytes],
        format: str = "json",
        *,
        target: Optional[str] = None,
        define: Optional[Mapping[str, str]] = None,
        warnings_are_errors: bool = False,
    ) -> "Policy":
        """Compiles a profile in JSON or YAML, or policy text ("text")."""
        if format not in _FORMATS:
            raise UsageError(f"expected the format 'json', 'yaml' or 'text', not {format!r}")
        encoded = source.encode("utf-8", "surrogateescape") if isinstance(source, str) else source
        handle = c_void_p()
        with Options(target, define, warnings_are_errors) as options:
            call(
                lib.nono_compile_text,
                encoded,
                len(encoded),
                _FORMATS[format],
                options,
                byref(handle),
            )
        return cls(handle)

    @classmethod
    def load(cls, blob: bytes) -> "Policy":
        """Reads a policy that was compiled before."""
        handle = c_void_p()
        call(lib.nono_load, blob, len(blob), byref(handle))
        return cls(handle)

    @property
    def blob(self) -> bytes:
        """What 'nonoc -o' writes."""
        length = c_size_t()
        address = lib.nono_policy_blob(self._handle, byref(length))
        return taken(address, length.value)

    @property
    def hash(self) -> str:
        """Equal for policies that mean the same."""
        return text(lib.nono_policy_hash(self._handle))

    @property
    def diagnostics(self) -> Tuple[Diagnostic, ...]:
        """Warnings and notes."""
        return diagnostics(lib.nono_policy_diagnostics(self._handle))

    @property
    def text(self) -> str:
        """The policy as policy text."""
        handle = c_void_p()
        call(lib.nono_policy_text, self._handle, byref(handle))
        return taken_bytes(handle)

    def query(self, *question, abi: int = 0) -> Answer:
        """Asks what 'nonoc why' is asked: query("read", "~/.ssh"), query("connect", "443")."""
        asked, count = words(question)
        handle = c_void_p()
        with Options(abi=abi) as options:
            call(lib.nono_query, self._handle, asked, count, options, byref(handle))
        try:
            return Answer(
                verdict=_VERDICTS[lib.nono_answer_verdict(handle)],
                reason=text(lib.nono_answer_reason(handle)),
                rule=text(lib.nono_answer_rule(handle)),
                origin=text(lib.nono_answer_origin(handle)),
                change=text(lib.nono_answer_change(handle)),
                adds=text(lib.nono_answer_adds(handle)),
                text=text(lib.nono_answer_text(handle)),
            )
        finally:
            lib.nono_answer_free(handle)

    def _compare(self, function, other: "Policy", names) -> Difference:
        verdict, handle = c_int(), c_void_p()
        call(function, self._handle, other._handle, byref(verdict), byref(handle))
        return Difference(names[verdict.value], taken_bytes(handle))

    def diff(self, after: "Policy") -> Difference:
        """What AFTER changes: "equal", "narrowed", "widened" or "undecided"."""
        return self._compare(lib.nono_diff, after, _CHANGES)

    def contained_in(self, other: "Policy") -> Difference:
        """Whether OTHER allows all that this does: "contained", "not_contained", "undecided"."""
        return self._compare(lib.nono_contains, other, _CONTAINMENTS)

    def dry_run(self, *, cwd=None, home=None, strict: bool = False) -> DryRun:
        """What a run here and now would be granted."""
        granted, said = c_void_p(), c_void_p()
        with Options(directory=cwd, home=home, strict=strict) as options:
            call(lib.nono_dry_run, self._handle, options, byref(granted), byref(said))
        return DryRun(taken_bytes(granted), tuple(taken_bytes(said).splitlines()))

    def apply(self, *, home=None, strict: bool = False) -> Tuple[str, ...]:
        """
        Restricts this very process, for good; what was warned of and noted.

        All of its threads are restricted where the kernel can (Landlock ABI 8); elsewhere a
        process with more than one is refused.
        """
        said = c_void_p()
        with Options(home=home, strict=strict) as options:
            call(lib.nono_apply, self._handle, options, byref(said))
        return tuple(taken_bytes(said).splitlines())

    def run(
        self,
        command: Sequence,
        *,
        cwd=None,
        env: Optional[Mapping[str, str]] = None,
        home=None,
        strict: bool = False,
        capture: bool = True,
        trace: bool = False,
        encoding: Optional[str] = "utf-8",
    ) -> Result:
        """
        Runs COMMAND under the policy and waits for its end.

        What it writes is captured, as str unless ENCODING is None; with capture=False it goes
        where this process's output goes.  With TRACE, what it is denied is recorded; that slows it,
        and what it leaves in the background is ended with it.
        """
        if isinstance(command, (str, bytes)):
            raise UsageError("expected a list of words: no shell takes a line apart here")
        asked, count = words(command)
        handle = c_void_p()
        with Options(
            directory=cwd,
            home=home,
            strict=strict,
            capture=capture,
            trace=trace,
            environment=env,
        ) as options:
            call(lib.nono_run, self._handle, asked, count, options, byref(handle))
        try:
            return Result(
                exit_status=lib.nono_result_status(handle),
                signal=lib.nono_result_signal(handle),
                stdout=_stream(lib.nono_result_output, handle, encoding),
                stderr=_stream(lib.nono_result_errors, handle, encoding),
                messages=tuple(text(lib.nono_result_messages(handle)).splitlines()),
                recorded=_denials(handle),
                unrecorded=lib.nono_result_unrecorded(handle),
            )
        finally:
            lib.nono_result_free(handle)


def _denials(handle) -> Optional[Tuple[Denial, ...]]:
    if not lib.nono_result_traced(handle):
        return None
    return tuple(
        Denial(
            operation=text(lib.nono_denial_operation(handle, index)),
            subject=text(lib.nono_denial_subject(handle, index)),
            text=text(lib.nono_denial_text(handle, index)),
            change=text(lib.nono_denial_change(handle, index)),
            times=lib.nono_denial_times(handle, index),
        )
        for index in range(lib.nono_result_denials(handle))
    )


def _stream(function, handle, encoding):
    length = c_size_t()
    written = taken(function(handle, byref(length)), length.value)
    return written if encoding is None else written.decode(encoding, "replace")
