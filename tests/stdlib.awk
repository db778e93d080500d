# SPDX-License-Identifier: Apache-2.0
# stdlib.awk - what must hold of the shipped groups and profiles on one target:
# awk -v target=linux -f stdlib.awk LISTED groups/*.yaml profiles/*.yaml lists/*.yaml
# LISTED has the file names that the build knows, one a line.
#
# It reads the plain YAML that these files are written in and nothing else; that
# nonoc reads the same is for other tests.

function problem(text)
{
	print where ": " text
	failed = 1
}

# Comparable forms: one root for the home, $XDG_* at their defaults.
function plain(path)
{
	sub(/^~/, "$HOME", path)
	sub(/^\$XDG_STATE_HOME/, "$HOME/.local/state", path)
	sub(/^\$XDG_CONFIG_HOME/, "$HOME/.config", path)
	return path
}

function within(inner, outer)
{
	return inner == outer || index(inner, outer "/") == 1
}

# Rights of a list, in letters; "" if it grants nothing.
function rights_of(key)
{
	if (key ~ /^allow/)
		return "rw"
	if (key ~ /^read/)
		return "r"
	if (key ~ /^write/)
		return "w"
	return key ~ /^exec/ ? "x" : ""
}

function share(a, b)
{
	return (index(a, "r") && index(b, "r")) || (index(a, "w") && index(b, "w")) || \
	    (index(a, "x") && index(b, "r"))
}

function holds(a, b)
{
	return (index(a, "r") || !index(b, "r")) && (index(a, "w") || !index(b, "w")) && \
	    (index(a, "x") || !index(b, "x"))
}

function other(os)
{
	return os != "" && os != target
}

# An entry is complete when the next line does not belong to it.
function flush(    rights)
{
	if (entry == "")
		return
	if (key == "include" && kind == "profiles") {
		included[name, entry]
		uses[++use_count] = entry
		user[use_count] = FILE
	} else if (top == "filesystem" && !other(when)) {
		path = plain(entry)
		if (entry ~ /^\/dev\/(stdin|stdout|stderr|fd)(\/|$)|^\/proc\/self\/fd(\/|$)/)
			problem("'" entry "' is a magic link")
		if (entry !~ /^(\/|~\/|\$(HOME|WORKDIR|TMPDIR|XDG_[A-Z_]+)(\/|$))/)
			problem("'" entry "' has no anchor")
		rights = rights_of(key)
		if (key ~ /^deny/) {
			deny[++deny_count] = path
			deny_rights[deny_count] = key == "deny" ? "rw" : "w"
			deny_file[deny_count] = FILE
		} else if (key == "bypass_protection") {
			bypass[FILE, path]
		} else if (rights != "") {
			grant[++grant_count] = path
			grant_rights[grant_count] = rights
			grant_file[grant_count] = FILE
		}
		if (key == "exec_file")
			interpreters[FILE] = interpreters[FILE] entry " "
		else if (key == "exec")
			executes[FILE]
	}
	entry = when = ""
}

function finish_group()
{
	if (FILE == "" || kind != "groups")
		return
	if (!described)
		problem("no description")
}

FILENAME == ARGV[1] { listed[$0]; next }

FNR == 1 {
	flush()
	finish_group()
	FILE = FILENAME
	where = FILENAME
	parts = split(FILENAME, part, "/")
	kind = part[parts - 1]
	name = part[parts]
	sub(/\.yaml$/, "", name)
	top = key = only = ""
	described = commented = 0
	if (!((kind "/" part[parts]) in listed))
		problem("the build does not know this file")
	if (kind == "groups")
		group[name]
	if ($0 != "# SPDX-License-Identifier: Apache-2.0")
		problem("the first line is not its licence")
}

/\t|[ ]$/ { where = FILENAME ":" FNR; problem("a tab, or a blank at the end"); where = FILENAME }

/^ *#/ { commented = FNR > 1; next }

# A whole group may be for one system; then its paths are of no concern on the other.
/^when: / { only = $2 }
/^required: true$/ { required[name] }
/^description: ./ { described = 1 }

/^[a-z_$]+:/ { flush(); top = $1; sub(/:.*/, "", top); key = ""; next }
/^  [a-z_]+:$/ { flush(); key = $1; sub(/:.*/, "", key); commented = 0; first = 1; next }
/^    - / && other(only) { next }
/^    - / {
	flush()
	entry = $0
	sub(/^    - ((path|name): )?/, "", entry)
	gsub(/^"|"$/, "", entry)
	if (first && !commented && kind == "groups")
		problem("no comment says why '" entry "' is there")
	first = 0
	next
}
/^      when: / { when = $2; next }

# A list of secrets is written as the paths of a profile are, with a reason each.
/^  - path: / && FILE !~ /secrets\.yaml$/ { flush(); next }
/^  - path: / { flush(); secret[++secret_count] = plain($3); secret_file[secret_count] = FILE }

END {
	flush()
	finish_group()
	for (g = 1; g <= grant_count; g++)
		for (d = 1; d <= deny_count; d++) {
			where = grant_file[g]
			if (!share(grant_rights[g], deny_rights[d]) || (where, grant[g]) in bypass)
				continue
			if (within(grant[g], deny[d]) || within(deny[d], grant[g]))
				problem("grants '" grant[g] "', but " deny_file[d] " denies '" \
				    deny[d] "'")
		}
	for (a = 1; a <= grant_count; a++)
		for (b = 1; b <= grant_count; b++) {
			where = grant_file[a]
			if (a == b || where != grant_file[b])
				continue
			if (within(grant[a], grant[b]) && holds(grant_rights[b], grant_rights[a]))
				problem("'" grant[a] "' is implied by '" grant[b] "'")
		}
	for (s = 1; s <= secret_count; s++)
		for (d = 1; d <= deny_count; d++) {
			where = secret_file[s]
			if (within(secret[s], deny[d]) && deny_rights[d] == "rw")
				problem("'" secret[s] "' is denied, and need not be warned of")
		}
	for (u = 1; u <= use_count; u++) {
		where = user[u]
		if (!(uses[u] in group))
			problem("there is no group '" uses[u] "'")
	}
	where = "default"
	for (name in required)
		if (!(("default", name) in included))
			problem("required group '" name "' is not included")
	for (where in executes)
		if (target == "linux" && \
		    (!index(interpreters[where], "/lib64/ld-linux-x86-64.so.2 ") || \
		    !index(interpreters[where], "/lib/ld-linux-aarch64.so.1 ")))
			problem("lists what may be executed, but not the ELF interpreters")
	for (file in listed)
		if (file ~ /^groups/) {
			name = file
			gsub(/^groups\/|\.yaml$/, "", name)
			where = file
			if (!(name in group))
				problem("the build names it, but it is not there")
		}
	exit failed
}
