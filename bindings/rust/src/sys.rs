// SPDX-License-Identifier: Apache-2.0
//! The functions of nono.h, as they are.  Enumerations come as numbers: one that this crate does
//! not know must be no undefined behaviour.
#![allow(non_camel_case_types, missing_docs)]

use std::os::raw::{c_char, c_int, c_void};

macro_rules! opaque {
    ($($name:ident)*) => {$(
        #[repr(C)]
        pub struct $name {
            _private: [u8; 0],
        }
    )*};
}
opaque! {
    nono_answer nono_bytes nono_diagnostics nono_error nono_options nono_policy nono_result
}

extern "C" {
    pub fn nono_version() -> *const c_char;
    pub fn nono_landlock_abi() -> u32;

    pub fn nono_error_message(error: *const nono_error) -> *const c_char;
    pub fn nono_error_diagnostics(error: *const nono_error) -> *const nono_diagnostics;
    pub fn nono_error_free(error: *mut nono_error);

    pub fn nono_diagnostics_text(found: *const nono_diagnostics) -> *const c_char;
    pub fn nono_diagnostics_count(found: *const nono_diagnostics) -> usize;
    pub fn nono_diagnostic_severity(found: *const nono_diagnostics, index: usize) -> c_int;
    pub fn nono_diagnostic_code(found: *const nono_diagnostics, index: usize) -> *const c_char;
    pub fn nono_diagnostic_name(found: *const nono_diagnostics, index: usize) -> *const c_char;
    pub fn nono_diagnostic_message(found: *const nono_diagnostics, index: usize) -> *const c_char;
    pub fn nono_diagnostic_file(found: *const nono_diagnostics, index: usize) -> *const c_char;
    pub fn nono_diagnostic_line(found: *const nono_diagnostics, index: usize) -> u32;
    pub fn nono_diagnostic_column(found: *const nono_diagnostics, index: usize) -> u32;

    pub fn nono_bytes_data(bytes: *const nono_bytes) -> *const c_char;
    pub fn nono_bytes_length(bytes: *const nono_bytes) -> usize;
    pub fn nono_bytes_free(bytes: *mut nono_bytes);

    pub fn nono_options_new(options: *mut *mut nono_options, error: *mut *mut nono_error) -> c_int;
    pub fn nono_options_free(options: *mut nono_options);
    pub fn nono_options_set_target(
        options: *mut nono_options,
        target: *const c_char,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_options_define(
        options: *mut nono_options,
        definition: *const c_char,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_options_set_warnings_are_errors(options: *mut nono_options, on: bool);
    pub fn nono_options_set_abi(options: *mut nono_options, abi: u32);
    pub fn nono_options_set_directory(
        options: *mut nono_options,
        directory: *const c_char,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_options_set_home(
        options: *mut nono_options,
        home: *const c_char,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_options_set_strict(options: *mut nono_options, on: bool);
    pub fn nono_options_set_capture(options: *mut nono_options, on: bool);
    pub fn nono_options_set_trace(options: *mut nono_options, on: bool);
    pub fn nono_options_set_environment(
        options: *mut nono_options,
        variables: *const *const c_char,
        count: usize,
        error: *mut *mut nono_error,
    ) -> c_int;

    pub fn nono_compile(
        profile: *const c_char,
        options: *const nono_options,
        policy: *mut *mut nono_policy,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_compile_text(
        text: *const c_char,
        length: usize,
        format: c_int,
        options: *const nono_options,
        policy: *mut *mut nono_policy,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_load(
        blob: *const c_void,
        length: usize,
        policy: *mut *mut nono_policy,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_policy_free(policy: *mut nono_policy);
    pub fn nono_policy_blob(policy: *const nono_policy, length: *mut usize) -> *const c_void;
    pub fn nono_policy_hash(policy: *const nono_policy) -> *const c_char;
    pub fn nono_policy_diagnostics(policy: *const nono_policy) -> *const nono_diagnostics;
    pub fn nono_policy_text(
        policy: *const nono_policy,
        text: *mut *mut nono_bytes,
        error: *mut *mut nono_error,
    ) -> c_int;

    pub fn nono_query(
        policy: *const nono_policy,
        words: *const *const c_char,
        count: usize,
        options: *const nono_options,
        answer: *mut *mut nono_answer,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_answer_verdict(answer: *const nono_answer) -> c_int;
    pub fn nono_answer_text(answer: *const nono_answer) -> *const c_char;
    pub fn nono_answer_reason(answer: *const nono_answer) -> *const c_char;
    pub fn nono_answer_rule(answer: *const nono_answer) -> *const c_char;
    pub fn nono_answer_origin(answer: *const nono_answer) -> *const c_char;
    pub fn nono_answer_change(answer: *const nono_answer) -> *const c_char;
    pub fn nono_answer_adds(answer: *const nono_answer) -> *const c_char;
    pub fn nono_answer_free(answer: *mut nono_answer);

    pub fn nono_diff(
        before: *const nono_policy,
        after: *const nono_policy,
        change: *mut c_int,
        text: *mut *mut nono_bytes,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_contains(
        a: *const nono_policy,
        b: *const nono_policy,
        containment: *mut c_int,
        text: *mut *mut nono_bytes,
        error: *mut *mut nono_error,
    ) -> c_int;

    pub fn nono_dry_run(
        policy: *const nono_policy,
        options: *const nono_options,
        text: *mut *mut nono_bytes,
        messages: *mut *mut nono_bytes,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_apply(
        policy: *const nono_policy,
        options: *const nono_options,
        messages: *mut *mut nono_bytes,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_run(
        policy: *const nono_policy,
        command: *const *const c_char,
        count: usize,
        options: *const nono_options,
        result: *mut *mut nono_result,
        error: *mut *mut nono_error,
    ) -> c_int;
    pub fn nono_result_status(result: *const nono_result) -> i32;
    pub fn nono_result_signal(result: *const nono_result) -> i32;
    pub fn nono_result_output(result: *const nono_result, length: *mut usize) -> *const c_char;
    pub fn nono_result_errors(result: *const nono_result, length: *mut usize) -> *const c_char;
    pub fn nono_result_messages(result: *const nono_result) -> *const c_char;
    pub fn nono_result_traced(result: *const nono_result) -> bool;
    pub fn nono_result_denials(result: *const nono_result) -> usize;
    pub fn nono_denial_operation(result: *const nono_result, index: usize) -> *const c_char;
    pub fn nono_denial_subject(result: *const nono_result, index: usize) -> *const c_char;
    pub fn nono_denial_text(result: *const nono_result, index: usize) -> *const c_char;
    pub fn nono_denial_change(result: *const nono_result, index: usize) -> *const c_char;
    pub fn nono_denial_times(result: *const nono_result, index: usize) -> u64;
    pub fn nono_result_unrecorded(result: *const nono_result) -> u64;
    pub fn nono_result_free(result: *mut nono_result);
}
