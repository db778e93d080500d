# SPDX-License-Identifier: Apache-2.0
# _library.py - libnono's functions as nono.h declares them, and its errors as exceptions.
"""The C library, through ctypes; for the other modules of this package."""

import ctypes
import os
from ctypes import POINTER, byref, c_bool, c_char_p, c_int, c_int32, c_size_t, c_uint32, c_uint64
from ctypes import c_void_p
from dataclasses import dataclass
from typing import Iterable, List, Optional, Tuple

SONAME = "libnono.so.0"


@dataclass(frozen=True)
class Diagnostic:
    """Something that was found in the files of a policy."""

    severity: str  # "note", "warning" or "error"
    code: str  # "N0301"; 'nonoc explain N0301' says more
    name: str
    message: str
    file: Optional[str]
    line: int  # from 1; 0: it has no place
    column: int


class Error(Exception):
    """A call that failed; diagnostics say what is wrong in a profile, text shows it."""

    def __init__(self, message: str, diagnostics: Tuple[Diagnostic, ...] = (), text: str = ""):
        super().__init__(message)
        self.message = message
        self.diagnostics = diagnostics
        self.text = text


class PolicyError(Error):
    """The policy has errors."""


class UsageError(Error, ValueError):
    """An argument is not what was expected."""


class FileError(Error):
    """A profile cannot be read."""


class OutOfMemoryError(Error, MemoryError):
    """There is no memory."""


class RefusedError(Error):
    """The policy is not applied on this machine."""


class HostError(Error):
    """The system refused what is needed: a process, a pipe."""


class UnsupportedError(Error, NotImplementedError):
    """Not there yet, not on this system, or not for this target."""


class CommandError(Error):
    """The command was not found, or cannot be executed."""


_ERRORS = {
    1: PolicyError,
    2: UsageError,
    3: FileError,
    4: OutOfMemoryError,
    5: RefusedError,
    6: HostError,
    7: UnsupportedError,
    8: CommandError,
}
_SEVERITIES = ("note", "warning", "error")

# name: (what it returns, what it takes)
_FUNCTIONS = {
    "nono_version": (c_char_p, ()),
    "nono_landlock_abi": (c_uint32, ()),
    "nono_error_status": (c_int, (c_void_p,)),
    "nono_error_message": (c_char_p, (c_void_p,)),
    "nono_error_diagnostics": (c_void_p, (c_void_p,)),
    "nono_error_free": (None, (c_void_p,)),
    "nono_diagnostics_text": (c_char_p, (c_void_p,)),
    "nono_diagnostics_count": (c_size_t, (c_void_p,)),
    "nono_diagnostic_severity": (c_int, (c_void_p, c_size_t)),
    "nono_diagnostic_code": (c_char_p, (c_void_p, c_size_t)),
    "nono_diagnostic_name": (c_char_p, (c_void_p, c_size_t)),
    "nono_diagnostic_message": (c_char_p, (c_void_p, c_size_t)),
    "nono_diagnostic_file": (c_char_p, (c_void_p, c_size_t)),
    "nono_diagnostic_line": (c_uint32, (c_void_p, c_size_t)),
    "nono_diagnostic_column": (c_uint32, (c_void_p, c_size_t)),
    "nono_bytes_data": (c_void_p, (c_void_p,)),
    "nono_bytes_length": (c_size_t, (c_void_p,)),
    "nono_bytes_free": (None, (c_void_p,)),
    "nono_options_new": (c_int, (c_void_p, c_void_p)),
    "nono_options_free": (None, (c_void_p,)),
    "nono_options_set_target": (c_int, (c_void_p, c_char_p, c_void_p)),
    "nono_options_define": (c_int, (c_void_p, c_char_p, c_void_p)),
    "nono_options_set_warnings_are_errors": (None, (c_void_p, c_bool)),
    "nono_options_set_abi": (None, (c_void_p, c_uint32)),
    "nono_options_set_directory": (c_int, (c_void_p, c_char_p, c_void_p)),
    "nono_options_set_home": (c_int, (c_void_p, c_char_p, c_void_p)),
    "nono_options_set_strict": (None, (c_void_p, c_bool)),
    "nono_options_set_capture": (None, (c_void_p, c_bool)),
    "nono_options_set_trace": (None, (c_void_p, c_bool)),
    "nono_options_set_environment": (c_int, (c_void_p, POINTER(c_char_p), c_size_t, c_void_p)),
    "nono_compile": (c_int, (c_char_p, c_void_p, c_void_p, c_void_p)),
    "nono_compile_text": (c_int, (c_char_p, c_size_t, c_int, c_void_p, c_void_p, c_void_p)),
    "nono_load": (c_int, (c_char_p, c_size_t, c_void_p, c_void_p)),
    "nono_policy_free": (None, (c_void_p,)),
    "nono_policy_blob": (c_void_p, (c_void_p, POINTER(c_size_t))),
    "nono_policy_hash": (c_char_p, (c_void_p,)),
    "nono_policy_diagnostics": (c_void_p, (c_void_p,)),
    "nono_policy_text": (c_int, (c_void_p, c_void_p, c_void_p)),
    "nono_query": (
        c_int,
        (c_void_p, POINTER(c_char_p), c_size_t, c_void_p, c_void_p, c_void_p),
    ),
    "nono_answer_verdict": (c_int, (c_void_p,)),
    "nono_answer_text": (c_char_p, (c_void_p,)),
    "nono_answer_reason": (c_char_p, (c_void_p,)),
    "nono_answer_rule": (c_char_p, (c_void_p,)),
    "nono_answer_origin": (c_char_p, (c_void_p,)),
    "nono_answer_change": (c_char_p, (c_void_p,)),
    "nono_answer_adds": (c_char_p, (c_void_p,)),
    "nono_answer_free": (None, (c_void_p,)),
    "nono_diff": (c_int, (c_void_p, c_void_p, POINTER(c_int), c_void_p, c_void_p)),
    "nono_contains": (c_int, (c_void_p, c_void_p, POINTER(c_int), c_void_p, c_void_p)),
    "nono_dry_run": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "nono_apply": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "nono_run": (
        c_int,
        (c_void_p, POINTER(c_char_p), c_size_t, c_void_p, c_void_p, c_void_p),
    ),
    "nono_result_status": (c_int32, (c_void_p,)),
    "nono_result_signal": (c_int32, (c_void_p,)),
    "nono_result_output": (c_void_p, (c_void_p, POINTER(c_size_t))),
    "nono_result_errors": (c_void_p, (c_void_p, POINTER(c_size_t))),
    "nono_result_messages": (c_char_p, (c_void_p,)),
    "nono_result_traced": (c_bool, (c_void_p,)),
    "nono_result_denials": (c_size_t, (c_void_p,)),
    "nono_denial_operation": (c_char_p, (c_void_p, c_size_t)),
    "nono_denial_subject": (c_char_p, (c_void_p, c_size_t)),
    "nono_denial_text": (c_char_p, (c_void_p, c_size_t)),
    "nono_denial_change": (c_char_p, (c_void_p, c_size_t)),
    "nono_denial_times": (c_uint64, (c_void_p, c_size_t)),
    "nono_result_unrecorded": (c_uint64, (c_void_p,)),
    "nono_result_free": (None, (c_void_p,)),
}


def _load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(SONAME)
    except OSError as error:
        raise ImportError(
            f"{SONAME} is needed: install nono, or name its directory in LD_LIBRARY_PATH ({error})"
        ) from error
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


lib = _load()


def text(value: Optional[bytes]) -> Optional[str]:
    """What the library says, None for NULL; bytes that are no UTF-8 come back by os.fsencode()."""
    return None if value is None else value.decode("utf-8", "surrogateescape")


def encode(value) -> bytes:
    """A path or word for the library, which has no way to say NUL."""
    encoded = os.fsencode(value)
    if b"\0" in encoded:
        raise UsageError("a NUL byte in a word")
    return encoded


def words(values: Iterable) -> Tuple[ctypes.Array, int]:
    """An array of words, and how many."""
    encoded = [encode(value) for value in values]
    return (c_char_p * max(len(encoded), 1))(*encoded), len(encoded)


def diagnostics(found: Optional[int]) -> Tuple[Diagnostic, ...]:
    """The findings at an address, or none for NULL."""
    if not found:
        return ()
    made: List[Diagnostic] = []
    for index in range(lib.nono_diagnostics_count(found)):
        made.append(
            Diagnostic(
                severity=_SEVERITIES[lib.nono_diagnostic_severity(found, index)],
                code=text(lib.nono_diagnostic_code(found, index)),
                name=text(lib.nono_diagnostic_name(found, index)),
                message=text(lib.nono_diagnostic_message(found, index)),
                file=text(lib.nono_diagnostic_file(found, index)),
                line=lib.nono_diagnostic_line(found, index),
                column=lib.nono_diagnostic_column(found, index),
            )
        )
    return tuple(made)


def call(function, *arguments) -> None:
    """Calls a function that can fail; its failure is an exception."""
    error = c_void_p()
    status = function(*arguments, byref(error))
    if not status:
        return
    try:
        found = lib.nono_error_diagnostics(error)
        raise _ERRORS.get(status, Error)(
            text(lib.nono_error_message(error)),
            diagnostics(found),
            text(lib.nono_diagnostics_text(found)) if found else "",
        )
    finally:
        lib.nono_error_free(error)


def taken(address: int, length: int) -> bytes:
    """A copy of bytes of the library."""
    return ctypes.string_at(address, length) if length else b""


def taken_bytes(handle: c_void_p) -> str:
    """The text of a nono_bytes, which is freed."""
    try:
        return text(taken(lib.nono_bytes_data(handle), lib.nono_bytes_length(handle)))
    finally:
        lib.nono_bytes_free(handle)


class Options:
    """nono_options, for one call."""

    def __init__(
        self,
        target=None,
        define=None,
        warnings_are_errors=False,
        abi=0,
        directory=None,
        home=None,
        strict=False,
        capture=False,
        trace=False,
        environment=None,
    ):
        self.handle = c_void_p()
        call(lib.nono_options_new, byref(self.handle))
        try:
            if target is not None:
                call(lib.nono_options_set_target, self.handle, encode(target))
            for name, place in (define or {}).items():
                definition = encode(name) + b"=" + encode(place)
                call(lib.nono_options_define, self.handle, definition)
            if directory is not None:
                call(lib.nono_options_set_directory, self.handle, encode(directory))
            if home is not None:
                call(lib.nono_options_set_home, self.handle, encode(home))
            if environment is not None:
                variables, count = words(
                    encode(name) + b"=" + encode(value) for name, value in environment.items()
                )
                call(lib.nono_options_set_environment, self.handle, variables, count)
            if not 0 <= abi < 2**32:
                raise UsageError(f"expected a Landlock ABI, not {abi!r}")
            lib.nono_options_set_warnings_are_errors(self.handle, warnings_are_errors)
            lib.nono_options_set_abi(self.handle, abi)
            lib.nono_options_set_strict(self.handle, strict)
            lib.nono_options_set_capture(self.handle, capture)
            lib.nono_options_set_trace(self.handle, trace)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self.handle

    def __exit__(self, *_):
        lib.nono_options_free(self.handle)
