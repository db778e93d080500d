// SPDX-License-Identifier: Apache-2.0
//! What went wrong, and what was found in a policy.

use std::ffi::CStr;
use std::os::raw::{c_char, c_int};
use std::{fmt, ptr};

use crate::sys;

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The policy has errors: the diagnostics say which.
    Policy,
    /// An argument is not what was expected.
    Usage,
    /// A profile cannot be read.
    File,
    /// There is no memory.
    Memory,
    /// The policy is not applied on this machine.
    Refused,
    /// The system refused what is needed: a process, a pipe.
    System,
    /// Not on this system, or not for this target.
    Unsupported,
    /// The command was not found, or cannot be executed.
    Command,
    /// Something that a later version of the library says.
    Other,
}

/// How much a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be known.
    Note,
    /// The policy is made all the same.
    Warning,
    /// There is no policy.
    Error,
}

/// Something that was found in the files of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it counts.
    pub severity: Severity,
    /// "N0301"; `nonoc explain N0301` says more.
    pub code: String,
    /// The same in a word or three.
    pub name: String,
    /// What it is.
    pub message: String,
    /// Where, if anywhere.
    pub file: Option<String>,
    /// From 1, or 0.
    pub line: u32,
    /// From 1, or 0; in characters.
    pub column: u32,
}

/// A call that failed.
#[derive(Clone, Debug)]
pub struct Error {
    /// What kind of thing it is.
    pub kind: ErrorKind,
    /// One line.
    pub message: String,
    /// What was found in the policy.
    pub diagnostics: Vec<Diagnostic>,
    /// The same as a terminal may show it, with the lines that it is about.
    pub text: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    pub(crate) fn usage(message: impl Into<String>) -> Error {
        Error {
            kind: ErrorKind::Usage,
            message: message.into(),
            diagnostics: Vec::new(),
            text: String::new(),
        }
    }
}

/// A copy of a string of the library; `None` for NULL.
pub(crate) unsafe fn optional(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    Some(CStr::from_ptr(text).to_string_lossy().into_owned())
}

pub(crate) unsafe fn string(text: *const c_char) -> String {
    optional(text).unwrap_or_default()
}

pub(crate) unsafe fn diagnostics(found: *const sys::nono_diagnostics) -> Vec<Diagnostic> {
    if found.is_null() {
        return Vec::new();
    }
    (0..sys::nono_diagnostics_count(found))
        .map(|index| Diagnostic {
            severity: match sys::nono_diagnostic_severity(found, index) {
                0 => Severity::Note,
                1 => Severity::Warning,
                _ => Severity::Error,
            },
            code: string(sys::nono_diagnostic_code(found, index)),
            name: string(sys::nono_diagnostic_name(found, index)),
            message: string(sys::nono_diagnostic_message(found, index)),
            file: optional(sys::nono_diagnostic_file(found, index)),
            line: sys::nono_diagnostic_line(found, index),
            column: sys::nono_diagnostic_column(found, index),
        })
        .collect()
}

fn kind_of(status: c_int) -> ErrorKind {
    match status {
        1 => ErrorKind::Policy,
        2 => ErrorKind::Usage,
        3 => ErrorKind::File,
        4 => ErrorKind::Memory,
        5 => ErrorKind::Refused,
        6 => ErrorKind::System,
        7 => ErrorKind::Unsupported,
        8 => ErrorKind::Command,
        _ => ErrorKind::Other,
    }
}

/// Does a call that can fail; what it says of that becomes an `Error`.
pub(crate) fn call(function: impl FnOnce(*mut *mut sys::nono_error) -> c_int) -> Result<(), Error> {
    let mut raw = ptr::null_mut();
    let status = function(&mut raw);

    if status == 0 {
        return Ok(());
    }
    // SAFETY: a call that failed has left an error, which is ours.
    unsafe {
        let found = sys::nono_error_diagnostics(raw);
        let error = Error {
            kind: kind_of(status),
            message: string(sys::nono_error_message(raw)),
            diagnostics: diagnostics(found),
            text: if found.is_null() {
                String::new()
            } else {
                string(sys::nono_diagnostics_text(found))
            },
        };
        sys::nono_error_free(raw);
        Err(error)
    }
}
