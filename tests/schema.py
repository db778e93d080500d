# SPDX-License-Identifier: Apache-2.0
# schema.py - the schemas against the table of keys, the goldens, and nonoc itself.
import glob
import json
import os
import re
import subprocess
import sys

import jsonschema
import yaml

SOURCES = os.environ["SRCDIR"]
NONOC = os.environ["NONOC"]
# What a schema can know of: keys, types, words, members that must be there, conditions, ports.
SHAPE = {"N0101", "N0102", "N0103", "N0104", "N0114", "N0706", "N0722", "N0723"}
VALUES = [None, True, 0, 7, 65536, -1, "x", "", "linux", [], [0], [7], ["x"], ["linux"], [None],
          [{}], [{"path": "/x"}], [{"path": "/x", "when": "!macos"}], [{"name": "x", "x-y": 1}],
          [{"path": 7}], [{"path": "/x", "when": []}], {}, {"x-other": 1}, {"other": 1}]
failures = 0


def bad(*what):
    global failures
    failures += 1
    print("not ok", *what)


# YAML as nonoc reads it: what looks like a day is a string.
class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {
        first: [row for row in rows if not row[0].endswith(":timestamp")]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def read(name):
    """The document, or an exception where Python's readers take other texts than ours."""
    with open(name, encoding="utf-8") as file:
        text = file.read()
    if name.endswith(".yaml"):
        return yaml.load(text, Loader)
    string = r'"(?:[^"\\]|\\.)*"'
    text = re.sub(string + r"|//[^\n]*|/\*.*?\*/", lambda found: found[0] if found[0][0] == '"' else " ",
                  text, flags=re.S)
    text = re.sub(string + r"|,(?=\s*[]}])", lambda found: found[0] if found[0][0] == '"' else "",
                  text, flags=re.S)
    return json.loads(text)


def accepts(validator, document):
    return next(validator.iter_errors(document), None) is None


# The table of keys.

def rows():
    """path -> (place, target), places of parts and aliases resolved."""
    table = {}
    for line in re.findall(r"ROW ([^|]*)\| ([^|]*) \| (.*?)(?= ROW|$)",
                           open("rows").read().replace("\n", " ")):
        path, target = ("".join(re.findall(r'"([^"]*)"', part)) for part in (line[0], line[2]))
        table[path] = (line[1].strip(), target)
    return table


def place(table, path):
    while path:
        own, target = table.get(path, ("0", ""))
        if target:
            return place(table, target)
        if own != "0":
            return own
        path = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
    raise KeyError


def step(schema, node, name):
    """The schema of the member or item NAME ("[]", "*") of NODE."""
    node = resolved(schema, node)
    if name == "[]":
        return node.get("items")
    if name == "*":
        return node.get("additionalProperties") or None
    return node.get("properties", {}).get(name)


def resolved(schema, node):
    for within in node.get("allOf", [node]):
        if "$ref" in within:
            return schema["definitions"][within["$ref"].rpartition("/")[2]]
    return node


def steps(path):
    return re.findall(r"\[\]|[^.\[]+", path)


def find(schema, path):
    node = schema
    for name in steps(path):
        node = node and step(schema, node, name)
    return node


def paths(schema, node, path):
    """Every path that the schema describes by itself."""
    if not isinstance(node, dict):
        return
    for name, member in node.get("properties", {}).items():
        if name != "$schema":
            below = f"{path}.{name}" if path else name
            yield below
            yield from paths(schema, member, below)
    more = node.get("additionalProperties")
    if more:
        yield path + ".*"
        yield from paths(schema, more, path + ".*")
    items = node.get("items")
    if items and "description" in items:
        yield path + "[]"
        yield from paths(schema, items, path + "[]")


def known(table, path):
    """Whether the table has PATH, or has it below what an alias of a map stands for."""
    if path in table:
        return True
    return any(target and path.startswith((alias + ".", alias + "[")) and known(table, target + path[len(alias):])
               for alias, (_, target) in table.items())


def check_table(schemas, table):
    if len(table) < 200:
        bad("only", len(table), "rows found in key.def")
    for where, schema in schemas.items():
        for path in table:
            # An alias stands where what it stands for may, and where the map around it does.
            fits = all(place(table, one) in (where, "IN_BOTH")
                       for one in (path, path.rpartition(".")[0]) if one)
            node = find(schema, path)
            if fits and not node:
                bad(path, "is not in the schema", where)
            elif fits and not node.get("description"):
                bad(path, "has no description in the schema", where)
            elif not fits and node:
                bad(path, "is in the schema", where)
        for path in paths(schema, schema, ""):
            if not known(table, path):
                bad(path, "is in the schema", where, "and not in key.def")


# nonoc itself.

def told(name):
    """The codes that nonoc tells of what stands in the file itself."""
    run = subprocess.run([NONOC, "check", "--format", "json", name], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, check=False)
    findings = json.loads(run.stdout)["diagnostics"]
    return {one["code"] for one in findings
            if one["severity"] == "error" and os.path.basename(one.get("file", "")) ==
            os.path.basename(name)}


def sample(schema, node):
    """A value that NODE accepts."""
    node = resolved(schema, node)
    if "enum" in node:
        return node["enum"][0]
    kinds = node.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        return {name: sample(schema, node["properties"][name]) for name in node.get("required", [])}
    return {"string": "x", "array": ["x"], "integer": 1, "boolean": True}[kind]


def around(schema, path, value):
    """A document with VALUE at PATH and what else must be there."""
    document = holder = {}
    node, names = schema, steps(path)
    for at, name in enumerate(names):
        inner = step(schema, node, name)
        last = at + 1 == len(names)
        put = value if last else [] if names[at + 1] == "[]" else \
            {required: sample(schema, step(schema, inner, required))
             for required in inner.get("required", []) if required != names[at + 1]}
        if isinstance(holder, list):
            holder.append(put)
        else:
            holder["any" if name == "*" else name] = put
        node, holder = inner, put
    return document


def compare(schema, validator, path, value):
    document = around(schema, path, value)
    with open("mine.json", "w", encoding="ascii") as file:
        json.dump(document, file)
    wrong = told("mine.json") & SHAPE
    fine = accepts(validator, document)
    if fine == bool(wrong):
        bad("nonoc and the schema differ:", json.dumps(document), sorted(wrong))
    return fine


def check_values(schema, validator, table):
    # Of long tables of alike strings a few values are enough.
    verdicts = []
    for number, path in enumerate(sorted(table)):
        if place(table, path) not in ("IN_PROFILE", "IN_BOTH"):
            continue
        for index, value in enumerate(VALUES):
            if path.count(".") < 2 or (index + number) % 6 == 0:
                verdicts.append(compare(schema, validator, path, value))
    print(len(verdicts), "values compared with nonoc,", sum(verdicts), "of them accepted")
    if not 300 < sum(verdicts) < len(verdicts) - 300:
        bad("too few values accepted or refused")


def check_goldens(validator):
    shape = clean = 0
    for name in sorted(glob.glob(SOURCES + "/tests/golden/*.*")):
        stem, kind = os.path.splitext(name)
        if kind not in (".json", ".jsonc", ".yaml"):
            continue
        try:
            document = read(name)
        except (ValueError, yaml.YAMLError):
            continue
        wrong = told(name)
        fine = accepts(validator, document)
        quiet = re.match(r"N010[123]-quiet", os.path.basename(stem))
        if wrong & SHAPE:
            shape += 1
            if fine:
                bad(name, "is told", sorted(wrong & SHAPE), "and the schema accepts it")
        elif not wrong or quiet:
            clean += 1
            if not fine:
                bad(name, "is clean, and the schema refuses it:",
                    next(validator.iter_errors(document)).message)
    print(shape, "goldens refused,", clean, "accepted")
    if shape < 10 or clean < 50:
        bad("too few goldens compared")


def check_shipped(validators):
    shipped = [(name, validators["IN_GROUP" if "/groups/" in name else "IN_PROFILE"])
               for name in glob.glob(SOURCES + "/stdlib-groups/*s/*.yaml") if "/lists/" not in name]
    shipped.append((SOURCES + "/tests/data/claude-code-example.json", validators["IN_PROFILE"]))
    if len(shipped) < 50:
        bad("only", len(shipped), "shipped files found")
    for name, validator in shipped:
        for error in validator.iter_errors(read(name)):
            bad(name, error.message)


def main():
    schemas = {"IN_PROFILE": json.load(open("profile.schema", encoding="ascii")),
               "IN_GROUP": json.load(open("group.schema", encoding="ascii"))}
    for schema in schemas.values():
        jsonschema.Draft7Validator.check_schema(schema)
        if schema["$schema"] != "http://json-schema.org/draft-07/schema#" or "$id" in schema:
            bad("the schema does not say that it is draft-07, or has an $id")
    validators = {where: jsonschema.Draft7Validator(schema) for where, schema in schemas.items()}
    table = rows()
    check_table(schemas, table)
    check_shipped(validators)
    check_goldens(validators["IN_PROFILE"])
    check_values(schemas["IN_PROFILE"], validators["IN_PROFILE"], table)
    return failures > 0


sys.exit(main())
