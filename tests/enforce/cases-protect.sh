#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cases-protect.sh - protected paths, bypasses, and grants of the wrong kind.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/plain" "$T/qu\"o\\te(d" "$T/.ssh" "$H/.ssh" "$H/.aws/cli" "$H/.docker" "$H/.config/op"
mkdir -p "$H/.nono/rollbacks" "$H/dotfiles" "$H/.config/gcloud"
for f in "$T/plain/f" "$T/qu\"o\\te(d/f" "$T/.ssh/id_rsa" "$H/.ssh/id_rsa" "$H/.ssh/config" \
	"$H/.aws/cli/cache" "$H/.docker/config.json" "$H/dotfiles/.zshrc" "$H/.config/op/x"; do
	echo content >"$f"
done
rm -f "$H/.zshrc"
END
}

kinds() {
	number=21
	policy odd "\"read\": [\"$T/qu"'\"o\\te(d"]'
	outputs 21 "quote, backslash and parenthesis in a name" content odd cat "$T/qu\"o\\te(d/f"
	denied 21 odd EACCES read "$T/plain/f"
	profile newline "\"allow\": [\"$T/li"'\nne"]'
	rejected 21 newline control

	number=22
	# --strict is about the missing path here, not about what this kernel lacks.
	losses='"compat": {"accept": ["fs.refer", "fs.truncate", "fs.ioctl_dev", "scope.signal",
		"scope.abstract_unix_socket", "fs.resolve_unix"]}'
	policy there "\"allow\": [\"$T/plain\"]" "$losses"
	policy missing '"allow": ["/nonexistent/dir"]' "$losses"
	status 22 "a missing directory grants nothing" 0 boxed missing true
	says 22 "$S/stderr" /nonexistent/dir
	verdict 22 "it is said in one line" 1 "$(grep -c nonexistent "$S/stderr")"
	options=--strict
	runs 22 "--strict and a directory that is there" boxed there echo ran
	refused 22 "--strict and a missing directory" /nonexistent/dir boxed missing echo ran
	options=
	number=23
	policy missing_file '"read_file": ["/nonexistent"]' "$losses"
	status 23 "a missing file grants nothing" 0 boxed missing_file true
	says 23 "$S/stderr" /nonexistent
	options=--strict
	refused 23 "--strict and a missing file" /nonexistent boxed missing_file echo ran
	options=

	number=24
	policy file_as_dir "\"allow\": [\"$T/plain/f\"]"
	refused 24 "a directory grant on a file" directory boxed file_as_dir echo ran
	says 24 "$S/stderr" "$T/plain/f"
	number=25
	policy dir_as_file "\"read_file\": [\"$T/plain\"]"
	refused 25 "a file grant on a directory" directory boxed dir_as_file echo ran
	says 25 "$S/stderr" "$T/plain"
}

bypasses() {
	docker='"allow": ["$HOME/.docker"], "bypass_protection": ["$HOME/.docker"]'
	number=27
	policy bypass "$docker"
	options=--dry-run
	status 27 "grant and bypass: a dry run" 0 boxed bypass true
	options=
	allowed 27 bypass read "$H/.docker/config.json"
	allowed 27 bypass overwrite "$H/.docker/config.json"

	profile alone '"bypass_protection": ["$HOME/.docker"]'
	rejected 28 alone '\.docker' grant
	number=29
	policy reading '"read": ["$HOME/.docker"], "bypass_protection": ["$HOME/.docker"]'
	allowed 29 reading read "$H/.docker/config.json"
	denied 29 reading EACCES overwrite "$H/.docker/config.json"
	profile legacy '' '"policy": {"override_deny": ["$HOME/.docker"]}'
	rejected 32 legacy '\.docker' grant

	number=33
	profile base "$docker"
	policy child '' '"extends": "./base.json"'
	allowed 33 child read "$H/.docker/config.json"
	denied 33 child EACCES read "$H/.ssh/id_rsa"
	profile group '' '"groups": {"exclude": ["deny_credentials"]}'
	rejected 35 group required deny_credentials

	profile wide '"read": ["~/.config"], "bypass_protection": ["~/.config"]'
	warned 36 wide '^warning\[N0305\].* lifts [0-9][0-9]* denies' 'wide\.json:' '\.config/gcloud' '\.config/op' '\.config/fish'
	allowed 36 wide read "$H/.config/op/x"
	denied 36 wide EACCES read "$H/.ssh/id_rsa"
}

# Each is granted without a word by a tool that compares only parents, or only at the start.
overlaps() {
	profile home '"allow": ["$HOME"]'
	rejected 37 home "holds the protected '~/" "is protected here, by group 'deny_" 'help: '
	profile tilde '"read": ["~"]'
	rejected 37 tilde "holds the protected '~/" 'is protected here'
	profile above '"read": ["/"]'
	rejected 37 above "on '/', which holds the protected" 'is protected here'
	profile state '"allow": ["~/.nono/rollbacks"]'
	rejected 38 state '\.nono' protect_nono
	profile work '"deny": ["$WORKDIR/.ssh"]' '"workdir": {"access": "readwrite"}'
	rejected 39 work '\.ssh' 'is protected here, by profile' "'\$WORKDIR'" 'help: '
	profile equal '"allow": ["~/.ssh"]'
	rejected 40 equal '\.ssh' deny_credentials 'help: '
	profile below '"read": ["~/.aws/cli"]'
	rejected 41 below '\.aws' deny_credentials
	profile below_file '"read_file": ["$HOME/.ssh/config"]'
	rejected 41 below_file '\.ssh' deny_credentials

	number=42
	policy dotfiles '"allow": ["~/dotfiles"]'
	fresh
	runs 42 "a grant of ~/dotfiles" boxed dotfiles echo ran
	bare ln -s dotfiles/.zshrc "$H/.zshrc"
	refused 42 "~/.zshrc leads into the grant" '\.zshrc' boxed dotfiles echo ran
	says 42 "$S/stderr" dotfiles
	rm "$H/.zshrc"
}

body() {
	kinds
	bypasses
	overlaps
}

run_tests
