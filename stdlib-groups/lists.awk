# SPDX-License-Identifier: Apache-2.0
# lists.awk - makes the C text of the lists from YAML files: awk -f lists.awk FILE... > listed.c

# The C text of a path: its anchor, and the rest.
function path_text(path,    anchor, rest, slash)
{
	if (path ~ /^~/)
		path = "$HOME" substr(path, 2)
	if (path ~ /^\//) {
		anchor = "ROOT"
		rest = substr(path, 2)
	} else {
		slash = index(path "/", "/")
		anchor = substr(path, 2, slash - 2)
		rest = substr(path, slash + 1)
	}
	gsub(/\$UID/, "\\001u", rest)
	return "{BLOB_ANCHOR_" anchor ", STR(\"" rest "\")}"
}

# As path_compare() has it: anchors in the order of blob.h, then '/' lowest.
function order_text(path,    rank)
{
	sub(/^~/, "$HOME", path)
	if (path ~ /^\//)
		rank = 0
	else if (path ~ /^\$HOME/)
		rank = 1
	else if (path ~ /^\$WORKDIR/)
		rank = 2
	else if (path ~ /^\$XDG_RUNTIME_DIR/)
		rank = 8
	else {
		print FILENAME ": '" path "' is not written from '/', ~, $WORKDIR or $XDG_RUNTIME_DIR" \
		    >"/dev/stderr"
		failed = 1
	}
	sub(/^\$[A-Z_]+/, "", path)
	gsub(/\//, "\002", path)
	gsub(/\$UID/, "\001u", path)
	return rank path
}

# The rows of a list, sorted.
function sorted(file,    i, j, text, at)
{
	for (i = 1; i <= rows[file]; i++) {
		for (j = i; j > 1 && order[file, i] "" < order[file, at[j - 1]] ""; j--)
			at[j] = at[j - 1]
		at[j] = i
	}
	for (i = 1; i <= rows[file]; i++)
		text = text row[file, at[i]]
	return text
}

function finish()
{
	if (path == "")
		return
	if (why == "" || why ~ /["\\]/ || path ~ /["\\ ]/) {
		print FILENAME ": '" path "' has no reason, or one that C cannot hold" >"/dev/stderr"
		failed = 1
	}
	row[file, ++rows[file]] = "\t{" path_text(path) ", \"" why "\", " rows[file] ", " read ", false, false},\n"
	order[file, rows[file]] = order_text(path)
	path = why = ""
	read = "false"
}

BEGIN { read = "false" }

FNR == 1 {
	finish()
	count = split(FILENAME, part, "/")
	file = part[count]
	sub(/\.yaml$/, "", file)
	name[++files] = file
}

/^  - path: / { finish(); path = $3; next }
/^    why: / { why = $0; sub(/^    why: /, "", why); next }
/^    read: true$/ { read = "true"; next }
/^(#|  #|description: |paths:$)/ { next }
{ print FILENAME ":" FNR ": a line of no list" >"/dev/stderr"; failed = 1 }

END {
	finish()
	if (failed || !files)
		exit 1
	print "/* SPDX-License-Identifier: Apache-2.0 */"
	print "/* listed.c - what is known of paths; made by lists.awk. */"
	print "#include \"compiler/listed.h\""
	for (i = 1; i <= files; i++) {
		printf "\nstatic const struct listed %s[] = {\n%s};\n", name[i], sorted(name[i])
		printf "const struct list list_%s = {%s, COUNTOF(%s)};\n", name[i], name[i], name[i]
	}
}
