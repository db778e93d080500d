# SPDX-License-Identifier: Apache-2.0
"""report.py - reads nonoc's reports as strictly as those do for whom they are made.

    sarif SCHEMA REPORT ROOT   valid, what GitHub asks for, and its fingerprints of files below ROOT
    mended SARIF FILE        FILE with all the fixes in a report of it made
    commands LOG               the workflow commands in a log, as JSON
    markdown REPORT            the cells of its table, as JSON
    tame FILE                  nothing that drives a terminal
    matcher MATCHER LOG        each line of --format gcc that is no note matches
"""
import html
import json
import re
import sys
import unicodedata
import urllib.parse


def fail(*what):
    sys.exit("report.py: " + " ".join(map(str, what)))


# GitHub's primaryLocationLineHash, written from its description: for each line the polynomial of
# the 100 units that follow, computed afresh instead of rolled.
def fingerprints(data):
    text = data.decode("utf-8", "replace")
    units, starts, at_start, after_return = [], [], True, False
    code = text.encode("utf-16-le", "surrogatepass")
    for i in range(0, len(code), 2):
        unit = code[i] | code[i + 1] << 8
        skip = unit in (0x20, 0x09) or (after_return and unit == 0x0A)
        after_return = unit == 0x0D
        if skip:
            continue
        if unit == 0x0D:
            unit = 0x0A
        if at_start:
            starts.append(len(units))
        at_start = unit == 0x0A
        units.append(unit)
    if at_start:
        starts.append(len(units))
    units.append(0xFFFF)
    units += [0] * 100
    seen, result = {}, []
    for start in starts:
        value = 0
        for unit in units[start : start + 100]:
            value = (value * 37 + unit) % 2**64
        seen[value] = seen.get(value, 0) + 1
        result.append("%x:%d" % (value, seen[value]))
    return result


def line_lengths(data):
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return [len(line) for line in re.split("\r\n|\r|\n", text)]


def place(data, line, column):
    """The byte at which a line and column, in code points, stand."""
    starts = [0] + [i + 1 for i, byte in enumerate(data) if byte == 0x0A]
    start = starts[line - 1] + (3 if line == 1 and data.startswith(b"\xef\xbb\xbf") else 0)
    text = data[start:].decode("utf-8", "replace")
    return start + len(text[: column - 1].encode())


def replacements(result, data):
    """Start, end and new text of each edit that mends a finding; its places agree."""
    found = []
    for fix in result.get("fixes", []):
        if not fix["description"]["text"] or fix["properties"]["safety"] not in ("safe", "unsafe"):
            fail("fix", fix)
        uris = [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]]
        if uris != [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]]:
            fail("files of a fix", uris)
        for one in fix["artifactChanges"][0]["replacements"]:
            region = one["deletedRegion"]
            start, end = region["byteOffset"], region["byteOffset"] + region["byteLength"]
            if start != place(data, region["startLine"], region["startColumn"]):
                fail("start of", region)
            if end != place(data, region["endLine"], region["endColumn"]) or end > len(data):
                fail("end of", region)
            found.append((start, end, one["insertedContent"]["text"].encode()))
    return found


def mended(report, name):
    with open(report, encoding="utf-8") as file:
        results = json.load(file)["runs"][0]["results"]
    with open(name, "rb") as file:
        data = file.read()
    edits = sorted(edit for result in results for edit in replacements(result, data))
    for start, end, text in reversed(edits):
        data = data[:start] + text + data[end:]
    sys.stdout.buffer.write(data)


def check_result(result, rules, root):
    rule = rules[result["ruleIndex"]]
    if rule["id"] != result["ruleId"]:
        fail("ruleIndex of", result["ruleId"])
    if not result["message"]["text"] or re.search(r"\]\(", result["message"]["text"]):
        fail("message", result["message"])
    if re.search(r"(?<!\{)(\{\{)*\{(?!\{)", result["message"]["text"]):
        fail("a single brace", result["message"])
    if len(result["locations"]) != 1:
        fail("locations", result)
    compared = 0
    for place in result["locations"] + result.get("relatedLocations", []):
        physical = place["physicalLocation"]
        uri, region = physical["artifactLocation"]["uri"], physical["region"]
        if not re.fullmatch(r"(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri):
            fail("uri", uri)
        if region["startLine"] != region["endLine"]:
            fail("a region of several lines", region)
        if not 1 <= region["startColumn"] <= region["endColumn"]:
            fail("columns", region)
        if "byteOffset" not in region or place is not result["locations"][0]:
            continue
        path = urllib.parse.unquote_to_bytes(uri.removeprefix("file://"))
        try:
            with open(root.encode() + b"/" + path, "rb") as file:
                data = file.read()
        except OSError as error:
            if b"built-in" in path:
                continue
            fail("uri", uri, error)
        if region["endColumn"] > line_lengths(data)[region["startLine"] - 1] + 1:
            fail("a region behind the end of its line", region)
        want = fingerprints(data)[region["startLine"] - 1]
        have = result["partialFingerprints"].get("primaryLocationLineHash")
        if want != have:
            fail("fingerprint of", uri, "line", region["startLine"], "is", have, "not", want)
        replacements(result, data)
        compared += 1
    return compared


def sarif(schema, report, root):
    import jsonschema

    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    with open(report, "rb") as file:
        text = file.read()
    report = json.loads(text)
    if any(byte > 0x7E or byte < 0x20 and byte != 0x0A for byte in text):
        fail("not plain ASCII")
    jsonschema.Draft4Validator.check_schema(schema)
    errors = list(jsonschema.Draft4Validator(schema).iter_errors(report))
    if errors:
        fail("not valid:", errors[0].message, list(errors[0].path))
    if len(report["runs"]) != 1:
        fail("runs", len(report["runs"]))
    run = report["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        if not 0 < len(rule["fullDescription"]["text"]) <= 1024:
            fail("fullDescription of", rule["id"])
        if not rule["shortDescription"]["text"] or not rule["help"]["text"]:
            fail("empty text of", rule["id"])
        severity = rule["properties"].get("security-severity")
        if (rule["id"][1:3] in ("03", "05")) != (severity is not None):
            fail("security-severity of", rule["id"])
        if severity is not None and not 0 < float(severity) <= 10:
            fail("security-severity", severity)
    if len({rule["id"] for rule in rules}) != len(rules) or len(rules) > 20000:
        fail("rules")
    if run["columnKind"] != "unicodeCodePoints" or not run["automationDetails"]["id"]:
        fail("run")
    call = run["invocations"][0]
    if call["executionSuccessful"] != (call["exitCode"] != 2):
        fail("invocation", call)
    compared = sum(check_result(result, rules, root) for result in run["results"])
    print(json.dumps({"results": len(run["results"]), "compared": compared,
                      "status": call["exitCode"],
                      "suppressed": sum(len(r["suppressions"]) for r in run["results"])}))


# The runner's parser: of each line the newer form first, then the older one, which may stand
# anywhere in a line.
REGISTERED = ("error warning notice debug group endgroup add-mask add-matcher remove-matcher "
              "set-env add-path set-output save-state stop-commands echo internal-set-repo-path "
              "section command").split()


def undo(text, table):
    for escaped, plain in table:
        text = text.replace(escaped, plain)
    return text


DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


def parse(line, start, end, separator, table, data_table):
    head = line[start:end]
    name, _, rest = head.partition(" ")
    if name.lower() not in REGISTERED:
        return None
    properties = {}
    for pair in filter(None, rest.strip().split(separator)):
        key, equals, value = pair.partition("=")
        if key and equals and value:
            properties[key] = undo(value, table)
    return {"command": name, "properties": properties, "data": data_table}


def command(line):
    trimmed = line.lstrip()
    if trimmed.startswith("::"):
        end = trimmed.find("::", 2)
        if end >= 0:
            found = parse(trimmed, 2, end, ",", PROPERTY, undo(trimmed[end + 2 :], DATA))
            if found:
                return found
    start = line.find("##[")
    end = line.find("]", start)
    if start >= 0 and end >= 0:
        return parse(line, start + 3, end, ";", OLD, undo(line[end + 1 :], OLD))
    return None


def commands(log):
    with open(log, "rb") as file:
        text = file.read().decode("utf-8", "replace")
    # What reads lines may end one at any of these.
    found = [command(line) for line in re.split("\r\n|[\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029]", text)]
    print(json.dumps([one for one in found if one]))


CELL = re.compile(r"<code>(?:[A-Za-z0-9\u0080-\U0010ffff ',;/=()?+\-!\".]|&#[0-9]+;)*</code>")


def markdown(report):
    with open(report, encoding="utf-8") as file:
        text = file.read()
    lines = text.split("\n")
    if not re.fullmatch(r"### nonoc: [a-z ]+", lines[0]) or lines[-1] != "" or lines[1] != "":
        fail("head", lines[:2])
    if not re.fullmatch(r"\d+ errors?, \d+ warnings?( \(\d+ suppressed\))?( in \d+ files)?", lines[2]):
        fail("totals", lines[2])
    rows = []
    for line in lines[3:]:
        if line == "" or line.startswith("| |") or line == "|---|---|---|---|":
            continue
        if re.fullmatch(r"\d+ more are not shown\.", line):
            continue
        cells = line.split(" | ")
        cells[0], cells[-1] = cells[0].removeprefix("| "), cells[-1].removesuffix(" |")
        if len(cells) != 4 or cells[0] not in ("error", "warning", "note"):
            fail("row", line)
        if not CELL.fullmatch(cells[1]) or not re.fullmatch(r"N\d{4} [a-z0-9-]+", cells[2]):
            fail("row", line)
        texts = re.split("<br>help: ", cells[3])
        if not all(CELL.fullmatch(one) for one in texts) or re.search(r"(?i)www\.", line):
            fail("row", line)
        rows.append([cells[0], html.unescape(cells[1][6:-7]), cells[2],
                     [html.unescape(one[6:-7]) for one in texts]])
    print(json.dumps(rows))


def tame(path):
    with open(path, "rb") as file:
        text = file.read().decode("utf-8", "strict")
    for character in text:
        category = unicodedata.category(character)
        if character != "\n" and category in ("Cc", "Cf", "Zl", "Zp", "Cs"):
            fail(path, "has U+%04X" % ord(character))


def matcher(path, log):
    with open(path, encoding="utf-8") as file:
        pattern = json.load(file)["problemMatcher"][0]["pattern"][0]
    count = 0
    with open(log, encoding="utf-8") as file:
        for line in file.read().splitlines():
            if re.search(r"^\S+: \d+ more not shown|: note: ", line) or line.startswith("nonoc: "):
                continue
            found = re.search(pattern["regexp"], line)
            if not found:
                fail("does not match:", line)
            if not found[pattern["line"]].isdigit() or not found[pattern["column"]].isdigit():
                fail("place of", line)
            if found[pattern["severity"]] not in ("error", "warning"):
                fail("severity of", line)
            if not re.fullmatch(r"N\d{4}", found[pattern["code"]]) or not found[pattern["message"]]:
                fail("code of", line)
            count += 1
    if count == 0:
        fail("no findings in", log)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
