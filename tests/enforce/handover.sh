#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# handover.sh - what the command gets: its name looked up, its descriptors, signals and arguments.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/bin" "$T/first" "$T/here" "$T/outside"
printf '#!/bin/sh\necho script\n' >"$T/bin/script"
printf 'echo from a shell\n' >"$T/bin/no_magic"
printf '#!/nonexistent/interpreter\n' >"$T/bin/no_interpreter"
printf '\177ELF and no more\n' >"$T/bin/broken"
printf '#!/bin/sh\necho wrong\n' >"$T/first/script"
printf '#!/bin/sh\necho relative\n' >"$T/here/here_only"
printf '#!/bin/sh\necho outside\n' >"$T/outside/script"
chmod 755 "$T/bin"/* "$T/here/here_only" "$T/outside/script"
chmod 644 "$T/first/script"
END
}

# search PATH COMMAND: what it prints, and its status.
search() {
	(cd "$T/here" && $AS PATH="$1" "$nono" "$P/box.bin" -- "$2" 2>/dev/null; echo $?) |
		tr '\n' ' ' | sed 's/ $//'
}

# X07, X14: execve(2) and nothing that guesses.
lookup() {
	number="exec"
	policy box "\"read\": [\"$T/bin\", \"$T/first\", \"$T/here\"]"
	verdict exec "by name" "script 0" "$(search "$T/bin:/usr/bin:/bin" script)"
	verdict exec "by path" "script 0" "$(search /usr/bin:/bin "$T/bin/script")"
	verdict exec "by relative path" "relative 0" "$(search /usr/bin:/bin ./here_only)"
	verdict exec "a file without x is passed over" "script 0" \
		"$(search "$T/first:$T/bin:/usr/bin:/bin" script)"
	verdict exec "only a file without x" 126 "$(search "$T/first" script)"
	verdict exec "not found" 127 "$(search "$T/bin:/usr/bin" no_such_command)"
	verdict exec "not found by path" 127 "$(search /usr/bin /no/such/command)"
	verdict exec "an empty name" 127 "$(search /usr/bin:/bin '')"
	verdict exec "a directory" 126 "$(search /usr/bin /usr)"
	verdict exec "no shell takes a file without #!" 126 "$(search "$T/bin:/usr/bin:/bin" no_magic)"
	verdict exec "nor by path" 126 "$(search /usr/bin:/bin "$T/bin/no_magic")"
	verdict exec "no interpreter, by path" 126 "$(search /usr/bin:/bin "$T/bin/no_interpreter")"
	verdict exec "a broken program" 126 "$(search /usr/bin:/bin "$T/bin/broken")"
	for path in . : "here:" "../here" ""; do
		verdict exec "PATH '$path' finds nothing in the working directory" 127 \
			"$(search "$path" here_only)"
	done
	verdict exec "outside every grant" 126 "$(search "/usr/bin:/bin" "$T/outside/script")"
	verdict exec "the same without the sandbox" outside "$(bare "$T/outside/script")"
}

# Once a profile has an exec list, reading does not imply executing.
listed() {
	policy listed "\"read\": [\"$T/bin\"], \"exec\": [\"$T/here\"],
		\"read_file\": [\"$T/here/here_only\"]"
	verdict exec "an exec list: outside it" 126 \
		"$(boxed listed "$T/bin/script" >/dev/null 2>&1; echo $?)"
	verdict exec "an exec list: it may be read" ok \
		"$(answer boxed listed "$probe" read "$T/bin/script")"
	verdict exec "an exec list: in it" relative "$(boxed listed "$T/here/here_only")"
	verdict exec "an exec list: the system's programs" fine "$(boxed listed echo fine)"
}

high() {
	if [ "$1" = bare ]; then set --; else set -- "$nono" "$P/$2.bin" --; fi
	# shellcheck disable=SC2016 # for bash: sh may know no descriptor above 9
	bash -c 'exec 200</etc/hosts; exec "$@"' bash $AS "$@" ls /proc/self/fd </dev/null 2>"$S/stderr" |
		sort | tr '\n' ' ' | sed 's/ $//'
}

descriptors() {
	# shellcheck disable=SC2016 # for the shell inside
	see='for d in 0 1 2 3 4 5 6 7 8 9; do
		if eval "true <&$d" 2>/dev/null; then printf "%s " $d; fi
	done'
	exec 5<"$T/bin/script" 7>"$S/seven" 9</
	verdict fd "without the sandbox they are inherited" "0 1 2 5 7 9 " \
		"$(bare sh -c "$see" </dev/null)"
	verdict fd "only 0 to 2 pass" "0 1 2 " "$(boxed box sh -c "$see" </dev/null)"
	exec 5<&- 7>&- 9<&-
	# Far above what the loader opens itself; 3 is the directory that ls reads.
	verdict fd "without the sandbox a high one is inherited" 1 "$(high bare | grep -c 200)"
	verdict fd "a high one does not pass" "0 1 2 3" "$(high boxed box)"
	verdict fd "standard input" "typed" "$(echo typed | boxed box cat)"
	verdict fd "standard error" "told" \
		"$(boxed box sh -c 'echo told >&2' 2>&1 >/dev/null | tail -n 1)"
	verdict fd "a pipe needs no rule" 3 "$(boxed box sh -c 'seq 3 | wc -l')"
}

# The lines of /proc/self/status that exec keeps.
kept() {
	trap '' HUP USR1
	"$@" cat /proc/self/status | grep -E '^(SigBlk|SigIgn|Uid|Gid|Groups|Umask):'
}

process() {
	verdict process "signals, ids and umask are kept" "$(kept bare)" "$(kept boxed box)"
	verdict process "no new privileges" 1 \
		"$(boxed box cat /proc/self/status | awk '$1 == "NoNewPrivs:" { print $2 }')"
	verdict process "arguments" "[a b][][*][--]" "$(boxed box printf '[%s]' 'a b' '' '*' --)"
	verdict process "working directory" "$T" "$(boxed box /bin/pwd)"
	# shellcheck disable=SC2016 # for the shell inside
	verdict process "it is the same process" same \
		"$(cd "$T" && $AS sh -c 'p=$$; exec '"$nono $P/box.bin"' -- sh -c "[ \$\$ = $p ] && echo same"')"
	policy_again=$(boxed box "$probe" read "$T/outside/script")
	verdict process "the sandbox holds for a child's child" "$policy_again" \
		"$(boxed box sh -c "sh -c '$probe read $T/outside/script; :'; :")"
	verdict process "what the outer sandbox allows" ok \
		"$(answer boxed outer "$probe" read "$T/outside/script")"
	verdict process "nested: it only narrows" EACCES \
		"$(answer boxed outer "$nono" "$P/box.bin" -- "$probe" read "$T/outside/script")"
	verdict process "nested: it does not widen" EACCES \
		"$(answer boxed inner "$nono" "$P/outer.bin" -- "$probe" read "$T/outside/script")"
}

body() {
	dir=$T
	lookup
	listed
	number=process
	policy outer "\"read\": [\"$S/bin\", \"$P\", \"$T\"]"
	policy inner "\"read\": [\"$S/bin\", \"$P\"]"
	descriptors
	process
}

run_tests
