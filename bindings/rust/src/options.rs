// SPDX-License-Identifier: Apache-2.0
//! What a call is to do beyond the usual.

use std::ffi::{CString, OsStr, OsString};
use std::os::raw::c_char;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;

use crate::error::{call, Error};
use crate::sys;

/// What a call is to do beyond the usual; `Options::new()` is the usual.
#[derive(Clone, Debug, Default)]
pub struct Options {
    target: Option<String>,
    definitions: Vec<OsString>,
    warnings_are_errors: bool,
    abi: u32,
    directory: Option<PathBuf>,
    home: Option<PathBuf>,
    strict: bool,
    capture: bool,
    trace: bool,
    environment: Option<Vec<OsString>>,
}

impl Options {
    /// The usual.
    pub fn new() -> Options {
        Options::default()
    }

    /// "landlock", "linux:debian:12" to decide conditions on a distribution, or "seatbelt".
    pub fn target(mut self, target: impl Into<String>) -> Options {
        self.target = Some(target.into());
        self
    }

    /// Where an anchor of the policy lies: "HOME", "WORKDIR", "TMPDIR"; or who "UID" is.
    pub fn define(mut self, anchor: impl AsRef<OsStr>, place: impl AsRef<OsStr>) -> Options {
        let mut definition = anchor.as_ref().to_owned();

        definition.push("=");
        definition.push(place);
        self.definitions.push(definition);
        self
    }

    /// Compiling: a warning is an error.
    pub fn warnings_are_errors(mut self, on: bool) -> Options {
        self.warnings_are_errors = on;
        self
    }

    /// Questions: of a kernel with this Landlock ABI, or (0) of what is meant.
    pub fn abi(mut self, abi: u32) -> Options {
        self.abi = abi;
        self
    }

    /// Runs: where the command starts, which is the policy's $WORKDIR.
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Options {
        self.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Runs: what $HOME is to be.
    pub fn home(mut self, home: impl AsRef<Path>) -> Options {
        self.home = Some(home.as_ref().to_owned());
        self
    }

    /// Runs: refuse what otherwise is only warned of.
    pub fn strict(mut self, on: bool) -> Options {
        self.strict = on;
        self
    }

    /// Runs: keep what the command writes for the result.
    pub fn capture(mut self, on: bool) -> Options {
        self.capture = on;
        self
    }

    /// Runs: record what the command is denied.  It is traced for that, which slows it, and what it
    /// leaves running in the background is ended with it.
    pub fn trace(mut self, on: bool) -> Options {
        self.trace = on;
        self
    }

    /// Runs: variables that the policy chooses from, in place of this process's.
    pub fn environment<K: AsRef<OsStr>, V: AsRef<OsStr>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Options {
        self.environment = Some(
            variables
                .into_iter()
                .map(|(name, value)| {
                    let mut variable = name.as_ref().to_owned();

                    variable.push("=");
                    variable.push(value);
                    variable
                })
                .collect(),
        );
        self
    }
}

/// Words for the library, which has no way to say NUL.
pub(crate) struct Words {
    _owned: Vec<CString>,
    pub(crate) pointers: Vec<*const c_char>,
}

pub(crate) fn word(text: impl AsRef<OsStr>) -> Result<CString, Error> {
    CString::new(text.as_ref().as_bytes()).map_err(|_| Error::usage("a NUL byte in a word"))
}

pub(crate) fn words<T: AsRef<OsStr>>(texts: &[T]) -> Result<Words, Error> {
    let owned = texts.iter().map(word).collect::<Result<Vec<_>, _>>()?;
    let pointers = owned.iter().map(|text| text.as_ptr()).collect();

    Ok(Words {
        _owned: owned,
        pointers,
    })
}

/// The library's own, for one call.
pub(crate) struct Raw(pub(crate) *mut sys::nono_options);

impl Drop for Raw {
    fn drop(&mut self) {
        // SAFETY: ours, and NULL is fine.
        unsafe { sys::nono_options_free(self.0) }
    }
}

impl Raw {
    pub(crate) fn new(options: &Options) -> Result<Raw, Error> {
        let mut raw = Raw(ptr::null_mut());

        // SAFETY: each text lives until its setter, which copies it, has returned.
        unsafe {
            call(|error| sys::nono_options_new(&mut raw.0, error))?;
            if let Some(target) = &options.target {
                let target = word(target)?;
                call(|error| sys::nono_options_set_target(raw.0, target.as_ptr(), error))?;
            }
            for definition in &options.definitions {
                let definition = word(definition)?;
                call(|error| sys::nono_options_define(raw.0, definition.as_ptr(), error))?;
            }
            if let Some(directory) = &options.directory {
                let directory = word(directory)?;
                call(|error| sys::nono_options_set_directory(raw.0, directory.as_ptr(), error))?;
            }
            if let Some(home) = &options.home {
                let home = word(home)?;
                call(|error| sys::nono_options_set_home(raw.0, home.as_ptr(), error))?;
            }
            if let Some(environment) = &options.environment {
                let list = words(environment)?;
                call(|error| {
                    let pointers = &list.pointers;
                    sys::nono_options_set_environment(
                        raw.0,
                        pointers.as_ptr(),
                        pointers.len(),
                        error,
                    )
                })?;
            }
            sys::nono_options_set_warnings_are_errors(raw.0, options.warnings_are_errors);
            sys::nono_options_set_abi(raw.0, options.abi);
            sys::nono_options_set_strict(raw.0, options.strict);
            sys::nono_options_set_capture(raw.0, options.capture);
            sys::nono_options_set_trace(raw.0, options.trace);
        }
        Ok(raw)
    }
}
