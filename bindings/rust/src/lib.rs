// SPDX-License-Identifier: Apache-2.0
//! Sandboxes for programs, by libnono: policies compiled, asked, compared and applied.
//!
//! ```no_run
//! use nono::{Format, Options, Policy};
//!
//! let profile = r#"{"filesystem": {"read": ["/workspace"]}, "network": {"block": true}}"#;
//! let policy = Policy::from_text(profile, Format::Json, &Options::new())?;
//! let run = policy.run(&["make", "-C", "/workspace"], &Options::new().capture(true))?;
//! println!("{}: {}", run.status, String::from_utf8_lossy(&run.stdout));
//! # Ok::<(), nono::Error>(())
//! ```
#![warn(missing_docs)]

mod error;
mod options;
pub mod sys;

use std::ffi::{CStr, OsStr};
use std::os::raw::{c_char, c_int};
use std::{ptr, slice};

pub use error::{Diagnostic, Error, ErrorKind, Severity};
pub use options::Options;

use error::{call, diagnostics, optional, string};
use options::{word, words, Raw};

/// The version of the library that is loaded.
pub fn version() -> String {
    // SAFETY: a string that is always there.
    unsafe { string(sys::nono_version()) }
}

/// The newest Landlock ABI that this kernel has and the library knows; 0: none.
pub fn landlock_abi() -> u32 {
    // SAFETY: takes and changes nothing.
    unsafe { sys::nono_landlock_abi() }
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With comments.
    Json = 1,
    /// The same profiles.
    Yaml = 2,
    /// Policy text, nono-policy(5).
    Text = 3,
}

/// What a policy says of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is allowed.
    Allowed,
    /// It is not.
    Denied,
    /// It is not, and the kernel that was asked about does not hold it.
    NotHeld,
    /// Only the run can tell.
    Undecided,
}

/// What a policy changes against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Equal,
    /// It allows less.
    Narrowed,
    /// It allows more, in anything at all.
    Widened,
    /// Only the run can tell.
    Undecided,
}

/// Whether a policy allows all that another does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Containment {
    /// It does.
    Contained,
    /// It does not.
    NotContained,
    /// Only the run can tell.
    Undecided,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The answer itself.
    pub verdict: Verdict,
    /// Why, in a line.
    pub reason: String,
    /// The path of the rule that decides.
    pub rule: Option<String>,
    /// Where that comes from.
    pub origin: Option<String>,
    /// The smallest change of the profile that alters the answer.
    pub change: Option<String>,
    /// What else that would allow.
    pub adds: Option<String>,
    /// All of it, as `nonoc why` prints it.
    pub text: String,
}

/// Something that the policy denied a command.
#[derive(Clone, Debug)]
pub struct Denial {
    /// "read", "connect", "socket", ...: nono-trace(5).
    pub operation: String,
    /// Of what: a path, "tcp/443", a name.
    pub subject: String,
    /// In words, with the program that asked for it.
    pub text: String,
    /// The smallest change of the profile that would allow it.
    pub change: Option<String>,
    /// How often.
    pub times: u64,
}

/// A command that has run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The exit status, or 128 and the number of the signal that ended it.
    pub status: i32,
    /// That number, or 0.
    pub signal: i32,
    /// What it wrote to standard output, if that was captured.
    pub stdout: Vec<u8>,
    /// The same for standard error.
    pub stderr: Vec<u8>,
    /// What was warned of and noted when the policy was applied, a line each.
    pub messages: String,
    /// What the policy denied, each thing once; `None`: the run was not traced.
    pub denials: Option<Vec<Denial>>,
    /// How often something was asked for that could not be recorded: then denials may be missing.
    pub unrecorded: u64,
}

/// What a run on this machine would be granted.
#[derive(Clone, Debug)]
pub struct DryRun {
    /// As `nono-exec --dry-run` prints it.
    pub text: String,
    /// What would be warned of and noted, a line each.
    pub messages: String,
}

/// A compiled policy, which never changes.
#[derive(Debug)]
pub struct Policy(*mut sys::nono_policy);

// SAFETY: the library promises that any number of threads may use a policy, and any one free it.
unsafe impl Send for Policy {}
// SAFETY: the same.
unsafe impl Sync for Policy {}

impl Drop for Policy {
    fn drop(&mut self) {
        // SAFETY: ours, and NULL is fine.
        unsafe { sys::nono_policy_free(self.0) }
    }
}

/// Text of the library, copied; the handle is freed.
unsafe fn taken(bytes: *mut sys::nono_bytes) -> String {
    let length = sys::nono_bytes_length(bytes);
    let data = slice::from_raw_parts(sys::nono_bytes_data(bytes).cast::<u8>(), length);
    let text = String::from_utf8_lossy(data).into_owned();

    sys::nono_bytes_free(bytes);
    text
}

unsafe fn denials(result: *const sys::nono_result) -> Option<Vec<Denial>> {
    let denial = |index| Denial {
        operation: string(sys::nono_denial_operation(result, index)),
        subject: string(sys::nono_denial_subject(result, index)),
        text: string(sys::nono_denial_text(result, index)),
        change: optional(sys::nono_denial_change(result, index)),
        times: sys::nono_denial_times(result, index),
    };

    if !sys::nono_result_traced(result) {
        return None;
    }
    Some((0..sys::nono_result_denials(result)).map(denial).collect())
}

impl Policy {
    /// Compiles a profile by name ("claude-code"), or a file ("./agent.json").
    pub fn compile(profile: impl AsRef<OsStr>, options: &Options) -> Result<Policy, Error> {
        let mut policy = Policy(ptr::null_mut());
        let profile = word(profile)?;
        let raw = Raw::new(options)?;

        // SAFETY: all that is pointed to outlives the call.
        call(|error| unsafe { sys::nono_compile(profile.as_ptr(), raw.0, &mut policy.0, error) })?;
        Ok(policy)
    }

    /// Compiles a text.
    pub fn from_text(
        text: impl AsRef<[u8]>,
        format: Format,
        options: &Options,
    ) -> Result<Policy, Error> {
        let mut policy = Policy(ptr::null_mut());
        let text = text.as_ref();
        let raw = Raw::new(options)?;

        // SAFETY: all that is pointed to outlives the call.
        call(|error| unsafe {
            let data = text.as_ptr().cast::<c_char>();
            let format = format as c_int;
            sys::nono_compile_text(data, text.len(), format, raw.0, &mut policy.0, error)
        })?;
        Ok(policy)
    }

    /// Reads a policy that was compiled before.
    pub fn load(blob: impl AsRef<[u8]>) -> Result<Policy, Error> {
        let mut policy = Policy(ptr::null_mut());
        let blob = blob.as_ref();

        // SAFETY: all that is pointed to outlives the call.
        call(|error| unsafe {
            sys::nono_load(blob.as_ptr().cast(), blob.len(), &mut policy.0, error)
        })?;
        Ok(policy)
    }

    /// What `nonoc -o` writes.
    pub fn blob(&self) -> &[u8] {
        let mut length = 0;

        // SAFETY: the bytes are the policy's, which never changes.
        unsafe {
            let data = sys::nono_policy_blob(self.0, &mut length);
            slice::from_raw_parts(data.cast(), length)
        }
    }

    /// Equal for policies that mean the same.
    pub fn hash(&self) -> &str {
        // SAFETY: hexadecimal digits that are the policy's.
        unsafe { CStr::from_ptr(sys::nono_policy_hash(self.0)) }
            .to_str()
            .unwrap_or_default()
    }

    /// Warnings and notes.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        // SAFETY: they are the policy's.
        unsafe { diagnostics(sys::nono_policy_diagnostics(self.0)) }
    }

    /// The policy as policy text.
    pub fn text(&self) -> Result<String, Error> {
        let mut bytes = ptr::null_mut();

        // SAFETY: after success the bytes are ours.
        unsafe {
            call(|error| sys::nono_policy_text(self.0, &mut bytes, error))?;
            Ok(taken(bytes))
        }
    }

    /// Asks what `nonoc why` is asked: `["read", "~/.ssh"]`, `["connect", "443"]`.
    pub fn query<T: AsRef<OsStr>>(&self, asked: &[T], options: &Options) -> Result<Answer, Error> {
        let mut answer = ptr::null_mut();
        let list = words(asked)?;
        let raw = Raw::new(options)?;

        // SAFETY: all that is pointed to outlives the call; after success the answer is ours.
        unsafe {
            call(|error| {
                let pointers = &list.pointers;
                let count = pointers.len();
                sys::nono_query(self.0, pointers.as_ptr(), count, raw.0, &mut answer, error)
            })?;
            let made = Answer {
                verdict: match sys::nono_answer_verdict(answer) {
                    0 => Verdict::Allowed,
                    1 => Verdict::Denied,
                    2 => Verdict::NotHeld,
                    _ => Verdict::Undecided,
                },
                reason: string(sys::nono_answer_reason(answer)),
                rule: optional(sys::nono_answer_rule(answer)),
                origin: optional(sys::nono_answer_origin(answer)),
                change: optional(sys::nono_answer_change(answer)),
                adds: optional(sys::nono_answer_adds(answer)),
                text: string(sys::nono_answer_text(answer)),
            };
            sys::nono_answer_free(answer);
            Ok(made)
        }
    }

    /// What AFTER changes against this, and the same in words.
    pub fn diff(&self, after: &Policy) -> Result<(Change, String), Error> {
        let mut verdict = 0;
        let mut bytes = ptr::null_mut();

        // SAFETY: after success the bytes are ours.
        unsafe {
            call(|error| sys::nono_diff(self.0, after.0, &mut verdict, &mut bytes, error))?;
            let change = match verdict {
                0 => Change::Equal,
                1 => Change::Narrowed,
                2 => Change::Widened,
                _ => Change::Undecided,
            };
            Ok((change, taken(bytes)))
        }
    }

    /// Whether OTHER allows all that this does, and the same in words.
    pub fn contained_in(&self, other: &Policy) -> Result<(Containment, String), Error> {
        let mut verdict = 0;
        let mut bytes = ptr::null_mut();

        // SAFETY: after success the bytes are ours.
        unsafe {
            call(|error| sys::nono_contains(self.0, other.0, &mut verdict, &mut bytes, error))?;
            let containment = match verdict {
                0 => Containment::Contained,
                1 => Containment::NotContained,
                _ => Containment::Undecided,
            };
            Ok((containment, taken(bytes)))
        }
    }

    /// What a run here and now would be granted.
    pub fn dry_run(&self, options: &Options) -> Result<DryRun, Error> {
        let (mut text, mut messages) = (ptr::null_mut(), ptr::null_mut());
        let raw = Raw::new(options)?;

        // SAFETY: after success both are ours.
        unsafe {
            call(|error| sys::nono_dry_run(self.0, raw.0, &mut text, &mut messages, error))?;
            Ok(DryRun {
                text: taken(text),
                messages: taken(messages),
            })
        }
    }

    /// Restricts this very process, for good; what was warned of and noted.
    ///
    /// All of its threads are restricted where the kernel can (Landlock ABI 8); elsewhere a
    /// process with more than one is refused.
    pub fn apply(&self, options: &Options) -> Result<String, Error> {
        let mut messages = ptr::null_mut();
        let raw = Raw::new(options)?;

        // SAFETY: after success the bytes are ours.
        unsafe {
            call(|error| sys::nono_apply(self.0, raw.0, &mut messages, error))?;
            Ok(taken(messages))
        }
    }

    /// Runs a command under the policy and waits for its end.
    pub fn run<T: AsRef<OsStr>>(&self, command: &[T], options: &Options) -> Result<Run, Error> {
        let mut result = ptr::null_mut();
        let list = words(command)?;
        let raw = Raw::new(options)?;

        // SAFETY: all that is pointed to outlives the call; after success the result is ours.
        unsafe {
            call(|error| {
                let pointers = &list.pointers;
                let count = pointers.len();
                sys::nono_run(self.0, pointers.as_ptr(), count, raw.0, &mut result, error)
            })?;
            let (mut output, mut errors) = (0, 0);
            let stdout = sys::nono_result_output(result, &mut output).cast();
            let stderr = sys::nono_result_errors(result, &mut errors).cast();
            let made = Run {
                status: sys::nono_result_status(result),
                signal: sys::nono_result_signal(result),
                stdout: slice::from_raw_parts(stdout, output).to_vec(),
                stderr: slice::from_raw_parts(stderr, errors).to_vec(),
                messages: string(sys::nono_result_messages(result)),
                denials: denials(result),
                unrecorded: sys::nono_result_unrecorded(result),
            };
            sys::nono_result_free(result);
            Ok(made)
        }
    }
}
