#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# stdlib.sh - the shipped groups and profiles: consistent, complete, and each compiles in silence.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${NONOC:?the path of nonoc}" "${SRCDIR:?the root of the tree}" "${SCRATCH:?a scratch directory}"
AWK=${AWK:-awk}
failed=0

fail() {
	echo "not ok: $*"
	failed=1
}

# consistent DIRECTORY: what stdlib.awk has to say of the files in it, on both targets.
consistent() (
	cd "$1" || exit
	bad=0
	{
		sed -n 's|^	%D%/\([a-z]*/[a-z_-]*\.yaml\).*|\1|p' local.mk
	} >"$SCRATCH/listed"
	for target in linux macos; do
		LC_ALL=C "$AWK" -v target=$target -f "$here/stdlib.awk" "$SCRATCH/listed" \
			groups/*.yaml profiles/*.yaml lists/*.yaml || bad=1
	done
	exit "$bad"
)

stdlib=$SRCDIR/stdlib-groups
consistent "$stdlib" || fail "the shipped files are not consistent"

# breaks WHAT FILE SED-SCRIPT: a copy with that mistake must be found out.
breaks() {
	rm -rf "$SCRATCH/broken"
	mkdir "$SCRATCH/broken"
	cp -R "$stdlib"/groups "$stdlib"/profiles "$stdlib"/lists "$stdlib"/local.mk "$SCRATCH/broken"
	chmod -R u+w "$SCRATCH/broken"
	sed "$3" "$stdlib/$2" >"$SCRATCH/broken/$2"
	! cmp -s "$stdlib/$2" "$SCRATCH/broken/$2" || fail "$1: the mistake was not made"
	! consistent "$SCRATCH/broken" >/dev/null || fail "$1: not found"
}

breaks "a grant above a secret" groups/rust_runtime.yaml 's|~/\.cargo/bin$|~/.cargo|'
breaks "a grant below a secret" groups/user_tools.yaml 's|~/\.local/bin$|~/.config/gh/bin|'
breaks "a secret itself" profiles/codex.yaml 's|~/\.codex$|~/.ssh|'
breaks "a grant of writing above nono's state" groups/user_caches_linux.yaml \
	's|~/\.cache$|~/.local/state|'
breaks "a keychain without a bypass" profiles/claude-code.yaml 's|bypass_protection|read_file|'
breaks "a magic link" groups/system_write_linux.yaml 's|/dev/full$|/dev/stdout|'
breaks "an implied path" groups/go_runtime.yaml 's|/usr/local/go$|~/go/bin|'
breaks "a list without a reason" groups/linux_sysfs_read.yaml 's|^    #.*||'
breaks "an unknown group" profiles/go-dev.yaml 's|go_runtime$|go_runtimes|'
breaks "a required group left out" profiles/default.yaml '/deny_shell_history/d'
breaks "no description" groups/nix_runtime.yaml '/^description/d'
breaks "no interpreter" groups/node_runtime.yaml 's|ld-linux-aarch64|ld-musl-aarch64|'
breaks "a file that the build does not know" local.mk '/homebrew_linux/d'
breaks "a secret on the list that is denied" lists/secrets.yaml 's|~/\.claude\.json|~/.ssh/id|'

# What profiles for nono 0.66 may name, and what came since.
for name in claude_cache_linux claude_code_linux claude_code_macos codex_macos dangerous_commands \
	dangerous_commands_linux dangerous_commands_macos deny_browser_data_linux \
	deny_browser_data_macos deny_credentials deny_keychains_linux deny_keychains_macos \
	deny_macos_private deny_shell_configs deny_shell_history git_config go_runtime \
	go_runtime_linux go_runtime_macos homebrew_linux homebrew_macos java_runtime \
	linux_runtime_state linux_sysfs_read linux_temp_read nix_runtime node_runtime \
	opencode_linux python_runtime rust_runtime system_read_linux_core system_read_macos \
	system_write_linux system_write_macos unlink_protection user_caches_linux \
	user_caches_macos user_tools vscode_linux vscode_macos \
	cc_runtime deny_sockets proc_read protect_nono shared_memory_linux user_lookup; do
	[ -f "$stdlib/groups/$name.yaml" ] || fail "there is no group $name"
done

# told KEY CODES PATH...: granting each, in the home directory, takes a bypass or is warned of.
told() {
	key=$1 codes=$2
	shift 2
	for path in "$@"; do
		case $path in /*) ;; *) path="~/$path" ;; esac
		printf 'filesystem:\n  %s: ["%s"]\n' "$key" "$path" >"$SCRATCH/told.yaml"
		"$NONOC" check --format gcc "$SCRATCH/told.yaml" >"$SCRATCH/out" || :
		grep -qE "$codes" "$SCRATCH/out" || fail "nobody is told that a profile has $key: $path"
	done
}

# What thieves look for.
told read 'N030[12]|N050[56]' .ssh .gnupg .aws .azure .config/gcloud .kube .docker .npmrc \
	.pypirc .netrc .pgpass .my.cnf .cargo/credentials.toml .config/gh .config/glab-cli \
	.git-credentials .git-credential-cache .local/share/keyrings .local/share/kwalletd \
	.config/google-chrome .mozilla/firefox .librewolf .thunderbird .config/Signal \
	.password-store .local/share/gopass .config/1Password .config/op .config/Bitwarden \
	".config/Bitwarden CLI" .lpass .bash_history .terraform.d .terraformrc \
	.pulumi/credentials.json .vault-token .vault_pass .config/rclone .config/sops \
	.config/age .config/.wrangler .cloudflared .config/netlify .config/stripe \
	.config/doctl .local/share/com.vercel.cli .fly/config.yml .config/pypoetry/auth.toml \
	.config/composer/auth.json .bitcoin .electrum .ethereum .config/solana \
	.foundry/keystores .Xauthority .codex/auth.json .claude/.credentials.json \
	.local/share/opencode/auth.json .gemini/oauth_creds.json .copilot .config/github-copilot
# What runs later, outside.
told write 'N030[12]|N0502' .bash_aliases .zshenv .config/fish .cargo/env .config/zsh .inputrc \
	.config/autostart .config/systemd/user .local/bin .cargo/bin .npm-global/bin .volta \
	.rbenv .local/share/fnm .local/share/uv .local/share/pipx .yarn/bin .config/mise \
	.config/direnv .local/share/direnv .config/git .config/emacs .config/helix .psqlrc \
	.ipython .gradle/init.d .vscode-server .config/JetBrains /etc/cron.weekly /etc/init.d \
	.claude/local .local/share/claude .opencode/bin .gemini/extensions .cursor/hooks.json \
	.config/sway .hgrc .config/kitty .config/starship.toml .cache/pre-commit /etc/nono /etc/sudoers
told unix_socket 'N0301|N0504' "/run/user/\$UID/systemd/private" "/run/user/\$UID/pulse/native"

# silent WHAT COMMAND...: it succeeds, and warnings would be errors.
silent() {
	what=$1
	shift
	if ! "$@" -Werror -o "$SCRATCH/out.bin" >"$SCRATCH/out" 2>&1; then
		fail "$what does not compile"
		cat "$SCRATCH/out"
	fi
}

# compiled WHAT FILE: it gives the bytes of the profile at hand, without a warning.
compiled() {
	"$NONOC" "$2" --no-origins -Werror -o "$SCRATCH/again.bin" >"$SCRATCH/out" 2>&1 &&
		cmp -s "$SCRATCH/plain.bin" "$SCRATCH/again.bin" || {
		fail "profile $name: $1 is another policy"
		cat "$SCRATCH/out"
	}
}

# As policy text, printed from the profile and from either blob, it is the same policy.
texts() {
	"$NONOC" "$name" --no-origins -o "$SCRATCH/plain.bin" 2>/dev/null
	"$NONOC" -S "$name" -o "$SCRATCH/text.nono" 2>/dev/null
	compiled "its text" "$SCRATCH/text.nono"
	"$NONOC" dump "$SCRATCH/out.bin" >"$SCRATCH/dump.nono"
	cmp -s "$SCRATCH/text.nono" "$SCRATCH/dump.nono" ||
		fail "profile $name: the blob's text differs from the profile's"
	"$NONOC" dump "$SCRATCH/plain.bin" >"$SCRATCH/dump.nono"
	compiled "the text of its blob without origins" "$SCRATCH/dump.nono"
	"$NONOC" dump --no-origins "$SCRATCH/text.nono" >"$SCRATCH/dump.nono"
	"$NONOC" dump --no-origins "$SCRATCH/dump.nono" | cmp -s - "$SCRATCH/dump.nono" ||
		fail "profile $name: the text of its text differs"
}

for file in "$stdlib"/profiles/*.yaml; do
	name=$(basename "$file" .yaml)
	silent "profile $name for macOS" "$NONOC" "$name" --target seatbelt
	silent "profile $name" "$NONOC" "$name"
	texts
done
for file in "$stdlib"/groups/*.yaml; do
	name=$(basename "$file" .yaml)
	printf 'meta:\n  name: one\ngroups:\n  include:\n    - %s\n' "$name" >"$SCRATCH/one.yaml"
	silent "default and group $name for macOS" "$NONOC" "$SCRATCH/one.yaml" --target seatbelt
	silent "default and group $name" "$NONOC" "$SCRATCH/one.yaml"
	"$NONOC" groups "$name" >"$SCRATCH/out" || fail "nonoc groups $name"
	grep -q "$(sed -n 's/^description: //p' "$file" | sed 's/[][\\.*^$]/./g')" "$SCRATCH/out" ||
		fail "nonoc groups $name does not print its description"
done

# What the shipped files risk they say, and whoever extends one starts clean.
for file in "$stdlib"/profiles/*.yaml; do
	name=$(basename "$file" .yaml)
	silent "profile $name with its risks" "$NONOC" "$name" -Wrisk
	printf 'extends: %s\n' "$name" >"$SCRATCH/fresh.yaml"
	for what in "$name" "$SCRATCH/fresh.yaml"; do
		for target in landlock seatbelt; do
			"$NONOC" check -Werror --target $target "$what" >"$SCRATCH/out" 2>&1 || {
				fail "nonoc check -Werror --target $target $what"
				cat "$SCRATCH/out"
			}
		done
	done
done
for file in "$stdlib"/groups/*.yaml; do
	printf 'groups:\n  include:\n    - %s\n' "$(basename "$file" .yaml)" >"$SCRATCH/fresh.yaml"
	for target in landlock seatbelt; do
		"$NONOC" check -Werror --target $target "$SCRATCH/fresh.yaml" >"$SCRATCH/out" 2>&1 ||
			fail "nonoc check -Werror --target $target with group $(basename "$file" .yaml)"
	done
done

# A base that closes the network says so to whoever extends it, and how to open it.
cat >"$SCRATCH/extends.yaml" <<'END'
meta:
  name: mine
extends: python-dev
END
silent "an extension of python-dev" "$NONOC" -v "$SCRATCH/extends.yaml"
grep -q '"network_profile": null' "$SCRATCH/out" || {
	fail "an extension of python-dev does not learn how to open its network"
	cat "$SCRATCH/out"
}
cp "$SCRATCH/out.bin" "$SCRATCH/closed.bin"
cat >>"$SCRATCH/extends.yaml" <<'END'
network:
  network_profile: null
END
silent "an extension that opens its network" "$NONOC" -v "$SCRATCH/extends.yaml"
! cmp -s "$SCRATCH/closed.bin" "$SCRATCH/out.bin" || fail "network_profile: null changes nothing"

[ "$failed" = 0 ] && echo "ok: the shipped groups and profiles"
exit "$failed"
