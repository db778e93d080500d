#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# depend.sh - nonoc -MD: make and ninja build again when a file changed that was read, and not else.
set -u
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the top of the sources}" "${SCRATCH:?a directory}"

for tool in make ninja; do
	command -v "$tool" >/dev/null || {
		echo "skip: needs $tool"
		exit 77
	}
done
. "$SRCDIR/tests/lib.sh"
XDG_CONFIG_HOME=$SCRATCH/config
export XDG_CONFIG_HOME NONOC
mkdir "$SCRATCH/project"
cd "$SCRATCH/project" || exit 99

# profile FIRST SECOND: FIRST.yaml extends SECOND.yaml and includes two groups of the user's own.
profile() {
	mkdir -p .nono/groups "$XDG_CONFIG_HOME/nono/groups"
	cat >"$1.yaml" <<END
extends: ['./$(printf '%s' "$2" | sed "s/'/''/g").yaml']
groups: {include: [mine, theirs, git_config]}
workdir: {access: read}
network: {block: true}
END
	echo 'filesystem: {read: [/srv]}' >"$2.yaml"
	printf 'description: d\nfilesystem: {read: [/opt]}\n' >.nono/groups/mine.yaml
	printf '{"description": "d"}' >"$XDG_CONFIG_HOME/nono/groups/theirs.json"
}

# What is compiled leaves a mark in the file log.
cat >compile <<'END'
#!/bin/sh
echo compiled >>log
exec "$NONOC" "$1" -o "$2" -MD 2>>log
END
chmod +x compile

# rebuilds WHAT COMMAND...: compiles; stays WHAT COMMAND...: does not.
rebuilds() {
	what=$1
	shift
	count=$((count + 1))
	: >log
	"$@" >std 2>err || bad "$what: $* fails: $(cat std err log)"
	grep -q compiled log || bad "$what: $* does not build: $(cat std err out*.d)"
}
stays() {
	what=$1
	shift
	count=$((count + 1))
	: >log
	"$@" >std 2>err || bad "$what: $* fails: $(cat std err log)"
	! grep -q compiled log || bad "$what: $* builds: $(cat std err)"
}

# newer FILE: changes it so that every clock sees it.
newer() {
	sleep 0.02
	printf '\n' >>"$1"
}

# builder TOOL FIRST SECOND: a build of FIRST.yaml, which extends SECOND.yaml, with TOOL.
builder() {
	rm -rf out* .ninja*
	profile "$2" "$3"
	# To each tool the names as it wants them in its own file.
	case $1 in
	make)
		name=$(printf '%s' "$2" | sed 's/[# :]/\\&/g; s/\$/$$/g')
		# shellcheck disable=SC2016 # make's own
		printf 'out.bin: %s.yaml\n\t./compile "$$FIRST.yaml" out.bin\n-include out.bin.d\n' "$name" \
			>Makefile
		run="make --no-print-directory"
		;;
	ninja)
		name=$(printf '%s' "$2" | sed 's/\$/$$/g; s/[ :]/$&/g')
		printf 'rule nonoc\n  command = ./compile "$$FIRST.yaml" $out\n  depfile = $out.d\n%s' \
			"${4-}" >build.ninja
		printf 'build out.bin: nonoc %s.yaml\n' "$name" >>build.ninja
		run=ninja
		;;
	esac
	FIRST=$2
	export FIRST
	rebuilds "$1 '$2': at first" $run
	stays "$1 '$2': nothing has changed" $run
	for file in "$2.yaml" "$3.yaml" .nono/groups/mine.yaml \
		"$XDG_CONFIG_HOME/nono/groups/theirs.json"; do
		newer "$file"
		rebuilds "$1: '$file' has changed" $run
		stays "$1: '$file' was built" $run
	done
	touch unrelated.yaml
	stays "$1: what was not read has changed" $run
}

both() {
	for tool in make ninja; do
		builder "$tool" "$1" "$2"
		# Once nothing names it, a file may go.
		case $1 in
		*%*) ;;
		*)
			printf 'workdir: {access: read}\nnetwork: {block: true}\n' >"$1.yaml"
			mv "$2.yaml" gone
			rebuilds "$tool: '$2.yaml' is gone" $run
			stays "$tool: without '$2.yaml'" $run
			;;
		esac
	done
	builder ninja "$1" "$2" '  deps = gcc
'
}

both plain base
both 'a b' 'c  d'
both 'a#b' '#c'
# shellcheck disable=SC2016 # the name has a dollar
both 'a$b' '$c$$d'
both 'a\b' 'c\ d'
both 'a:b' 'c:d'
both 'a%b' 'c%d'
both 'x,y+z@w!' 'é~{}-'
# shellcheck disable=SC2016 # the name has a dollar
both 'all #$ of: them' 'x \ $#y'

profile one two
answers 0 "-MF" "$NONOC" one.yaml -o out.bin -MD -MF other
grep -q '^  \./two\.yaml$\|^  \./two\.yaml \\$' other || bad "$what: names no two.yaml: $(cat other)"
! grep -q 'built-in\|git_config' other || bad "$what: names what is no file"
rm -f other
answers 0 "-MF alone, in one word" "$NONOC" one.yaml -o out.bin -MFother
[ -e other ] || bad "$what: writes nothing"
answers 2 "-MF without a file" "$NONOC" one.yaml -o out.bin -MF
answers 2 "-MX" "$NONOC" one.yaml -o out.bin -MX
answers 2 "-MD where nothing is written" "$NONOC" check -MD one.yaml
cp one.yaml saved
answers 2 "-MF on a source" "$NONOC" one.yaml -o out.bin -MF one.yaml
cmp saved one.yaml || bad "$what: was written over"
answers 2 "-MD without an output" "$NONOC" one.yaml -S -MD
answers 2 "-MF on the output" "$NONOC" one.yaml -o out.bin -MF out.bin
rm -f out.bin
# A tab is no trouble to write in single quotes; a line feed and a backslash at the end are.
for name in 'a*b' 'a=b' 'a\#b' 'a	b' 'a;b' "it's" 'a"b' 'a&b' '~/../a' 'a(b)'; do
	case $name in
	*/*) profile one b && mkdir -p '~' && cp b.yaml "$name.yaml" && echo "extends: ['$name.yaml']" >one.yaml ;;
	*) profile one "$name" ;;
	esac
	answers 2 "the name '$name'" "$NONOC" one.yaml -o out.bin -MD
	says 'make and ninja'
	[ ! -e out.bin ] || bad "$what: the policy was written"
	rm -f out.bin
done
profile one two
cp two.yaml 'x
y.yaml'
printf 'extends: ["./x\\ny.yaml"]\n' >one.yaml
answers 2 "a line feed in a name" "$NONOC" one.yaml -o out.bin -MD
says 'x\\x0ay'
profile two three
answers 2 "'%' in the output" "$NONOC" two.yaml -o 50%.bin -MD
summary 100
