/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nono.h - libnono: policies compiled, asked, compared and applied by another program.
 *
 * Errors are values: a function that can fail returns a status, and if ERROR is not NULL, *ERROR
 * gets an object that says what is wrong, to be freed; it is left alone on success.  What else a
 * call gives is there after NONO_OK only, and a setter that fails has set nothing.  Nothing is
 * printed, nothing ends the process, and no state is kept outside of the objects below.  Only
 * nono_apply() changes the process.
 *
 * Who gets an object through a pointer owns it and frees it with the function of its name; NULL is
 * fine there.  A string or byte that an accessor returns belongs to its object, ends with a NUL
 * that no length counts, and may be no UTF-8 where a file's name is none.  NULL: there is none.
 *
 * A policy, once made, never changes: any number of threads may use one.  Any other object is one
 * thread's at a time.  A child that was forked has its own copy of each.  The environment is read
 * ($HOME, $XDG_CONFIG_HOME, ...), so no thread may set a variable meanwhile.
 */
#ifndef NONO_H
#define NONO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum nono_status {
	NONO_OK = 0,
	NONO_POLICY = 1,      /* the policy has errors: the error's diagnostics say which */
	NONO_USAGE = 2,       /* an argument is not what was expected */
	NONO_FILE = 3,        /* a file cannot be read; the diagnostics may say more */
	NONO_MEMORY = 4,      /* there is no memory */
	NONO_REFUSED = 5,     /* the policy is not applied here: the message says why */
	NONO_SYSTEM = 6,      /* the system refused what is needed: a process, a pipe */
	NONO_UNSUPPORTED = 7, /* not on this system, or not for this target */
	NONO_COMMAND = 8,     /* the command was not found, or cannot be executed */
};

enum nono_severity {
	NONO_NOTE = 0,
	NONO_WARNING = 1,
	NONO_ERROR = 2,
};

enum nono_format {
	NONO_JSON = 1, /* with comments */
	NONO_YAML = 2,
	NONO_TEXT = 3, /* policy text, nono-policy(5) */
};

enum nono_verdict {
	NONO_ALLOWED = 0,
	NONO_DENIED = 1,
	NONO_NOT_HELD = 2,  /* denied, and the kernel that was asked about does not hold it */
	NONO_UNDECIDED = 3, /* only the run can tell */
};

enum nono_change {
	NONO_EQUAL = 0,
	NONO_NARROWED = 1,
	NONO_WIDENED = 2, /* if in anything at all */
	NONO_CHANGE_UNDECIDED = 3,
};

enum nono_containment {
	NONO_CONTAINED = 0,
	NONO_NOT_CONTAINED = 1,
	NONO_CONTAINMENT_UNDECIDED = 2,
};

struct nono_answer;
struct nono_bytes;
struct nono_diagnostics;
struct nono_error;
struct nono_options;
struct nono_policy;
struct nono_result;

/* "0.1.0": of the library that is loaded. */
const char *nono_version(void);
/* The newest Landlock ABI that this kernel has and this library knows; 0: none. */
uint32_t nono_landlock_abi(void);

/* What went wrong. */
enum nono_status nono_error_status(const struct nono_error *error);
/* One line; never NULL. */
const char *nono_error_message(const struct nono_error *error);
/* What was found in the policy, or NULL; it belongs to the error. */
const struct nono_diagnostics *nono_error_diagnostics(const struct nono_error *error);
void nono_error_free(struct nono_error *error);

/* Findings in the files of a policy, as a terminal may show them, with the lines they are about. */
const char *nono_diagnostics_text(const struct nono_diagnostics *diagnostics);
size_t nono_diagnostics_count(const struct nono_diagnostics *diagnostics);
/* One of them; INDEX is below the count. */
enum nono_severity nono_diagnostic_severity(const struct nono_diagnostics *diagnostics,
                                            size_t index);
/* "N0301", and what it means in a word or three: "sensitive-path". */
const char *nono_diagnostic_code(const struct nono_diagnostics *diagnostics, size_t index);
const char *nono_diagnostic_name(const struct nono_diagnostics *diagnostics, size_t index);
const char *nono_diagnostic_message(const struct nono_diagnostics *diagnostics, size_t index);
/* Where: NULL and 0, if nowhere.  From 1; columns count characters. */
const char *nono_diagnostic_file(const struct nono_diagnostics *diagnostics, size_t index);
uint32_t nono_diagnostic_line(const struct nono_diagnostics *diagnostics, size_t index);
uint32_t nono_diagnostic_column(const struct nono_diagnostics *diagnostics, size_t index);

/* Bytes, or text. */
const char *nono_bytes_data(const struct nono_bytes *bytes);
size_t nono_bytes_length(const struct nono_bytes *bytes);
void nono_bytes_free(struct nono_bytes *bytes);

/* What a call is to do beyond the usual.  NULL stands for options of which none was set. */
enum nono_status nono_options_new(struct nono_options **options, struct nono_error **error);
void nono_options_free(struct nono_options *options);
/* "landlock" (the usual), "linux:debian:12" to decide conditions on a distribution, "seatbelt". */
enum nono_status nono_options_set_target(struct nono_options *options, const char *target,
                                         struct nono_error **error);
/* "HOME=/home/ci", "WORKDIR=/build", "UID=1000": where an anchor of the policy lies, each once. */
enum nono_status nono_options_define(struct nono_options *options, const char *definition,
                                     struct nono_error **error);
/* Compiling: a warning is an error. */
void nono_options_set_warnings_are_errors(struct nono_options *options, bool on);
/* Questions: of a kernel with this Landlock ABI (1 and up), or (0) of what is meant. */
void nono_options_set_abi(struct nono_options *options, uint32_t abi);

/* Runs: where the command starts, which is the policy's $WORKDIR; what $HOME is to be. */
enum nono_status nono_options_set_directory(struct nono_options *options, const char *directory,
                                            struct nono_error **error);
enum nono_status nono_options_set_home(struct nono_options *options, const char *home,
                                       struct nono_error **error);
/* Runs: refuse what otherwise is only warned of, as nono-exec --strict does. */
void nono_options_set_strict(struct nono_options *options, bool on);
/* Runs: what the command writes is kept for the result, not passed on. */
void nono_options_set_capture(struct nono_options *options, bool on);
/*
 * Runs: what the policy denies the command is recorded.  It is traced for that, which slows it, and
 * what it leaves running in the background is ended with it.
 */
void nono_options_set_trace(struct nono_options *options, bool on);
/* Runs: COUNT variables ("NAME=value") that the policy chooses from, in place of this process's. */
enum nono_status nono_options_set_environment(struct nono_options *options,
                                              const char *const *variables, size_t count,
                                              struct nono_error **error);

/*
 * Compiling.  PROFILE is what nonoc(1) takes: the name of a profile, or a file, which has a '/' or
 * ends like a profile (".json").  Names are looked up as nonoc does; what a text names, from the
 * current directory.
 */
enum nono_status nono_compile(const char *profile, const struct nono_options *options,
                              struct nono_policy **policy, struct nono_error **error);
enum nono_status nono_compile_text(const char *text, size_t length, enum nono_format format,
                                   const struct nono_options *options, struct nono_policy **policy,
                                   struct nono_error **error);
/* A policy that was compiled before. */
enum nono_status nono_load(const void *blob, size_t length, struct nono_policy **policy,
                           struct nono_error **error);
void nono_policy_free(struct nono_policy *policy);
/* As nonoc -o writes it: for nono-exec(1), or as text for macOS's sandbox. */
const void *nono_policy_blob(const struct nono_policy *policy, size_t *length);
/* What the policy means, in 64 hexadecimal digits: equal for policies that mean the same. */
const char *nono_policy_hash(const struct nono_policy *policy);
/* Warnings and notes; there may be none. */
const struct nono_diagnostics *nono_policy_diagnostics(const struct nono_policy *policy);
/* The policy as text, nono-policy(5). */
enum nono_status nono_policy_text(const struct nono_policy *policy, struct nono_bytes **text,
                                  struct nono_error **error);

/*
 * Asking.  WORDS are those of nonoc why: "read" and a path, "rename" and two, "connect" and a
 * port ("udp" may stand before it), "listen", "env" and a variable.  Paths from '/' are judged as
 * a run here and now would find them, '~/x' and '$WORKDIR/x' for any run.
 */
enum nono_status nono_query(const struct nono_policy *policy, const char *const *words,
                            size_t count, const struct nono_options *options,
                            struct nono_answer **answer, struct nono_error **error);
enum nono_verdict nono_answer_verdict(const struct nono_answer *answer);
/* All of it, as nonoc why prints it. */
const char *nono_answer_text(const struct nono_answer *answer);
/* Why, in a line; the path of the rule that decides, and where that comes from. */
const char *nono_answer_reason(const struct nono_answer *answer);
const char *nono_answer_rule(const struct nono_answer *answer);
const char *nono_answer_origin(const struct nono_answer *answer);
/* The smallest change of the profile that alters the answer, and what else that would allow. */
const char *nono_answer_change(const struct nono_answer *answer);
const char *nono_answer_adds(const struct nono_answer *answer);
void nono_answer_free(struct nono_answer *answer);

/* Comparing.  TEXT, unless NULL, gets what nonoc diff and nonoc contains print. */
enum nono_status nono_diff(const struct nono_policy *before, const struct nono_policy *after,
                           enum nono_change *change, struct nono_bytes **text,
                           struct nono_error **error);
/* Whether B allows all that A does. */
enum nono_status nono_contains(const struct nono_policy *a, const struct nono_policy *b,
                               enum nono_containment *containment, struct nono_bytes **text,
                               struct nono_error **error);

/*
 * What a run here and now would be granted, as nono-exec --dry-run prints it, and, unless MESSAGES
 * is NULL, what would be warned of and noted: losses of this kernel, paths that are missing.
 * NONO_REFUSED: it would not start.
 */
enum nono_status nono_dry_run(const struct nono_policy *policy, const struct nono_options *options,
                              struct nono_bytes **text, struct nono_bytes **messages,
                              struct nono_error **error);

/*
 * Restricts this process, for good: all of its threads where the kernel can (Landlock ABI 8) and
 * there are no capabilities to drop, else it is refused if there is more than one.  Descriptors
 * above 2 are closed when another program is executed; variables stay as they are.  After an error
 * a part of it may be in force: nothing that the policy was to keep from should go on then.
 */
enum nono_status nono_apply(const struct nono_policy *policy, const struct nono_options *options,
                            struct nono_bytes **messages, struct nono_error **error);

/*
 * Runs a command of COUNT words in a process of its own under the policy, and waits for its end;
 * where its output is captured, for the end of all that may write there.  It reads this process's
 * standard input.  Signals are as for any program that is executed, SIGPIPE and SIGXFSZ as if they
 * had never been ignored.  A status, unless NONO_OK, means that it has not run; but NONO_MEMORY may
 * come later (then it is killed), and NONO_SYSTEM where something else in this process waits for
 * any child, and so took its status.  Who ignores SIGCHLD is refused.
 */
enum nono_status nono_run(const struct nono_policy *policy, const char *const *command,
                          size_t count, const struct nono_options *options,
                          struct nono_result **result, struct nono_error **error);
/* As a shell has it: the exit status, or 128 and the number of the signal that ended it. */
int32_t nono_result_status(const struct nono_result *result);
/* That number, or 0. */
int32_t nono_result_signal(const struct nono_result *result);
/* What was captured of standard output and standard error; empty if nothing was to be. */
const char *nono_result_output(const struct nono_result *result, size_t *length);
const char *nono_result_errors(const struct nono_result *result, size_t *length);
/* What was warned of and noted when the policy was applied, a line each. */
const char *nono_result_messages(const struct nono_result *result);
/*
 * What the policy denied the command: each thing once, in the order in which they came up.  False:
 * the run was not traced, and there are none to tell of, whatever was denied.
 */
bool nono_result_traced(const struct nono_result *result);
size_t nono_result_denials(const struct nono_result *result);
/* One of them; INDEX is below their number.  "read", "connect", "socket", ...: nono-trace(5). */
const char *nono_denial_operation(const struct nono_result *result, size_t index);
/* Of what: a path, "tcp/443", a name. */
const char *nono_denial_subject(const struct nono_result *result, size_t index);
/* In words, with the program that asked for it. */
const char *nono_denial_text(const struct nono_result *result, size_t index);
/* The smallest change of the profile that would allow it. */
const char *nono_denial_change(const struct nono_result *result, size_t index);
uint64_t nono_denial_times(const struct nono_result *result, size_t index);
/* How often something was asked for that could not be recorded: then denials may be missing. */
uint64_t nono_result_unrecorded(const struct nono_result *result);
void nono_result_free(struct nono_result *result);

#ifdef __cplusplus
}
#endif

#endif
