#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fmt.sh - nonoc fmt: what it writes, what it leaves alone, and that it never changes a policy.
set -u
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99

# looks FORMAT: standard input, up to the line '=>', becomes what stands behind it, and stays so.
looks() {
	what=$1
	awk '/^=>$/ { out = "want"; next } { print > (out ? out : "given") }' -
	for turn in given want; do
		answers 0 "$what" "$NONOC" fmt --input-format "$1" - <"$turn"
		diff -u want std || bad "$what: $turn becomes something else"
	done
}

layouts() {
	looks jsonc <<'END'
// a
{"extends": "d", // b


 "k": /* c */ {"allow": ["~/a", // d
"/\u0062",], /* e
  f */
}, "z": {"path":"x","when":"y"}, "e" // g
: [1,
2], "long": ["0123456789012345678901234567890123456789", "0123456789012345678901234567890"], "f": [ ]
/* h */ } /* i */ // j
=>
// a
{
  "extends": "d", // b

  "k": /* c */ {
    "allow": [
      "~/a", // d
      "/\u0062"
    ] /* e
  f */
  },
  "z": {"path": "x", "when": "y"},
  // g
  "e": [
    1,
    2
  ],
  "long": [
    "0123456789012345678901234567890123456789",
    "0123456789012345678901234567890"
  ],
  "f": []
  /* h */
} /* i */ // j
END
	looks yaml <<'END'
# a


extends:   default   # b
filesystem:
    # c
    allow:   # d
    - ~/a # why
    #e
    -   "/b"


    # f
    read: [ /c,'/d' ]
    # g
# h
network:
  {block: true,
   connect_port: [443]} # i
list:
-   a:  1
    b: "x
    y"
- - |
     two

       lines
-
  # j
  - z
# k
last: # l

=>
# a

extends: default # b
filesystem:
  # c
  allow: # d
    - ~/a # why
    #e
    - "/b"

  # f
  read: [/c, '/d']
  # g
# h
network: {block: true,
   connect_port: [443]} # i
list:
  - a: 1
    b: "x
      y"
  - - |
      two

        lines
  -
    # j
    - z
# k
last: # l
END
	looks nono <<'END'

# a


  nono   1 # b
network  blocked
    # c
allow  exec,list,read	"~/\u0061" dir 	 #d  
allow listen,connect tcp  443
allow read "/#"


group "two words"   { # e

# f
allow  make_reg,truncate,make_dir,make_sock,make_fifo,make_sym,write_file  "/b c"

#g


}
shipped "p" {
	}


bypass	"~/x"
bypass "read"
env set "A"  "{"
limit   cpu "1 2"
assert  deny list,read ~/.ssh/** # h
=>
# a

nono 1  # b
network blocked
# c
allow read,list,exec ~/a dir  #d
allow connect,listen tcp 443
allow read "/#"

group "two words" {  # e
	# f
	allow write,truncate,create "/b c"

	#g
}
shipped p {
}

bypass ~/x
bypass "read"
env set A {
limit cpu "1 2"
assert deny read,list ~/.ssh/**  # h
END
	printf '\357\273\277a:\r\n  - b # c\r\n' >given
	answers 0 "line ends of DOS" "$NONOC" fmt --input-format yaml - <given
	printf 'a:\n  - b # c\n' | cmp - std || bad "$what: $(od -c std)"
	printf '\357\273\277nono 1\r\n\r\n\r\nallow read  /a # b \r\n\r\n' >given
	answers 0 "line ends of DOS in policy text" "$NONOC" fmt --input-format nono - <given
	printf 'nono 1\n\nallow read /a  # b\n' | cmp - std || bad "$what: $(od -c std)"
}

files() {
	printf '{"workdir": {"access": "read"}}' >ugly.json
	chmod 600 ugly.json
	printf '{\n  "extends": "default"\n}\n' >neat.json
	printf 'a: [\n' >broken.yaml
	touch -d 2001-02-03 ugly.json neat.json broken.yaml
	cp -p ugly.json ugly.saved

	answers 1 "--check" "$NONOC" fmt --check neat.json ugly.json
	[ "$(cat std)" = ugly.json ] || bad "$what: names $(cat std)"
	answers 1 "--diff" "$NONOC" fmt --diff ugly.json neat.json
	cp std patch
	[ "$(stat -c %Y ugly.json)" = "$(stat -c %Y neat.json)" ] || bad "--check and --diff write"
	answers 1 "an error in one of the files" "$NONOC" fmt neat.json broken.yaml ugly.json
	says 'broken.yaml:2:1'
	[ "$(cat broken.yaml)" = 'a: [' ] || bad "$what: the broken file was touched"
	[ "$(stat -c %a ugly.json)" = 600 ] || bad "$what: the mode is $(stat -c %a ugly.json)"
	[ "$(stat -c %Y neat.json)" = "$(date -d 2001-02-03 +%s)" ] ||
		bad "$what: a file that is as it should be was touched"
	[ "$(stat -c %Y ugly.json)" != "$(date -d 2001-02-03 +%s)" ] || bad "$what: was not written"
	if command -v git >/dev/null; then
		cp ugly.json want && cp -p ugly.saved ugly.json
		git apply patch 2>err || bad "the diff is none: $(cat err)"
		cmp want ugly.json || bad "the diff is another change than that of fmt"
	fi
	[ "$(ls -A | grep -c '\.nonoc\.')" = 0 ] || bad "leaves $(ls -A)"

	ln -s ugly.saved link.json
	answers 2 "a symbolic link" "$NONOC" fmt link.json
	says 'symbolic link'
	cmp ugly.saved link.json && [ -L link.json ] || bad "$what: was written through"
	answers 1 "a symbolic link is read" "$NONOC" fmt --check link.json
	answers 2 "a missing file" "$NONOC" fmt missing.json
	answers 2 "an unknown format" "$NONOC" fmt ./patch
	answers 2 "standard input without its format" "$NONOC" fmt -
	answers 2 "no file" "$NONOC" fmt
	printf '? a\n: b\n' >odd.yaml
	answers 1 "a key behind '?'" "$NONOC" fmt odd.yaml
	says "odd.yaml:1:1"

	printf 'nono 1\nallow  read /a\n' >ugly.nono
	cp ugly.nono ugly.saved
	answers 1 "--check of policy text" "$NONOC" fmt --check ugly.nono
	[ "$(cat std)" = ugly.nono ] || bad "$what: names $(cat std)"
	answers 1 "--diff of policy text" "$NONOC" fmt --diff ugly.nono
	says '^+allow read /a$'
	cmp ugly.nono ugly.saved || bad "$what: writes"
	answers 0 "policy text" "$NONOC" fmt ugly.nono
	answers 0 "policy text that is laid out" "$NONOC" fmt --check ugly.nono
	printf 'nono 1\nalow  read /a\n' >broken.nono
	cp broken.nono broken.saved
	answers 1 "policy text with an error" "$NONOC" fmt broken.nono
	says 'broken.nono:2:1'
	cmp broken.nono broken.saved || bad "$what: was touched"
	answers 2 "fix of policy text" "$NONOC" fix ugly.nono
	says 'has no fixes'
}

# Standard input as another hand would write it: more blanks, rights the other way round, quotes.
mangle() {
	awk -v cr="$1" 'function other(rights,    part, i, text) {
		for (i = split(rights, part, ","); i > 0; i--)
			text = text (text ? "," : "") part[i]
		return text
	}
	{
		comment = ""
		at = match($0, /  #/)
		if (at) {
			comment = " \t" substr($0, at + 2) " "
			$0 = substr($0, 1, at - 1)
		}
		indent = /^\t/ ? "" : "  "
		if (/^\t?(allow|deny|bypass) [a-z_,]+ [^ "]+/ && $2 !~ /connect|listen/) {
			$2 = other($2)
			$3 = "\"" $3 "\""
		} else if (/^(group|shipped) [^"]+ /)
			$2 = "\"" $2 "\""
		if (!/ .*" .*"|".* .*"/)
			gsub(/ /, " \t  ")
		printf "%s%s%s%s\n", NF ? indent : "  ", $0, comment, cr
		if (!NF)
			printf "\t%s\n%s\n", cr, cr
	}'
}

# What nonoc writes is laid out, and what it is laid out from means the same.
texts() {
	mangled=0
	for file in "$SRCDIR"/stdlib-groups/profiles/*.yaml "$SRCDIR"/tests/equal/*/*.y*ml \
		"$SRCDIR"/tests/golden/*-quiet.yaml; do
		"$NONOC" -S "$file" -o want.nono 2>/dev/null || continue
		mangled=$((mangled + 1))
		answers 0 "$file, as text" "$NONOC" fmt --check want.nono
		mangle "$([ $((mangled % 2)) = 0 ] || printf '\r')" <want.nono >given.nono
		answers 1 "$file, mangled" "$NONOC" fmt --check given.nono
		answers 0 "$file, laid out" "$NONOC" fmt given.nono
		diff -u want.nono given.nono || bad "$what: became something else"
		rm -f want.nono
	done
	[ "$mangled" -gt 20 ] || bad "only $mangled policies were laid out"
	"$NONOC" --no-origins -o a.bin "$SRCDIR"/tests/data/claude-code-example.json 2>/dev/null ||
		"$NONOC" --no-origins -o a.bin default 2>err || bad "$(cat err)"
	"$NONOC" dump a.bin >dump.nono 2>err || bad "$(cat err)"
	answers 0 "what dump prints" "$NONOC" fmt --check dump.nono
	for file in "$SRCDIR"/tests/golden/*.nono "$SRCDIR"/examples/*/*.nono; do
		cp "$file" one.nono && chmod u+w one.nono
		if "$NONOC" fmt one.nono >std 2>err; then
			answers 0 "$file" "$NONOC" fmt --check one.nono
		else
			grep -q '^error\[N0[01][0-9]*\]' err || bad "$file: $(cat err)"
			cmp "$file" one.nono || bad "$file: was touched"
		fi
	done
}

# The same policy, whatever is laid out: all that can be compiled here.
policies() {
	for file in "$SRCDIR"/stdlib-groups/profiles/*.yaml "$SRCDIR"/tests/data/*.json \
		"$SRCDIR"/tests/equal/*/*.json* "$SRCDIR"/tests/equal/*/*.y*ml; do
		mkdir -p one
		cp "$file" one/ && chmod u+w one/*
		name=one/${file##*/}
		"$NONOC" --no-origins "$name" -o before 2>/dev/null || rm -f before
		answers 0 "$file" "$NONOC" fmt "$name"
		"$NONOC" --no-origins "$name" -o after 2>err || rm -f after
		if [ -e before ]; then
			cmp before after || bad "$what: another policy"
		fi
		answers 0 "$file" "$NONOC" fmt --check "$name"
		rm -rf one before after
	done
	for file in "$SRCDIR"/tests/golden/*.json* "$SRCDIR"/tests/golden/*.yaml; do
		mkdir -p one
		cp "$file" one/ && chmod u+w one/*
		name=one/${file##*/}
		# What cannot be read is left alone, with a reason.
		if "$NONOC" fmt "$name" >std 2>err; then
			answers 0 "$file" "$NONOC" fmt --check "$name"
		else
			grep -q '^error\[N00[0-9]*\]' err || bad "$file: $(cat err)"
			cmp "$file" "$name" || bad "$file: was touched"
		fi
		rm -rf one
	done
	answers 0 "the shipped files are laid out" "$NONOC" fmt --check "$SRCDIR"/stdlib-groups/*/*.yaml
}

layouts
files
texts
policies
summary 100
