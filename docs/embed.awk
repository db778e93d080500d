# SPDX-License-Identifier: Apache-2.0
# embed.awk - makes the C text of explanations() from Markdown: awk -f embed.awk CODE.md... > explanation.c
# With -v whole=NAME, of a function NAME() that returns one text: awk -v whole=NAME -f embed.awk TEXT.md

FNR == 1 && whole {
	count = 1
}
FNR == 1 && !whole {
	parts = split(FILENAME, part, "/")
	code = part[parts]
	sub(/\.md$/, "", code)
	if (code !~ /^N[0-9][0-9][0-9][0-9]$/) {
		print FILENAME ": expected the name of a code, such as N0301.md" >"/dev/stderr"
		bad = 1
		exit 1
	}
	number[++count] = substr(code, 2) + 0
}

{
	line = $0
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\"", line)
	# Two in a row could begin a trigraph.
	gsub(/\?/, "\\?", line)
	text[count] = text[count] "\n\t\"" line "\\n\""
}

END {
	if (bad || count == 0)
		exit 1
	print "/* SPDX-License-Identifier: Apache-2.0 */"
	if (whole) {
		print "/* " whole "() - the text of " FILENAME "; made by embed.awk. */"
		print "#include \"compiler/explain.h\"\n"
		print "struct str\n" whole "(void)\n{\n\treturn STR(" text[1] ");\n}"
		exit 0
	}
	print "/* explanation.c - what each code means; made by embed.awk from docs/codes. */"
	print "#include \"compiler/explain.h\"\n"
	print "static const struct explanation table[] = {"
	for (i = 1; i <= count; i++)
		printf "{%d, STR(%s)},\n", number[i], text[i]
	print "};\n"
	print "const struct explanation *\nexplanations(size_t *count)\n{"
	print "\t*count = COUNTOF(table);\n\treturn table;\n}"
}
