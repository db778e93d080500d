#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# formats.sh - reports of findings: one status in all formats, read strictly, and proof against what
# a profile holds.  tests/reports/report.py does the reading.
set -u

: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
schema=$SRCDIR/tests/data/sarif-schema-2.1.0.json
. "$SRCDIR/tests/lib.sh"
need_python jsonschema

mkdir "$SCRATCH/repository" && cd "$SCRATCH/repository" || exit 99
formats='text gcc json sarif github markdown'

ok() {
	count=$((count + 1))
	printf 'ok %s\n' "$*"
}

read_report() {
	"$python" "$SRCDIR/tests/reports/report.py" "$@"
}

# value JSON EXPRESSION: of what is read as `x`.
value() {
	"$python" -c 'import json, sys; x = json.load(open(sys.argv[1])); print(eval("(" + sys.argv[2] + ")"))' \
		"$1" "$2"
}

# status EXPECTED WHAT ARGUMENT...: the same in each format, each of which the reader can read.
status() {
	expected=$1 what=$2
	shift 2
	for format in $formats; do
		"$NONOC" check --format "$format" "$@" >"../out.$format" 2>../err
		is "$expected" "$?" "$what: status of $format"
		[ ! -s ../err ] || bad "$what: $format says on standard error: $(cat ../err)"
		read_report tame "../out.$format" || bad "$what: $format drives a terminal"
	done
	read_report sarif "$schema" ../out.sarif . >../sarif || bad "$what: sarif"
	is "$expected" "$(value ../sarif 'x["status"]')" "$what: status in sarif"
	is "$expected" "$(value ../out.json 'x["status"]')" "$what: status in json"
	is "nonoc.check/1" "$(value ../out.json 'x["schema"]')" "$what: schema of json"
	read_report markdown ../out.markdown >../markdown || bad "$what: markdown"
	read_report commands ../out.github >../commands || bad "$what: github"
	for format in text gcc json sarif markdown; do
		read_report commands "../out.$format" >../none
		is "[]" "$(cat ../none)" "$what: no workflow command in $format"
	done
}

statuses() {
	echo '{"filesystem": {"read": ["/srv"]}, "network": {"block": true}}' >clean.json
	echo '{"security": {"groups": ["node_runtime"]}, "network": {"block": true}}' >warning.json
	echo '{"filesystem": {"raed": ["/srv"], "read": ["~/.ssh"]}}' >error.json
	cat >suppressed.json <<'END'
{"security": {"groups": ["node_runtime"]}, "network": {"block": true},
 "lint": [{"ignore": "N0601", "reason": "the ] key (of) {1} | <b> 1.x"}]}
END
	status 0 clean clean.json
	is 0 "$(value ../out.sarif 'len(x["runs"][0]["results"])')" "clean: results, and none"
	is "" "$(cat ../out.text ../out.gcc)" "clean: nothing for people"
	status 0 warning warning.json
	status 1 -Werror -Werror warning.json
	is error "$(value ../commands 'x[0]["command"]')" "-Werror: annotated as an error"
	status 0 suppressed suppressed.json
	is 1 "$(value ../sarif 'x["suppressed"]')" "suppressed: in sarif"
	is 'the ] key (of) {1} | <b> 1.x' "$(value ../out.sarif \
		'x["runs"][0]["results"][0]["suppressions"][0]["justification"]')" \
		"suppressed: the reason in sarif"
	is "[]" "$(cat ../commands)" "suppressed: no annotation"
	status 1 error error.json
	status 2 unreadable nowhere.json
	status 2 "a directory" .
	status 1 several clean.json error.json warning.json
	is 3 "$(value ../out.json 'len(x["files"])')" "several: each has its row"
	is "clean error clean" "$(value ../out.json '" ".join(f["result"] for f in x["files"])')" \
		"several: results"
	grep -q '^[1-9] errors, 1 warning in 3 files;' ../out.text || bad "several: no totals"
	status 2 "goes on behind what cannot be read" nowhere.json error.json clean.json error.json
	is "unread error clean error" "$(value ../out.json \
		'" ".join(f["result"] for f in x["files"])')" "unreadable: results"
}

# fixed OPTION FILE FORMAT: what mends its findings, made from the report, is what nonoc fix makes of it.
fixed() {
	"$NONOC" check --format sarif "$2" >../out.sarif
	read_report sarif "$schema" ../out.sarif . >../sarif || bad "fixes of $2"
	read_report mended ../out.sarif "$2" >../mended || bad "fixes of $2 do not fit"
	# shellcheck disable=SC2086 # it may be empty
	"$NONOC" fix $1 --input-format "$3" - <"$2" >../want 2>../err
	cmp ../mended ../want && ! cmp -s "$2" ../want || bad "the fixes of $2 make something else: $(cat ../err)"
}

fixes() {
	cp "$SRCDIR/tests/golden/N0601-fires.json" old.json
	fixed "" old.json jsonc
	is "['safe', 'safe']" "$(value ../out.sarif '[f["properties"]["safety"]
		for r in x["runs"][0]["results"] for f in r.get("fixes", [])]')" "old keys: their fixes"
	printf '\357\273\277# \303\251\r\ndescription: "\303\251\360\237\230\200"\r\n' >bom.yaml
	printf 'security: {groups: [node_runtime]} # \303\251\r\n' >>bom.yaml
	fixed "" bom.yaml yaml
	printf '{"description": "\303\251\360\237\230\200", "filesystem": {"raed": ["/srv"]}}\n' >slip.json
	fixed --unsafe slip.json json
	is "['unsafe']" "$(value ../out.sarif '[f["properties"]["safety"]
		for r in x["runs"][0]["results"] for f in r.get("fixes", [])]')" "a slip: its fix"
	"$NONOC" check --format sarif clean.json nowhere.json >../out.sarif
	is "[False]" "$(value ../out.sarif '["fixes" in r for r in x["runs"][0]["results"]]')" \
		"no fixes where there are none"
}

# What a kernel cannot hold: neither clean nor wrong, and less than either of the others.
undecided() {
	echo '{"filesystem": {"read": ["/srv"]}, "network": {"open_port": [443]}}' >ports.json
	status 3 undecided --target-abi 3 ports.json
	status 3 "undecided among others" --target-abi 3 ports.json ports.json
	status 1 "an error among undecided ones" --target-abi 3 ports.json error.json ports.json
	status 2 "an unreadable one among undecided ones" --target-abi 3 ports.json nowhere.json error.json
}

# What GitHub knows an alert by, in all that a line can end with.
fingerprints() {
	profile='{\n\t"filesystem": {\n\t\t"raed": ["/srv"],\n\n\n  "x": [ ],\n\t\t"raed2": ["/srv"],\n'
	# shellcheck disable=SC2059 # the format is the text
	{
		printf "$profile}}\n" >lf.json
		printf "$profile}}" >no-end.json
		printf "$profile}}\n" | sed 's/$/\r/' >crlf.json
		printf '\357\273\277{"\303\251\360\237\230\200": 1,\n"b": ["\303\251", "\360\237\230\200"],\n"c": 1}\n' \
			>unicode.json
		printf '# a\n\nfilesystem:\n  raed:\n    - /srv\n  xx: \n\n    - /srv\n  yy:\n\n\n' >blank.yaml
		awk 'BEGIN { print "{"; for (i = 0; i < 60; i++) print "  \"a\": 1,"; print "\"b\": 2}" }' \
			>same.json
		awk 'BEGIN { print "{"; for (i = 0; i < 60; i++) printf "  \"a%d\": 1,\n", i
			print "\"b\": 2}" }' >many.json
	}
	total=0
	for file in lf.json no-end.json crlf.json unicode.json blank.yaml same.json many.json; do
		"$NONOC" check --format sarif "$file" >../out.sarif
		read_report sarif "$schema" ../out.sarif . >../sarif || bad "fingerprints of $file"
		compared=$(value ../sarif 'x["compared"]')
		[ "$compared" -gt 0 ] || bad "fingerprints of $file: none compared"
		total=$((total + compared))
	done
	[ "$total" -ge 80 ] || bad "only $total fingerprints were compared"
	ok "fingerprints: $total are what GitHub computes"
	"$NONOC" check --format sarif lf.json no-end.json crlf.json many.json >../out.sarif
	read_report sarif "$schema" ../out.sarif . >../sarif || bad "fingerprints of many files"
	# The same file by another name, and from elsewhere.
	ln -s lf.json link.json
	"$NONOC" check --format sarif link.json "$PWD/./lf.json" >../out.sarif
	is "{'lf.json'}" "$(value ../out.sarif '{r["locations"][0]["physicalLocation"]["artifactLocation"]
		["uri"] for r in x["runs"][0]["results"]}')" "a file has one name in sarif"
}

# Code scanning and annotations take a name for one from the root of the repository.
from_the_root() {
	mkdir -p ../cloned/.git ../cloned/sub/deep
	cp warning.json ../cloned/sub/deep/a.json
	cp warning.json ../cloned/b.json
	home=$PWD
	cd ../cloned/sub || return
	"$NONOC" check --format github --format sarif=../../out.sarif deep/a.json ../b.json >../../out.github
	"$NONOC" check --format markdown deep/a.json ../b.json >../../out.markdown
	cd "$home" || exit 99
	is "['b.json', 'sub/deep/a.json']" "$(value ../out.sarif 'sorted({
		r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
		for r in x["runs"][0]["results"]})')" "sarif in a directory of the repository"
	is "b.json sub/deep/a.json" "$(sed -n 's/^::.*file=\([^,]*\),.*/\1/p' ../out.github | sort -u |
		paste -sd ' ')" "annotations in a directory of the repository"
	grep -q 'sub/deep/a\.json' ../out.markdown || bad "markdown in a directory of the repository"
}

# Whatever a profile, or its name, holds: the commands are ours, and say what the profile says.
hostile() {
	name=$(printf '::error ::\nx\r::warning file=y::z %%0A%%25,:= ##[error]w \033[31m\342\200\256 `|<b>')
	text='::error file=a,line=1::b\n::add-mask::c\r%0A%25 ##[error]d ] ; \u001b]0;t\u0007 \u202e \u2028'
	text=$text'::set-env name=x::y \u0085::error::n | <script>alert(1)</script> `x` @team #1 www.a.b'
	text=$text' [a](javascript:b) ![c](d) http://e.f {0} {1} \\\\ && *g* __h__ ~~i~~ $$j$$ &lt;'
	mkdir "$name"
	cat >"$name/$name.json" <<END
{"$text": 1, "filesystem": {"read": ["$text", "/a/$text/../b"], "$text": []},
 "groups": {"include": ["$text", "node_runtime"]}, "extends": "$text",
 "lint": [{"ignore": "N0601", "reason": "$text"}, {"ignore": "$text", "reason": "$text"}],
 "security": {"groups": ["node_runtime"]}, "workdir": {"access": "$text"},
 "environment": {"set_vars": {"$text": "$text"}, "allow_vars": ["$text"]}}
END
	status 1 "a hostile profile" "$name/$name.json"
	shown=$(value ../out.json 'sum(d["severity"] == "error" for d in x["diagnostics"])')
	[ "$shown" -ge 5 ] || bad "a hostile profile: only $shown errors"
	is "$((shown > 10 ? 10 : shown))" \
		"$(value ../commands 'sum(c["command"] == "error" for c in x)')" \
		"a hostile profile: an annotation for each error"
	is "[]" "$(value ../commands \
		'[c for c in x if c["command"] not in ("error", "warning", "notice")]')" \
		"a hostile profile: no other commands"
	is "True" "$(value ../commands 'all(set(c["properties"]) ==
		{"file", "line", "endLine", "col", "endColumn", "title"} for c in x)')" \
		"a hostile profile: no other properties"
	# What text shows, the runner gets back; both show a control byte as an escape.
	is "True" "$(value ../commands 'all(c["data"].split("\n")[0] in
		open("../out.text", encoding="utf-8").read() for c in x)')" \
		"a hostile profile: annotations say what text says"
	is "True" "$(value ../commands 'all(c["properties"]["file"] + ":" in
		open("../out.text", encoding="utf-8").read() for c in x)')" \
		"a hostile profile: annotations name the file as text does"
	is "True" "$(value ../markdown 'all(t in open("../out.text", encoding="utf-8").read()
		for r in x for t in r[3])')" "a hostile profile: markdown says what text says"
	grep -q '<script\|@team\|\](\|www\.' ../out.markdown && bad "markdown has structure of a profile"
	"$NONOC" check "$name/$name.json" --color always >../out.color
	tr -d '\033' <../out.color >../out.plain
	read_report tame ../out.plain || bad "a hostile profile: more than colour"

	# Names that begin a line, and bytes that are no text at all.
	for name in "::error ::x.json" "$(printf '\302\240::error ::x.json')" "##[error]x.json"; do
		printf '{"a": 1, "\377": 2}' >"$name"
		status 1 "the name $name" "$name"
		is "{'error'}" "$(value ../commands '{c["command"] for c in x} - {"notice"}')" \
			"the name $name: annotations and nothing else"
	done
	# The other verbs that name files, and whatever else they print.
	name="::error ::x.json"
	echo '{"a": 1}' >"$name"
	"$NONOC" test "$name" "$name" >../out 2>&1
	"$NONOC" fmt --check "$name" >>../out 2>&1
	echo '{"network": {"block": true}}' >"$name"
	"$NONOC" diff clean.json "$name" >>../out 2>&1
	read_report commands ../out >../commands
	is "[]" "$(cat ../commands)" "test, fmt and diff name a file"
	is 4 "$(grep -c '^\\x3a:error' ../out)" "test, fmt and diff show how"

	name=$(printf '\377\376.json')
	echo '{"a": 1}' >"$name"
	status 1 "a name that is no UTF-8" "$name"
	is '%FF%FE.json' "$(value ../out.sarif 'x["runs"][0]["results"][0]["locations"][0]
		["physicalLocation"]["artifactLocation"]["uri"]')" "a name that is no UTF-8: its uri"
}

# GitHub takes ten of a kind; the worst first, and the rest are counted.
limits() {
	awk 'BEGIN { printf "{\"security\": {\"groups\": [\"node_runtime\"]}"
		for (i = 0; i < 25; i++) printf ",\n \"key%d\": 1", i
		print "}" }' >flood.json
	status 1 "many findings" flood.json clean.json
	is 10 "$(value ../commands 'sum(c["command"] == "error" for c in x)')" "ten errors"
	is "error warning" "$(value ../commands '" ".join(dict.fromkeys(c["command"] for c in x
		if c["command"] != "notice"))')" "errors first"
	grep -qx '15 more errors are not annotated' ../out.github || bad "the rest is not counted"
	grep -qx '25 errors, 1 warning in 2 files' ../out.github || bad "no totals"

	awk 'BEGIN { print "{"; for (i = 0; i < 90; i++) {
		printf "\""; for (j = 0; j < 400; j++) printf "@"; printf "%d\": 1,\n", i }
		print "\"x\": 1}" }' >long.json
	"$NONOC" check --format markdown long.json >../out.markdown
	read_report markdown ../out.markdown >../markdown || bad "a long table"
	[ "$(wc -c <../out.markdown)" -lt 65536 ] || bad "markdown is too long for a comment"
	grep -q '^[0-9]* more are not shown\.$' ../out.markdown || bad "markdown: no word of the rest"
	awk 'BEGIN { print "{"; for (i = 0; i < 200; i++) printf "\"k%d\": 1,\n", i; print "\"x\": 1}" }' \
		>wide.json
	"$NONOC" check --format sarif wide.json >../out.sarif
	is 201 "$(value ../out.sarif \
		'sum(r["ruleId"] == "N0101" for r in x["runs"][0]["results"])')" "sarif leaves nothing out"
	ok limits
}

# Several at once, and where they go.
several() {
	"$NONOC" check --format gcc --format sarif=../a.sarif --format json=../a.json \
		--format=markdown=../a.md --format github=../a.github error.json >../out.gcc 2>../err
	is 1 "$?" "several formats: status"
	is "" "$(cat ../err)" "several formats: standard error"
	for format in gcc sarif json markdown github; do
		"$NONOC" check --format "$format" error.json >"../one.$format"
	done
	cmp ../one.gcc ../out.gcc || bad "several formats: gcc"
	cmp ../one.sarif ../a.sarif || bad "several formats: sarif"
	cmp ../one.json ../a.json || bad "several formats: json"
	cmp ../one.markdown ../a.md || bad "several formats: markdown"
	cmp ../one.github ../a.github || bad "several formats: github"
	"$NONOC" check --format json=../a.json error.json >../out.text
	"$NONOC" check error.json | cmp - ../out.text || bad "text is not shown beside a file"

	is 2 "$("$NONOC" check --format json --format gcc error.json >../out 2>&1; echo $?)" \
		"two formats for one stream"
	is 2 "$("$NONOC" check --format json= error.json >../out 2>&1; echo $?)" "no file"
	is 2 "$("$NONOC" check --format xml=x error.json >../out 2>&1; echo $?)" "no such format"
	is 2 "$("$NONOC" check --format json=no/such/x clean.json >../out 2>&1; echo $?)" \
		"a report that cannot be written"
	grep -q "no/such/x" ../out || bad "a report that cannot be written: not said"
	is 2 "$("$NONOC" check --format json=clean.json clean.json >../out 2>&1; echo $?)" \
		"a report over its own profile"
	grep -q '"read"' clean.json || bad "the profile is gone"
	echo '{"extends": "clean.json"}' >child.json
	is 2 "$("$NONOC" check --format json=clean.json child.json >../out 2>&1; echo $?)" \
		"a report over what the profile extends"
	grep -q '"read"' clean.json || bad "the extended profile is gone"
	echo precious >../target
	ln -s ../target ../link
	"$NONOC" check --format json=../link clean.json
	is precious "$(cat ../target)" "a symlink is not followed"
	[ ! -L ../link ] || bad "a symlink is not replaced"
	is 2 "$("$NONOC" check clean.json error.json >/dev/full 2>../out; echo $?)" "a full device"
	# A compile shows findings for people beside its product, the others on standard output.
	"$NONOC" --format sarif error.json -o ../policy.bin >../out.sarif 2>../err
	is 1 "$?" "compile: status"
	is "" "$(cat ../err)" "compile: standard error"
	read_report sarif "$schema" ../out.sarif . >../sarif || bad "compile: sarif"
}

# The summary of a job: added to what is there, once, and never through a link.
# What a report must not replace, and two reports in one file.
outputs() {
	answers 2 "two in one file" "$NONOC" check clean.json --format json=../two --format sarif=../two
	says "'../two' is an output already"
	answers 2 "the policy and a report" "$NONOC" clean.json -o ../two --format json=../two
	says "'../two' is an output already"
	ln -s /dev/full ../device
	ln -s . ../directory
	# As /dev/stdout is: whatever it leads to, nobody wants that link replaced.
	ln -s /proc/self/fd/1 ../stream
	for link in device directory stream; do
		answers 2 "a link as output" "$NONOC" clean.json -o "../$link"
		says 'no regular file'
		answers 2 "a link as report" "$NONOC" check clean.json --format "json=../$link"
		[ -L "../$link" ] || bad "../$link is no link any more"
	done
}

job_summary() {
	GITHUB_STEP_SUMMARY=$PWD/../summary
	export GITHUB_STEP_SUMMARY
	echo '# before' >"$GITHUB_STEP_SUMMARY"
	"$NONOC" check error.json >../out
	is '# before' "$(cat "$GITHUB_STEP_SUMMARY")" "no summary without annotations"
	"$NONOC" check --format github error.json flood.json >../out
	is '# before' "$(head -n 1 "$GITHUB_STEP_SUMMARY")" "what was there stays"
	tail -n +2 "$GITHUB_STEP_SUMMARY" >../summary.md
	read_report markdown ../summary.md >../markdown || bad "summary"
	[ "$(value ../markdown 'len(x)')" -ge 27 ] || bad "the summary has not all"
	echo precious >../target
	ln -sf "$PWD/../target" "$PWD/../summary-link"
	GITHUB_STEP_SUMMARY=$PWD/../summary-link
	is 2 "$("$NONOC" check --format github clean.json >../out 2>&1; echo $?)" "a link as summary"
	is precious "$(cat ../target)" "a link as summary is not followed"
	head -c 1048576 /dev/zero >../full
	GITHUB_STEP_SUMMARY=$PWD/../full
	is 2 "$("$NONOC" check --format github clean.json >../out 2>&1; echo $?)" "a full summary"
	is 1048576 "$(wc -c <../full)" "a full summary stays as it is"
	}

statuses
fixes
undecided
fingerprints
from_the_root
hostile
limits
several
outputs
job_summary
summary 100
