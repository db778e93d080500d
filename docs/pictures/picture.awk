# SPDX-License-Identifier: Apache-2.0
# picture.awk - draws a picture, described line by line, as SVG; whole numbers only, so that every
# awk writes the same bytes.
#
#   title TEXT                      what the picture shows, for who cannot see it
#   size W H                        in cells of ten units, as all that follows
#   area X Y W H TEXT               a dashed frame with a heading
#   box NAME X Y W H TEXT|TEXT...   the first line is bold
#   text X Y TEXT|TEXT...           words without a frame
#   arrow FROM.SIDE TO.SIDE [TEXT]  SIDE: left, right, top or bottom
#   stop FROM.SIDE TO.SIDE          the same, dashed, and crossed out before it arrives
# A line that begins with "#" says nothing.

function fail(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why >"/dev/stderr"
	failed = 1
	exit 1
}

function rest(n,    i, s) {
	for (i = n; i <= NF; i++)
		s = s (i > n ? " " : "") $i
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}

function words(x, y, s, anchor, bold,    part, n, i) {
	n = split(s, part, "|")
	for (i = 1; i <= n; i++)
		printf "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\"%s>%s</text>\n", x,
		       y + (i - 1) * 16, anchor, bold && i == 1 ? " font-weight=\"bold\"" : "", part[i]
}

# The point in the middle of a side of a box, into px and py.
function point(place,    part) {
	if (split(place, part, ".") != 2 || !(part[1] in left))
		fail("expected a box and a side, found '" place "'")
	px = left[part[1]] + wide[part[1]] / 2
	py = top[part[1]] + high[part[1]] / 2
	side = part[2]
	level = side == "left" || side == "right"
	if (level)
		px = left[part[1]] + (side == "right" ? wide[part[1]] : 0)
	else if (side == "top" || side == "bottom")
		py = top[part[1]] + (side == "bottom" ? high[part[1]] : 0)
	else
		fail("expected left, right, top or bottom, found '" side "'")
}

# One bend where the two sides lie across each other, two where both lie the same way.
function line(stopped,    x, y, mx, my, from, path) {
	point($2)
	x = px
	y = py
	from = level
	point($3)
	mx = int((x + px) / 2)
	my = int((y + py) / 2)
	path = "M" x " " y
	if (from != level)
		path = path (from ? "H" px : "V" py)
	else if (x != px && y != py)
		path = path (level ? "H" mx "V" py : "V" my "H" px)
	printf "<path d=\"%sL%d %d\"%s/>\n", path, px, py,
	       stopped ? " stroke-dasharray=\"4 3\"" : " marker-end=\"url(#head)\""
	if (stopped)
		printf "<path d=\"M%d %dl12 12m0 -12l-12 12\" stroke=\"#b00\" stroke-width=\"2\"/>\n",
		       int((mx + px) / 2) - 6, py - 6
	if (NF > 3)
		words(mx + 8, my + 4, rest(4), "start", 0)
}

BEGIN {
	print "<!-- SPDX-License-Identifier: Apache-2.0 -->"
	print "<!-- Drawn by picture.awk from the text beside it: make pictures. -->"
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""
	print "     font-family=\"sans-serif\" font-size=\"13\""
}
/^#/ || !NF { next }
$1 == "title" { title = rest(2); next }
$1 == "size" {
	printf "     viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", $2 * 10, $3 * 10, $2 * 10,
	       $3 * 10
	print "<title>" title "</title>"
	print "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\""
	print "  markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
	print "  <path d=\"M0 0L10 5L0 10z\" fill=\"#333\"/></marker></defs>"
	printf "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", $2 * 10, $3 * 10
	print "<g fill=\"none\" stroke=\"#333\">"
	print "<style>text { fill: #111; stroke: none }</style>"
	next
}
$1 == "area" {
	printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#f4f6f8\"", $2 * 10,
	       $3 * 10, $4 * 10, $5 * 10
	print " stroke=\"#789\" stroke-dasharray=\"6 4\"/>"
	words($2 * 10 + 12, $3 * 10 + 20, rest(6), "start", 1)
	next
}
$1 == "box" {
	left[$2] = $3 * 10
	top[$2] = $4 * 10
	wide[$2] = $5 * 10
	high[$2] = $6 * 10
	printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"#fff\"/>\n",
	       $3 * 10, $4 * 10, $5 * 10, $6 * 10
	lines = split(rest(7), unused, "|")
	words($3 * 10 + $5 * 5, int($4 * 10 + $6 * 5 - (lines - 1) * 8 + 4), rest(7), "middle", 1)
	next
}
$1 == "text" { words($2 * 10, $3 * 10, rest(4), "start", 0); next }
$1 == "arrow" { line(0); next }
$1 == "stop" { line(1); next }
{ fail("expected title, size, area, box, text, arrow or stop, found '" $1 "'") }
END {
	if (!failed)
		print "</g>\n</svg>"
}
