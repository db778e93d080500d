# SPDX-License-Identifier: Apache-2.0
# suggest.py - random profiles and traces: pruning takes nothing that was used, and suggesting
# comes to an end, with whatever names.  SEED=n ROUNDS=n prolong or replay.
import json
import os
import random
import subprocess
import sys

NONOC = os.environ["NONOC"]
HOME, WORK = os.path.realpath("rhome"), os.path.realpath("rwork")
NAMES = ["a", "b c", "it's", 'q"r', "#x", "k: v", "-", "$UID", "a*b", "null", "\u00e9", "\u202ex"]
OPS = ["read", "write", "read_write", "overwrite", "truncate", "list", "exec", "create", "mkdir",
       "unlink", "symlink", "rename"]
KEYS = ["allow", "read", "write", "allow_file", "read_file", "write_file"]
MORE = ["exec", "exec_file", "unix_socket"]


def make_tree():
    directories = []
    for root in (HOME, WORK):
        for name in NAMES[:6]:
            directories.append(f"{root}/{name}/deep")
            directories.append(f"{root}/{name}")
            os.makedirs(directories[-2], exist_ok=True)
            for directory in directories[-2:]:
                for file in "fg":
                    open(f"{directory}/{file}", "w").close()
    return directories


def nonoc(*arguments):
    done = subprocess.run([NONOC, *arguments], capture_output=True, text=True,
                          env=dict(os.environ, HOME=HOME))
    if done.returncode not in (0, 3):
        fail(arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout


def fail(*what):
    print("not ok", *what)
    for file in ("r.json", "r.yaml", "pruned.json", "r.jsonl"):
        if os.path.exists(file):
            print(file, open(file).read())
    sys.exit(1)


def write_trace(records, verdict):
    with open("r.jsonl", "w") as file:
        for line in ([{"nono_trace": 1, "home": HOME, "workdir": WORK, "tmpdir": "/tmp"}] +
                     [dict(record, verdict=verdict) for record in records] + [{"end": True}]):
            file.write(json.dumps(line) + "\n")


def allows(profile, records):
    write_trace(records, "denied")
    return "nothing to suggest" in nonoc("suggest", profile, "r.jsonl")


def random_record(directories):
    operation, directory = random.choice(OPS), random.choice(directories)
    new = operation in ("create", "mkdir", "symlink")
    record = {"op": operation, "path": directory}
    if operation != "list":
        record["path"] += "/" + (random.choice(NAMES) + "n" if new else random.choice("fg"))
    if operation == "rename":
        record["to"] = random.choice(directories) + "/n"
    return record


def random_profile(directories):
    filesystem = {}
    for _ in range(random.randint(1, 7)):
        key, path = random.choice(KEYS * 3 + MORE), random.choice(directories)
        path += "/f" if key.endswith("file") or key in MORE[2:] else ""
        path = path.replace(WORK, "$WORKDIR").replace(HOME, "~")
        if path not in filesystem.setdefault(key, []):
            filesystem[key].append(path)
    network = {"block": True}
    if random.random() < 0.5:
        network = {"connect_port": [80, 443], "udp": [53]}
    return {"network": network, "filesystem": filesystem,
            "workdir": {"access": random.choice(["none", "read", "write", "readwrite"])}}


def prunes(directories, records):
    with open("r.json", "w") as file:
        file.write(json.dumps(random_profile(directories)) + "\n")
    used = [record for record in records if allows("r.json", [record])]
    write_trace(used, "allowed")
    nonoc("prune", "r.json", "r.jsonl", "-o", "pruned.json")
    if not allows("pruned.json", used):
        fail("prune takes what was used")
    nonoc("contains", "pruned.json", "r.json")
    return len(used)


def converges(records):
    with open("r.yaml", "w") as file:
        file.write("network: {block: true} # closed\n")
    write_trace(records, "denied")
    for _ in range(4):
        before = open("r.yaml").read()
        nonoc("suggest", "r.yaml", "r.jsonl", "--in-place")
        with open("before.yaml", "w") as file:
            file.write(before)
        nonoc("contains", "before.yaml", "r.yaml")
        if open("r.yaml").read() == before:
            break
    else:
        fail("suggest comes to no end")
    found = nonoc("check", "--format", "gcc", "r.yaml")
    if "[N0501]" in found or "[N0509]" in found or "# closed" not in before:
        fail("what is suggested is too wide, or a comment is lost", found)


def main():
    directories = make_tree()
    used = 0
    random.seed(int(os.environ.get("SEED", "1")))
    for _ in range(int(os.environ.get("ROUNDS", "10"))):
        records = [random_record(directories) for _ in range(random.randint(1, 10))]
        used += prunes(directories, records)
        converges(records)
    if not used:
        fail("nothing was used")
    print(used, "things were used")


main()
