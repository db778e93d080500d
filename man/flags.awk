# SPDX-License-Identifier: Apache-2.0
# flags.awk - puts tables of options into a manual: awk -f flags.awk option.def PAGE.mdoc
#
# A line ".\" OPTIONS WORD..." of the page becomes the rows whose verbs name one of the words, or are
# what follows a '=' in one.  A row of option.def (FLAG, REFUSED, MOOT) starts a line and ends with ')'.

# A name for .Fl: its second '-' is written out.
function flag(name) {
	return "Fl -" name
}

# TEXT in lines of at most 95 columns, none of which begins as a request does.
function folded(text, word, count, i, line, all) {
	count = split(text, word, " ")
	line = word[1]
	for (i = 2; i <= count; i++)
		if (length(line) + length(word[i]) < 95 || word[i] ~ /^[.']/)
			line = line " " word[i]
		else {
			all = all line "\n"
			line = word[i]
		}
	return all line "\n"
}

function heading(row, field, names, count, i, text, argument) {
	split(row, field, ", ")
	gsub(/"/, "", field[2])
	count = split(field[2], names, "|")
	argument = field[4]
	gsub(/"/, "", argument)
	text = ".It "
	if (field[3] ~ /'/)
		text = text "Fl " substr(field[3], 2, 1) " , "
	for (i = 1; i <= count; i++)
		text = text (i > 1 ? " , " : "") flag(names[i])
	return text (argument == "NULL" ? "" : " Ar " argument) "\n"
}

function body(row, part, count, text, field) {
	count = int(split(row, part, "\"") / 2)
	text = part[2 * count]
	text = folded(toupper(substr(text, 1, 1)) substr(text, 2) ".")
	split(row, field, ", ")
	if (field[5] ~ /^"/) {
		gsub(/"/, "", field[5])
		text = text "The variable\n.Ev " field[5] "\ngives it, too.\n"
	}
	return text
}

function verbs_of(row, field) {
	split(row, field, ", ")
	return field[6]
}

FNR == NR {
	if (/^FLAG\(/)
		row = ""
	else if (row == "")
		next
	sub(/^ +/, " ")
	row = row $0
	gsub(/" +"/, "", row)
	sub(/, +/, ", ", row)
	if (/\)$/) {
		sub(/^FLAG\(/, "", row)
		gsub(/,  +/, ", ", row)
		rows[++count] = row
		row = ""
	}
	next
}
/^\.\\" OPTIONS / {
	for (i = 1; i <= count; i++)
		for (w = 3; w <= NF; w++)
			if ("=" verbs_of(rows[i]) == $w || index(" " verbs_of(rows[i]) " ", " " $w " ")) {
				printf "%s%s", heading(rows[i]), body(rows[i])
				break
			}
	next
}
{ print }
