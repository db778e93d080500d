#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# command.sh - nono's own words: help as the golden files have it, slips of the hand, what is not there.
set -u
. "$SRCDIR/tests/lib.sh"
cd "$SCRATCH" || exit 99

# golden NAME COMMAND...: what it prints, exit 0; BLESS=1 rewrites.
golden() {
	name=$1
	shift
	answers 0 "help/$name" "$@"
	[ -z "${BLESS:-}" ] || cp std "$SRCDIR/tests/front/help/$name"
	cmp -s std "$SRCDIR/tests/front/help/$name" ||
		bad "$*: not as in tests/front/help/$name: $(diff std "$SRCDIR/tests/front/help/$name")"
}

golden nono "$NONO" --help
for verb in $(sed -n 's/^VERB([A-Z]*, \([a-z]*\),.*/\1/p' "$SRCDIR/front/verb.def"); do
	golden "$verb" "$NONO" "$verb" --help
done
for verb in suggest prune; do
	golden "nonoc-$verb" "$NONOC" "$verb" --help
done
golden nono-trace "$(dirname "$NONO")/../trace/nono-trace" --help
golden nono "$NONO" help
golden why "$NONO" help why
answers 2 "help on nothing that is there" "$NONO" help rnu
says "did you mean 'run'"
answers 0 version "$NONO" --version
says '^nono [0-9]'

answers 2 "no verb" "$NONO"
says "expected what to do"
answers 2 "an unknown verb" "$NONO" rnu
says "did you mean 'run'"
answers 2 "a verb of nono 0.66" "$NONO" rollback list
says "no 'rollback' yet: it needs a supervisor"
answers 125 "an unknown option" "$NONO" run --alow x -- true
says "there is no option '--alow'; did you mean '--allow'"
answers 125 "an unknown letter" "$NONO" run -z -- true
says "there is no option '-z'"
answers 125 "no --" "$NONO" run true
says "'--' is missing before 'true'; usage: nono run"
answers 125 "no command" "$NONO" wrap --
says "the command is missing; usage: nono wrap"
answers 125 "no value" "$NONO" run --allow -- true
says "'--allow' expects DIR"
answers 125 "an option in the place of a value" "$NONO" run --allow --block-net -- true
says "'--allow' expects DIR, found '--block-net'; '--allow=--block-net' if that is meant"
answers 125 "the same for letters" "$NONO" run -a -s -- true
says "'-a' expects DIR, found '-s'"
answers 125 "an empty value" "$NONO" run --allow= -- true
says "'--allow' expects DIR, not an empty argument"
: >file
answers 125 "a file where a directory is expected" "$NONO" run --allow file -- true
says "'--allow' expects a directory, and 'file' is none: --allow-file"
answers 125 "a directory where a file is expected" "$NONO" run --read-file . -- true
says "'--read-file' expects a file, and '.' is a directory: --read"
answers 125 "a value too many" "$NONO" run --strict=yes -- true
says "'--strict' takes no value"
answers 125 "no number" "$NONO" run --connect-port 80x -- true
says "expects the number of a port, not '80x'"
answers 125 "no setting" "$NONO" run --env-set A -- true
says "expects NAME=VALUE, not 'A'"
answers 125 "an anchor that is none" "$NONO" run --define XX=/ -- true
answers 125 "two that exclude each other" "$NONO" run --allow-net --net-block -- true
says "'--net-block' and '--allow-net' contradict each other"
answers 125 "a variable and an option" env NONO_BLOCK_NET=1 "$NONO" run --allow-net -- true
says "'NONO_BLOCK_NET' and '--allow-net' contradict each other"
answers 125 "a variable that is neither" env NONO_BLOCK_NET=maybe "$NONO" run -- true
says "NONO_BLOCK_NET is 'maybe', expected true or false"
answers 125 "a variable for what is refused" env NONO_LOG_FILE=x "$NONO" run -- true
says "NONO_LOG_FILE: nono has no log"
answers 125 "two profiles" "$NONO" run -p default --profile node-dev -- true
says "'-p' is given as 'default' and as 'node-dev'; one of them can be an --extends"
answers 0 "the same twice" "$NONO" why read /usr/bin -p default --profile default
answers 125 "two working directories" "$NONO" run --workdir / --workdir . -- true
says "'--workdir' is given as '/' and as '.'"
answers 125 "the same by two options" "$NONO" run --workdir / --define WORKDIR=/usr -- true
says "WORKDIR is given as '/usr' and as '/'"
answers 2 "two questions" "$NONO" why --path /usr --op read --op write
says "'--op' is given as 'read' and as 'write'; give one of them"
answers 125 "--extends alone" "$NONO" run --extends node-dev -- true
says "'--extends' adds to a profile"
answers 125 "an unknown profile" "$NONO" run --profile claude-cod -- true
says "did you mean 'claude-code'"

# Memory that runs out keeps the command from running, as everything else does.
if [ -z "${SANITIZERS-}" ]; then
	awk 'BEGIN {
		printf "{\"filesystem\": {\"read\": [\"/a\""
		for (i = 0; i < 200000; i++)
			printf ", \"/d%d/some/longer/path/of/which/there/are/many\"", i
		print "]}}"
	}' >many.json
	answers 125 "no memory" prlimit --as=60000000 "$NONO" run --profile many.json --trust-profile -- echo ran
	says "^nono: out of memory"
	[ ! -s std ] || bad "without memory the command has run"
fi

# Every option of nono 0.66 that is not there says what is missing.
sed -n 's/^REFUSED("\([^"|]*\).*/\1/p' "$SRCDIR/front/option.def" >refused
[ "$(wc -l <refused)" -ge 30 ] || bad "few refused options were found"
while read -r option; do
	answers 125 "--$option" "$NONO" run "--$option" x -- true
	says "^nono: '--$option': [a-z]"
done <refused

summary 50
