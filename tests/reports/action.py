# SPDX-License-Identifier: Apache-2.0
"""action.py - runs the steps of a composite action as GitHub's runner would.

    action.py DIRECTORY TEMP [INPUT=VALUE]...   prints status, outputs and what a later step sees
"""
import json
import os
import re
import subprocess
import sys

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def resolve(text, inputs, outputs):
    def one(match):
        name = match[1].split(".")
        if name[0] == "inputs" and len(name) == 2:
            return inputs[name[1]]
        if name[0] == "steps" and name[2] == "outputs" and len(name) == 4:
            return outputs[name[1]].get(name[3], "")
        sys.exit("action.py: unknown expression " + match[0])

    return EXPRESSION.sub(one, text)


def run(step, environment, inputs, outputs, temp):
    if EXPRESSION.search(step["run"]):
        sys.exit("action.py: an expression in a script is an injection")
    if step["shell"] != "bash":
        sys.exit("action.py: shell")
    output = os.path.join(temp, "output." + step["id"])
    open(output, "w").close()
    environment = dict(environment, GITHUB_OUTPUT=output)
    for name, value in step.get("env", {}).items():
        environment[name] = resolve(value, inputs, outputs)
    script = os.path.join(temp, "script.sh")
    with open(script, "w", encoding="utf-8") as file:
        file.write(step["run"] + "\n")
    done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
                          env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with open(os.path.join(temp, "log"), "ab") as file:
        file.write(done.stdout)
    with open(output, encoding="utf-8") as file:
        lines = file.read().splitlines()
    outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
    return done.returncode


def main(directory, temp, *given):
    with open(os.path.join(directory, "action.yml"), encoding="utf-8") as file:
        action = yaml.safe_load(file)
    if action["runs"]["using"] != "composite" or not action["name"] or not action["description"]:
        sys.exit("action.py: head")
    inputs = {name: str(row.get("default", "")) for name, row in action["inputs"].items()}
    for one in given:
        name, _, value = one.partition("=")
        if name not in inputs:
            sys.exit("action.py: no input " + name)
        inputs[name] = value
    os.makedirs(temp, exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LC_ALL": "C.UTF-8",
                   "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": directory,
                   "GITHUB_STEP_SUMMARY": os.path.join(temp, "summary"), "RUNNER_TEMP": temp}
    for name in ("log", "summary"):
        open(os.path.join(temp, name), "w").close()
    outputs, status = {}, 0
    for step in action["runs"]["steps"]:
        status = run(step, environment, inputs, outputs, temp)
        if status:
            break
    result = {name: resolve(row["value"], inputs, outputs)
              for name, row in action["outputs"].items()}
    result["status"] = status
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
