// SPDX-License-Identifier: Apache-2.0
// index.d.ts - the package's types.
/// <reference types="node" />

/** Something that was found in the files of a policy. */
export interface Diagnostic {
  severity: 'note' | 'warning' | 'error';
  /** "N0301"; `nonoc explain N0301` says more. */
  code: string;
  name: string;
  message: string;
  file: string | null;
  /** From 1; 0: it has no place. */
  line: number;
  column: number;
}

/** What every method may throw; a wrong argument may be a TypeError with code NONO_USAGE. */
export interface NonoError extends Error {
  code:
    | 'NONO_POLICY'
    | 'NONO_USAGE'
    | 'NONO_FILE'
    | 'NONO_MEMORY'
    | 'NONO_REFUSED'
    | 'NONO_SYSTEM'
    | 'NONO_UNSUPPORTED'
    | 'NONO_COMMAND'
    | 'NONO_OTHER';
  diagnostics?: Diagnostic[];
  /** The diagnostics as a terminal may show them. */
  text?: string;
}

export interface CompileOptions {
  /** "landlock" (the usual), "linux:debian:12" or "seatbelt". */
  target?: string;
  /** Where anchors lie: { HOME: "/home/ci" }. */
  define?: Record<string, string>;
  warningsAreErrors?: boolean;
}

export interface HostOptions {
  home?: string;
  /** Refuse what otherwise is only warned of. */
  strict?: boolean;
}

export interface DryRunOptions extends HostOptions {
  /** Where the command starts: the policy's $WORKDIR. */
  cwd?: string;
}

export interface RunOptions extends DryRunOptions {
  /** Variables that the policy chooses from, in place of this process's. */
  env?: Record<string, string | undefined>;
  /** false: what the command writes goes where this process's output goes. */
  capture?: boolean;
  /**
   * Record what the command is denied.  It is traced for that, which slows it, and what it leaves
   * running in the background is ended with it.
   */
  trace?: boolean;
}

/** What a policy says of an operation. */
export interface Answer {
  verdict: 'allowed' | 'denied' | 'not_held' | 'undecided';
  reason: string;
  /** The path of the rule that decides, and where that comes from. */
  rule: string | null;
  origin: string | null;
  /** The smallest change of the profile that alters the answer, and what else it would allow. */
  change: string | null;
  adds: string | null;
  /** All of it, as `nonoc why` prints it. */
  text: string;
}

/** Something that the policy denied a command. */
export interface Denial {
  /** "read", "connect", "socket", ...: nono-trace(5). */
  operation: string;
  /** Of what: a path, "tcp/443", a name. */
  subject: string;
  /** In words, with the program that asked for it. */
  text: string;
  /** The smallest change of the profile that would allow it. */
  change: string | null;
  times: number;
}

export interface Run {
  /** The exit status, or 128 and the number of the signal that ended it. */
  status: number;
  signal: number;
  stdout: Buffer;
  stderr: Buffer;
  /** What was warned of and noted when the policy was applied. */
  messages: string[];
  /** What the policy denied, each thing once; null: the run was not traced. */
  denials: Denial[] | null;
  /** How often something was asked for that could not be recorded: then denials may be missing. */
  unrecorded: number;
}

/** A compiled policy, which never changes. */
export class Policy {
  private constructor();
  /** A profile by name ("claude-code"), or a file ("./agent.json"). */
  static compile(profile: string, options?: CompileOptions): Policy;
  static fromText(
    text: string | Uint8Array,
    format?: 'json' | 'yaml' | 'text',
    options?: CompileOptions,
  ): Policy;
  /** A policy that was compiled before. */
  static load(blob: Buffer): Policy;
  /** What `nonoc -o` writes. */
  readonly blob: Buffer;
  /** Equal for policies that mean the same. */
  readonly hash: string;
  /** The policy as policy text. */
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  /** What `nonoc why` is asked: ["read", "~/.ssh"], ["connect", "443"]. */
  query(words: string[], options?: { abi?: number }): Answer;
  diff(after: Policy): {
    verdict: 'equal' | 'narrowed' | 'widened' | 'undecided';
    text: string;
  };
  /** Whether OTHER allows all that this does. */
  containedIn(other: Policy): {
    verdict: 'contained' | 'not_contained' | 'undecided';
    text: string;
  };
  /** What a run here and now would be granted, and what would be warned of. */
  dryRun(options?: DryRunOptions): { text: string; messages: string[] };
  /**
   * Restricts this very process, for good.  Node always has several threads, so this needs a kernel
   * that can restrict them all (Landlock ABI 8), and a process without capabilities.
   */
  apply(options?: HostOptions): string[];
  /** Runs a command under the policy and waits for its end. */
  runSync(command: string[], options?: RunOptions): Run;
}

/** The newest Landlock ABI that this kernel has and libnono knows; 0: none. */
export function landlockAbi(): number;
export const version: string;
