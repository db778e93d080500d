# SPDX-License-Identifier: Apache-2.0
# base.awk - makes the C text of seatbelt_base() from base.sb: awk -f base.awk base.sb > base.c

BEGIN {
	print "/* SPDX-License-Identifier: Apache-2.0 */"
	print "/* base.c - what every profile for macOS begins with; made by base.awk. */"
	print "#include \"compiler/emit-seatbelt.h\"\n"
	print "static const char *const lines[] = {"
}

# The first words are about the file itself.
/^@section / {
	begun = 1
}

begun {
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\","
	count++
}

END {
	if (!count)
		exit 1
	print "};\n"
	print "const char *const *\nseatbelt_base(size_t *count)\n{"
	print "\t*count = COUNTOF(lines);\n\treturn lines;\n}"
}
