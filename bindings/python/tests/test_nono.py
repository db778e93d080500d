# SPDX-License-Identifier: Apache-2.0
# test_nono.py - the shared vectors, and what only Python has.
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

import nono
from nono import Policy, Sandbox

VECTORS = os.environ["NONO_VECTORS"]
EXAMPLES = os.environ["NONO_EXAMPLES"]
ERRORS = {"policy": nono.PolicyError, "usage": nono.UsageError, "file": nono.FileError}


def compile_vector(vector):
    define = dict(line.split("=", 1) for line in vector.get("define", []))
    if "text" in vector:
        return Policy.from_text(vector["text"], vector["format"], define=define)
    return Policy.compile(vector["profile"], define=define)


class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(VECTORS, encoding="utf-8") as file:
            cls.vectors = json.load(file)
        cls.policies = {
            vector["name"]: compile_vector(vector)
            for vector in cls.vectors["policies"]
            if "error" not in vector
        }

    def test_policies(self):
        for vector in self.vectors["policies"]:
            with self.subTest(vector["name"]):
                if "error" in vector:
                    with self.assertRaises(ERRORS[vector["error"]]) as caught:
                        compile_vector(vector)
                    codes = [found.code for found in caught.exception.diagnostics]
                    self.assertIn(vector.get("code"), codes + [None])
                    self.assertTrue(caught.exception.message)
                    continue
                policy = self.policies[vector["name"]]
                warnings = [f.code for f in policy.diagnostics if f.severity == "warning"]
                self.assertEqual(warnings, vector["warnings"])
                if "same_as" in vector:
                    self.assertEqual(policy.hash, self.policies[vector["same_as"]].hash)

    def test_queries(self):
        for vector in self.vectors["queries"]:
            with self.subTest(vector["words"]):
                policy = self.policies[vector["policy"]]
                asked = vector["words"], vector.get("abi", 0)
                if "error" in vector:
                    with self.assertRaises(ERRORS[vector["error"]]):
                        policy.query(*asked[0], abi=asked[1])
                    continue
                answer = policy.query(*asked[0], abi=asked[1])
                self.assertEqual(answer.verdict, vector["verdict"], answer.text)
                self.assertEqual(answer.allowed, vector["verdict"] == "allowed")
                if "rule" in vector:
                    self.assertEqual(answer.rule, vector["rule"])

    def test_comparisons(self):
        for vector in self.vectors["comparisons"]:
            before, after = (self.policies[vector[key]] for key in ("before", "after"))
            self.assertEqual(before.diff(after).verdict, vector["change"])
            self.assertIn("verdict: ", before.diff(after).text)
            self.assertEqual(after.contained_in(before).verdict, vector["contains"])


class Policies(unittest.TestCase):
    def test_a_policy_comes_back_from_its_blob_and_its_text(self):
        policy = Policy.from_text("{}")
        self.assertEqual(Policy.load(policy.blob).hash, policy.hash)
        self.assertEqual(Policy.from_text(policy.text, "text").hash, policy.hash)
        with self.assertRaises(nono.PolicyError):
            Policy.load(policy.blob[:-1])

    def test_findings_have_their_places(self):
        with self.assertRaises(nono.PolicyError) as caught:
            Policy.from_text('{"filesystem": {"read": ["~/.ssh"]}}')
        found = [f for f in caught.exception.diagnostics if f.severity == "error"]
        self.assertEqual((found[0].code, found[0].line, found[0].column), ("N0301", 1, 26))
        self.assertIn("error[N0301]", caught.exception.text)

    def test_what_is_no_question_is_an_error(self):
        policy = Policy.from_text("{}")
        for words in (("read", "/a\0b"), ("read", ""), (), ("reed", "/a")):
            with self.assertRaises(nono.UsageError):
                policy.query(*words)
        for abi in (-1, 2**32 + 1):
            with self.assertRaises(nono.UsageError):
                policy.query("read", "/a", abi=abi)
        with self.assertRaises(nono.UsageError):
            Policy.from_text("{}", "toml")
        with self.assertRaises(nono.UsageError):
            Policy.from_text("{}", target="plan9")
        with self.assertRaises(nono.UsageError):
            Policy.from_text("{}", define={"HOME": "here"})
        with self.assertRaises(nono.PolicyError):
            Policy.from_text('{"network": {"connect_port": []}}', warnings_are_errors=True)

    def test_threads_ask_the_same_policy(self):
        policy = Policy.compile("claude-code")
        answers = []

        def ask():
            for _ in range(20):
                answers.append(policy.query("read", "~/.ssh/id").verdict)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, ["denied"] * 80)

    def test_a_text_for_macos_is_not_applied_here(self):
        policy = Policy.compile("claude-code", target="seatbelt")
        self.assertIn(b"(version 1)", policy.blob)
        with self.assertRaises(nono.UnsupportedError):
            policy.run(["true"])


class Builder(unittest.TestCase):
    def test_calls_become_keys(self):
        built = (
            Sandbox("claude-code")
            .allow_read("/usr/share", ["/etc/passwd"])
            .allow_write("~/out")
            .allow("/no/such")
            .allow_exec(["sh"])
            .deny("~/keys")
            .allow_network([443, "8443"], "localhost:5432")
            .allow_listen(8080)
            .block_network()
            .set_env(COLOUR="blue")
            .allow_secret("MY_TOKEN")
        )
        profile = built.profile()
        self.assertEqual(profile["extends"], "claude-code")
        self.assertEqual(profile["filesystem"]["read"], ["/usr/share"])
        self.assertEqual(profile["filesystem"]["read_file"], ["/etc/passwd"])
        self.assertEqual(profile["filesystem"]["write"], ["~/out"])
        self.assertEqual(profile["filesystem"]["allow"], ["/no/such"])
        self.assertTrue(profile["filesystem"]["exec_file"][0].endswith("/sh"))
        self.assertEqual(profile["filesystem"]["deny"], ["~/keys"])
        self.assertEqual(
            profile["network"],
            {"connect_port": [443, 8443, 5432], "listen_port": [8080], "block": True},
        )
        policy = built.policy()
        self.assertTrue(policy.query("connect", "5432").allowed)
        self.assertFalse(policy.query("connect", "5433").allowed)
        self.assertFalse(policy.query("connect", "udp", "53").allowed)
        self.assertEqual(policy.query("write", "~/keys/x").rule, "~/keys")

    def test_what_is_not_there_yet_says_so(self):
        for call in (
            lambda: Sandbox().allow_network(["example.com:443"]),
            lambda: Sandbox().allow_network("example.com"),
            lambda: Sandbox().enable_rollback(),
            lambda: Sandbox().inject_credential("github"),
        ):
            with self.assertRaises(nono.UnsupportedError) as caught:
                call()
            self.assertIn("not", caught.exception.message)
        for port in (0, 65536, True, "localhost:0", 1.5):
            with self.assertRaises((nono.UsageError, TypeError)):
                Sandbox().allow_network(port)
        with self.assertRaises(nono.UsageError):
            Sandbox().allow_exec("no-such-program")
        with self.assertRaises(nono.UsageError):
            Sandbox().allow_read("")


@unittest.skipUnless(nono.landlock_abi(), "this kernel has no Landlock")
class Runs(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(dir=os.environ.get("SCRATCH"))
        self.addCleanup(directory.cleanup)
        self.root = directory.name
        self.project = os.path.join(self.root, "project")
        os.makedirs(os.path.join(self.project, "out"))
        for path, content in (("secret", "key\n"), ("project/input", "text\n")):
            with open(os.path.join(self.root, path), "w", encoding="utf-8") as file:
                file.write(content)

    def test_a_command_is_held(self):
        secret = os.path.join(self.root, "secret")
        self.assertEqual(subprocess.run(["cat", secret], check=True, stdout=-1).stdout, b"key\n")
        sandbox = Sandbox().allow_read(self.project).allow_write(self.project + "/out")
        result = sandbox.block_network().run(["cat", "input", secret], cwd=self.project)
        self.assertEqual(result.stdout, "text\n")
        self.assertIn("Permission denied", result.stderr)
        self.assertEqual((result.exit_status, result.signal), (1, 0))
        result = sandbox.run(["sh", "-c", "echo x >out/a && kill -9 $$"], cwd=self.project)
        self.assertEqual((result.exit_status, result.signal), (137, 9))
        self.assertTrue(os.path.exists(self.project + "/out/a"))

    def test_denials_are_told(self):
        secret = os.path.join(self.root, "secret")
        sandbox = Sandbox().allow_read(self.project).block_network()
        result = sandbox.run(["sh", "-c", f"cat input; cat {secret}; exit 3"], cwd=self.project)
        self.assertTrue(result.violated_policy)
        [denial] = [d for d in result.denials if d.subject == secret]
        self.assertEqual((denial.operation, denial.times), ("read", 1))
        self.assertIn("(cat)", denial.text)
        self.assertIn("read_file", denial.change)
        self.assertEqual((result.exit_status, result.unrecorded), (3, 0))
        result = sandbox.run(["sh", "-c", "cat input"], cwd=self.project)
        self.assertEqual(result.denials, ())
        self.assertFalse(result.violated_policy)

    def test_denials_are_not_invented(self):
        policy = Sandbox().allow_read(self.project).policy()
        result = policy.run(["cat", self.root + "/secret"], cwd=self.project)
        for ask in (lambda: result.violated_policy, lambda: result.denials, result.rollback):
            with self.assertRaises(nono.UnsupportedError):
                ask()

    def test_output_is_bytes_or_passed_on(self):
        policy = Sandbox().allow_read(self.project).policy()
        result = policy.run(["printf", "\\377"], cwd=self.project, encoding=None)
        self.assertEqual(result.stdout, b"\xff")
        script = (
            "import sys; from nono import Sandbox; "
            "Sandbox().allow_read(sys.argv[1]).run(['echo', 'passed'], capture=False)"
        )
        said = subprocess.run(
            [sys.executable, "-c", script, self.project], check=True, stdout=-1, cwd=self.project
        )
        self.assertEqual(said.stdout, b"passed\n")

    def test_variables_are_those_that_were_given(self):
        policy = Sandbox().allow_read(self.project).set_env(SHAPE="round").policy()
        result = policy.run(
            ["sh", "-c", "echo $COLOUR $SHAPE $A_TOKEN"],
            cwd=self.project,
            env={
                "COLOUR": "blue",
                "A_TOKEN": "key",
                "PATH": os.defpath,
                "HOME": os.environ["HOME"],
            },
        )
        self.assertEqual(result.stdout, "blue round\n")

    def test_what_does_not_run_is_an_error(self):
        policy = Sandbox().allow_read(self.project).policy()
        with self.assertRaises(nono.CommandError):
            policy.run(["no-such-command"], cwd=self.project)
        with self.assertRaises(nono.RefusedError):
            policy.run(["true"], cwd="/no/such")
        with self.assertRaises(nono.UsageError):
            policy.run("true")
        with self.assertRaises(nono.UsageError):
            policy.run([])

    def test_a_dry_run_says_what_is_granted(self):
        dry = Sandbox().allow_read(self.project).dry_run(cwd=self.project)
        self.assertIn(self.project, dry.text)
        self.assertIsInstance(dry.messages, tuple)

    def test_this_process_is_restricted(self):
        script = (
            "import sys; from nono import Sandbox\n"
            "open(sys.argv[2]).close()\n"
            "Sandbox().allow_read(sys.argv[1]).apply()\n"
            "open(sys.argv[1] + '/input').close()\n"
            "try: open(sys.argv[2])\n"
            "except PermissionError: print('held')\n"
        )
        said = subprocess.run(
            [sys.executable, "-c", script, self.project, self.root + "/secret"],
            check=True,
            stdout=-1,
            cwd=self.project,
        )
        self.assertEqual(said.stdout, b"held\n")

    def test_examples(self):
        def run(name, *words):
            return subprocess.run(
                [sys.executable, os.path.join(EXAMPLES, name), *words], stdout=-1, check=False
            )

        built = run("build.py", self.project)
        self.assertNotEqual(built.returncode, 0)
        self.assertIn(b"Permission denied", built.stdout)
        self.assertTrue(os.path.exists(self.project + "/out/copy"))
        self.assertFalse(os.path.exists(self.project + "/copy"))
        profiles = []
        for name, port in (("old", []), ("new", [443])):
            profiles.append(os.path.join(self.root, name + ".json"))
            with open(profiles[-1], "w", encoding="utf-8") as file:
                json.dump({"network": {"block": True, "connect_port": port or [80]}}, file)
        self.assertEqual(run("review.py", *profiles).returncode, 1)
        self.assertEqual(run("review.py", profiles[0], profiles[0]).returncode, 0)


if __name__ == "__main__":
    unittest.main()
