# SPDX-License-Identifier: Apache-2.0
# keys.awk - puts the table of keys into a manual: awk -f keys.awk key.def PAGE.mdoc
#
# A row of key.def that concerns a reader (KEY, MAP, ALIAS) starts a line and ends with a ')'.

# The N-th quoted string of a row; N < 0 counts from the end.
function quoted(row, n, part, count) {
	count = int(split(row, part, "\"") / 2)
	return part[2 * (n < 0 ? count + n + 1 : n)]
}

function one_of(row, values) {
	values = row
	if (row !~ /TYPE_ENUM/ || row !~ /"[^"]*"[^"]*"[^"]*"[^"]*"/)
		return ""
	values = quoted(row, -2)
	gsub(/\|/, ", ", values)
	return "One of " values ".\n"
}

function effect(row) {
	if (row ~ /CLASS_NARROWING/)
		return "Not expressed exactly yet: the next tighter policy, with a warning.\n"
	if (row ~ /CLASS_GRANTING/)
		return "Not granted yet, with a warning.\n"
	if (row ~ /CLASS_INERT/)
		return "No effect, with a note.\n"
	return ""
}

function take(row, text, where) {
	text = quoted(row, -1)
	if (row ~ /^ALIAS/) {
		if (row ~ /CAPTURE/)
			return
		aliases = aliases ".It Cm " quoted(row, 1) "\n.Cm " quoted(row, 2) \
			(row ~ /true\)$/ ? ", with a warning\n" : "\n")
		sub(/\n$/, "", aliases)
		aliases = aliases "\n"
		return
	}
	text = toupper(substr(text, 1, 1)) substr(text, 2)
	where = ""
	if (row ~ /IN_ORGANISATION/ && row !~ /IN_(GROUP|PROFILE|BOTH)/)
		where = "The organisation's policy file only.\n"
	else if (row ~ /IN_GROUP/)
		where = "Groups only.\n"
	if (row ~ /^MAP/)
		keys = keys ".It Cm " quoted(row, 1) "\n" text ":\n"
	else
		keys = keys ".It Cm " quoted(row, 1) "\n" text ".\n" one_of(row) where effect(row)
}

FNR == NR {
	if (/^(KEY|MAP|ALIAS)\(/)
		row = ""
	else if (row == "")
		next
	sub(/^ +/, "")
	row = row $0
	if (/\)$/) {
		if (row ~ /^(KEY|MAP|ALIAS)\(/)
			take(row)
		row = ""
	}
	next
}
/^\.\\" KEYS$/ { printf "%s", keys; next }
/^\.\\" ALIASES$/ { printf "%s", aliases; next }
{ print }
