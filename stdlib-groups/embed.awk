# SPDX-License-Identifier: Apache-2.0
# embed.awk - makes the C text of builtins() from YAML files: awk -f embed.awk FILE... > builtin.c

FNR == 1 {
	count++
	parts = split(FILENAME, part, "/")
	stem = part[parts]
	sub(/\.yaml$/, "", stem)
	name[count] = stem
	file[count] = part[parts - 1] "/" part[parts]
	group[count] = part[parts - 1] == "groups"
}

{
	line = $0
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\"", line)
	# Two in a row could begin a trigraph.
	gsub(/\?/, "\\?", line)
	text[count] = text[count] "\n\t\"" line "\\n\""
}

# By (group, name), profiles first: whoever looks a name up may search by halves.
function before(a, b)
{
	if (group[a] != group[b])
		return group[a] < group[b]
	return name[a] "" < name[b] ""
}

END {
	if (count == 0)
		exit 1
	for (i = 1; i <= count; i++) {
		for (j = i; j > 1 && before(i, order[j - 1]); j--)
			order[j] = order[j - 1]
		order[j] = i
	}
	print "/* SPDX-License-Identifier: Apache-2.0 */"
	print "/* builtin.c - the shipped profiles and groups; made by embed.awk. */"
	print "#include \"compiler/profile.h\"\n"
	print "static const struct builtin table[] = {"
	for (i = 1; i <= count; i++) {
		n = order[i]
		printf "{\"%s\", \"%s\", STR(%s), %s},\n", name[n], file[n], text[n], \
		    group[n] ? "true" : "false"
	}
	print "};\n"
	print "const struct builtin *\nbuiltins(size_t *count)\n{"
	print "\t*count = COUNTOF(table);\n\treturn table;\n}"
}
