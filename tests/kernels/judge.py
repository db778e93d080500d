# SPDX-License-Identifier: Apache-2.0
"""judge.py - what a guest told, against expected.tsv and against the evaluator:

	judge.py EXPECTED PLAN CONSOLE

Prints a line for what is otherwise than expected, and one for each ABI that the
guest was of; the status is 1 if there were any of the former.  NONOC asks for
the evaluator, POLICIES is the directory of sources that are not shipped.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

NONOC = os.environ["NONOC"]
POLICIES = os.environ["POLICIES"]
NEWEST_KNOWN = 11
# What the evaluator calls an operation, where it knows it by another name.
QUERIES = {"connect_tcp": ["connect"], "bind_tcp": ["listen"], "udp": ["connect", "udp"],
           "unix_datagram": ["connect_unix"], "unix_message": ["connect_unix"],
           "unix_pair": ["connect_unix"]}
ANCHORS = {"WORKDIR": "/srv/root", "HOME": "/home/root", "TMPDIR": "/tmp", "UID": "0",
           "XDG_CONFIG_HOME": "/home/root/.config", "XDG_STATE_HOME": "/home/root/.local/state",
           "XDG_CACHE_HOME": "/home/root/.cache", "XDG_DATA_HOME": "/home/root/.local/share",
           "XDG_RUNTIME_DIR": "/run/user/0"}
UNASKED = {"append", "openat2", "stat", "signal", "abstract", "listen", "pair", "fastopen", "mptcp"}
# Whose grants are on the share, but not of the working directory itself, which is in use.
FORGOTTEN = {"files"}
# Which policy is what --features speaks of.
ANALOGUES = {"nothing_granted": dict.fromkeys(
                 ("fs.refer", "fs.truncate", "fs.ioctl_dev", "scope.signal", "fs.resolve_unix",
                  "scope.abstract_unix_socket", "fs.disconnected", "net.tcp", "net.udp"), "blocked"),
             "some_granted": {"net.tcp": "ports", "fs.resolve_unix": "sockets", "net.udp": "udp"}}
ANSWERS = {"refuse": "refusal"}
LOSS = re.compile(r"(\w+):([\w.]+?)(?:>(\d+))?<(\d+)(?:!(\d+))?")
CODES = {"N0719": "warning", "N0720": "refusal", "N0721": "note"}
REFUSALS = {"none": "this kernel has no Landlock", "disabled": "Landlock is disabled on this kernel"}


def read_expected(path):
    """Losses of each policy; the verdicts of each operation."""
    losses, verdicts = {}, {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#") or fields == [""]:
                continue
            if fields[0] == "start":
                for policy in fields[1].split(","):
                    losses[policy] = [LOSS.fullmatch(word).groups() for word in fields[2].split()]
            else:
                words = fields[3].removeprefix("(may) ")
                first, *later = fields[4].split()
                steps = [(1, first)] + [(int(abi), verdict) for abi, verdict in
                                        (step.split(":") for step in later)]
                verdicts[fields[1], words] = (steps, words != fields[3])
    return losses, verdicts


def at(steps, abi):
    """The last step's verdict that is not above the ABI."""
    return [verdict for since, verdict in steps if since <= abi][-1]


def expected_losses(rows, abi, fixed):
    """What is not held, by severity, where these errata are fixed (a mask)."""
    found = {"note": set(), "warning": set(), "refusal": set()}
    for severity, name, above, below, erratum in rows:
        mended = erratum and fixed & 1 << int(erratum) - 1
        if int(above or 0) < abi < int(below) and not mended:
            found[severity].add(name)
    return found


class Kernel:
    """One kernel, real or emulated: everything that was said of it."""

    def __init__(self, abi, kind, release, fixed, share):
        self.title = f"{abi}{'' if kind == 'real' else ' (' + kind + ')'}\t{release}"
        self.name = abi
        self.abi = int(abi) if abi.isdigit() else None
        self.fixed = int(fixed)
        self.share, _, kind = (None, "", "0") if share == "-" else share.partition(":")
        # As 9p itself, or as what the host has there, if that is on a block device.
        self.noted = int(kind, 16) in (0x01021997, 0xef53, 0x58465342, 0xf2f52010)
        self.starts, self.tries, self.asked, self.bad = 0, 0, 0, 0
        self.said = []
        self.seen = set()
        self.lacking = set()

    def check(self, what, expected, found):
        """Both as text."""
        if expected != found:
            self.bad += 1
            print(f"not ok: ABI {self.name}: {what}: expected '{expected}', found '{found}'")
            for line in self.said:
                if " not there, " not in line:
                    print(f"    {line[:200]}")

    def losses_said(self):
        """The names in what nono-exec said that the kernel does not hold."""
        found = {"note": set(), "warning": set(), "refusal": set()}
        for line in self.said:
            if "does not hold" not in line:
                continue
            kind = re.match(r"nono-exec: (note|warning|)", line).group(1) or "refusal"
            found[kind] |= set(re.findall(r"\(((?:fs|net|scope)\.\w+)", line))
        return found

    def start(self, words, status, losses):
        """A start, with its losses; refused where there is no Landlock."""
        who, policy, *options = words
        what = f"{who} starts {' '.join([policy] + options)}"
        self.starts += 1
        if self.abi is None:
            self.check(what, "125", status)
            self.check(what, True, any(REFUSALS[self.name] in line for line in self.said))
            return
        expected = expected_losses(losses[policy], self.abi, self.fixed)
        if "--strict" in options:
            expected["refusal"] |= expected["warning"]
            expected["warning"] = set()
        self.check(what, "125" if expected["refusal"] else "0", status)
        found = self.losses_said()
        if self.abi > NEWEST_KNOWN and "-v" in options:
            newer = any("newer than this nono-exec" in line for line in self.said)
            self.check(f"{what}: the ABI is noted", True, newer)
        if self.share:
            noted = any("(9p)" in line and "cache=loose" in line for line in self.said)
            self.check(f"{what}: 9p is noted", self.noted, noted)
        # Who is refused is not told what else is not held.
        kinds = ["refusal"] if expected["refusal"] else ["note", "warning", "refusal"]
        for kind in kinds:
            told = expected[kind] if kind != "note" or "-v" in options else set()
            self.check(f"{what}: {kind}s", sorted(told), sorted(found[kind]))
        if who == "root" and not options:
            # It is asked for an ABI, and takes errata for what they are there.
            self.ask_losses(policy, expected_losses(losses[policy], self.abi, 0))

    def features(self, words, status, losses):
        """What --features says of this kernel, and of policies that are like some of ours."""
        who = words[0]
        self.check(f"--features as {who}: status", "0", status)
        told = json.loads("\n".join(self.said))
        kernel = told["kernel"]
        self.said = []
        words = {"none": "missing", "disabled": "disabled"}
        self.check(f"--features as {who}: Landlock", words.get(self.name, "enabled"), kernel["landlock"])
        self.check(f"--features as {who}: its ABI", self.abi or 0, kernel["landlock_abi"])
        self.check(f"--features as {who}: starts", self.abi is not None, told["starts"])
        if self.abi is None:
            return
        fixed = [erratum for erratum in range(1, 33) if self.fixed & 1 << erratum - 1]
        self.check(f"--features as {who}: errata", fixed, kernel["errata_fixed"] or [])
        for what, policies in ANALOGUES.items():
            for name, policy in policies.items():
                expected = expected_losses(losses[policy], self.abi, self.fixed)
                kinds = [kind for kind, names in expected.items() if name in names]
                answer = told["promises"][name][what]["answer"]
                self.check(f"--features as {who}: {name}, {what}", kinds,
                           [] if answer is None else [ANSWERS.get(answer, answer)])

    def attempt(self, words, without, within, verdicts):
        """An operation: allowed outside, and as expected inside."""
        who, policy, *rest = words
        operation = " ".join(rest)
        steps, optional = verdicts[policy, operation]
        if without != "ok" and (optional or self.share):
            self.lacking.add(operation)
            return
        what = f"{who} under {policy}: {operation}"
        self.tries += 1
        self.check(f"{what}, without a sandbox", "ok", without)
        if self.abi is None:
            self.check(what, "125", within)
            self.check(what, True, any(REFUSALS[self.name] in line for line in self.said))
            return
        expected = at(steps, self.abi)
        if expected == "-":
            return
        # Unless told to, 9p forgets a directory that nobody uses, and Landlock's rule with it.
        forgotten = self.share == "mmap" and policy in FORGOTTEN and not re.match(r"[/\d]", rest[2])
        self.check(what, "EACCES" if forgotten else expected, within)
        if forgotten:
            return
        if who == "root" and within != "125" and rest[1] not in UNASKED and rest[2][0] != "/":
            self.ask(policy, rest[1], rest[2:], within)

    def ask(self, policy, operation, arguments, within):
        """The evaluator's word on the same: its denial, unless it says that it is not held."""
        query = QUERIES.get(operation, [operation])
        paths = [f"$WORKDIR/{path}" if not path.isdigit() else path for path in arguments]
        command = [NONOC, "why", "--format", "json", "--target-abi", str(min(self.abi, NEWEST_KNOWN))]
        for anchor, where in ANCHORS.items():
            command += ["--define", f"{anchor}={where}"]
        command += [source(policy), *query, *paths]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        self.asked += 1
        if not answer.stdout:
            self.check(" ".join(command[1:]), within, answer.stderr)
            return
        answer = json.loads(answer.stdout)
        verdict = answer["verdict"]
        if verdict == "denied":
            # Of ports it knows no errno.
            verdict = answer.get("answer", {}).get("errno",
                                                   within if within != "ok" else verdict)
        elif verdict in ("allowed", "not_held"):
            verdict = "ok"
        self.check(f"the evaluator on {policy}: {operation} {' '.join(arguments)}", within, verdict)

    def ask_losses(self, policy, expected):
        """What nonoc --target-abi tells is what the loader tells."""
        with tempfile.TemporaryDirectory() as scratch:
            answer = subprocess.run([NONOC, "-v", "--target-abi", str(min(self.abi, NEWEST_KNOWN)),
                                     source(policy), "-o", os.path.join(scratch, "x.bin")],
                                    capture_output=True, text=True, check=False,
                                    env={**os.environ, "XDG_STATE_HOME": scratch})
        found = {"note": set(), "warning": set(), "refusal": set()}
        for code, name in re.findall(r"\[(N07\d\d)\]: Landlock ABI .* does not hold.*"
                                     r"\(((?:fs|net|scope)\.\w+)\)", answer.stderr):
            found[CODES[code]].add(name)
        self.asked += 1
        for kind, names in expected.items():
            self.check(f"nonoc --target-abi on {policy}: {kind}s", sorted(names), sorted(found[kind]))
        self.check(f"nonoc --target-abi on {policy}: status", 3 if expected["refusal"] else 0,
                   answer.returncode)


def source(policy):
    """Where a policy comes from: a file of ours, or built in."""
    path = os.path.join(POLICIES, policy + ".yaml")
    return path if os.path.exists(path) else policy


def read_console(path):
    """Each thing that was told, with what nono-exec said about it."""
    told = []
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("@said "):
                told[-1][1].append(line[6:].rstrip("\n"))
            elif line.startswith("@"):
                told.append((line.split(), []))
    return told


def read_plan(path):
    """Each line for each caller."""
    planned = set()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            verb, who, *rest = line.split()
            for caller in ("root", "user") if who == "both" else (who,):
                planned.add(" ".join([verb, caller, *rest]))
    return planned


def main():
    """Returns the status."""
    losses, verdicts = read_expected(sys.argv[1])
    planned = read_plan(sys.argv[2])
    kernels = []
    for words, said in read_console(sys.argv[3]):
        if words[0] == "@abi":
            kernels.append(Kernel(*words[1:]))
            continue
        kernel = kernels[-1]
        kernel.said = said
        end = words.index("=")
        kernel.seen.add(" ".join([words[0][1:], *words[1:end]]))
        if words[0] == "@features":
            kernel.features(words[1:end], words[end + 1], losses)
        elif words[0] == "@start":
            kernel.start(words[1:end], words[end + 1], losses)
        else:
            kernel.attempt(words[1:end], words[end + 1], words[end + 2], verdicts)
    for kernel in kernels:
        kernel.said = []
        untold = planned - kernel.seen
        kernel.check("what the guest did not tell", set(), untold)
        if kernel.share:
            print(f"# {kernel.share} has no: {', '.join(sorted(kernel.lacking))}")
        print(f"{kernel.title}\t{kernel.starts}\t{kernel.tries}\t{kernel.asked}\t{kernel.bad}")
    return any(kernel.bad for kernel in kernels) or not kernels


if __name__ == "__main__":
    sys.exit(main())
