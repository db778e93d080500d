#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# refusals.sh - any doubt about the policy, its file, home or places: 125, and nothing has run.
. "${SRCDIR:-.}/tests/enforce/lib.sh"

fixture() {
	cat <<'END'
mkdir -p "$T/plain" "$T/rw" "$H/.ssh/sub" "$H/.config/gcloud" "$H/project" "$H/other"
echo key >"$H/.ssh/id_rsa"
echo secret >"$T/plain/secret"
ln -s "$H/.ssh" "$T/to_ssh"
ln -s "$H/.ssh/sub" "$T/to_sub"
ln -s "$H/.ssh/id_rsa" "$T/to_key"
ln -s "$H" "$T/to_home"
ln -s to_ssh "$T/to_link"
ln -s "$T/plain" "$T/rw/planted"
ln -s "$T/plain" "$T/fine"
ln -s "$T/plain" "$T/rw/door"
ln -s "$T/rw/door" "$T/entry"
rm -f "$H/.netrc"
echo login >"$H/.netrc"
echo twice >"$T/rw/twice"
ln "$T/rw/twice" "$T/twice"
END
}

# load FILE: nono-exec on that file, in $dir.
load() {
	(cd "${dir:-$T}" && exec $AS ${before-} "$nono" ${options-} "$1" -- echo ran)
}

mine() {
	[ "$(id -u)" != 0 ] || [ "$who" != user ] || chown -h "$uid:$uid" "$@"
}

# A copy that no record knows, in a directory of its own: the bytes alone must do.
unrecorded() {
	rm -rf "$S/copy"
	mkdir "$S/copy" && cp "$P/default.bin" "$S/copy/policy.bin" && mine "$S/copy" "$S/copy/policy.bin"
	blob=$S/copy/policy.bin
}

# How many of the lengths or bytes in $* are not refused when $1 spoils the blob there.
spoiled_runs() {
	spoil=$1 bad=0
	shift
	for at; do
		cp "$P/default.bin" "$blob"
		$spoil "$at"
		out=$(load "$blob" 2>"$S/stderr")
		if [ $? -ne 125 ] || [ -n "$out" ] || [ ! -s "$S/stderr" ]; then
			bad=$((bad + 1))
			printf '# %s %s is not refused\n' "$spoil" "$at"
		fi
	done
}

cut_at() {
	truncate -s "$1" "$blob"
}

# Another value in the byte, one bit away.
flip_at() {
	byte=$(od -An -tu1 -j "$1" -N 1 "$blob")
	bit=$((1 << ($1 % 8)))
	# shellcheck disable=SC2059 # the format is the byte
	printf "$(printf '\\%03o' $((byte ^ bit)))" |
		dd of="$blob" bs=1 seek="$1" conv=notrunc status=none
}

grow_to() {
	truncate -s "$1" "$blob"
}

# Truncated (D01), longer or twice (D02), altered (D03).
bytes() {
	policy default ''
	unrecorded
	runs bytes "an unaltered copy" load "$blob"
	# What bytes are refused does not depend on the caller; once is enough.
	[ "$who" = user ] && [ "$(id -u)" = 0 ] && return
	size=$(stat -c %s "$blob")
	spoiled_runs cut_at $(seq 0 511) $(seq 512 61 $((size - 1))) $(seq $((size - 64)) $((size - 1)))
	verdict bytes "truncated: every length that ran" 0 "$bad"
	spoiled_runs flip_at $(seq 0 127) $(seq 128 97 $((size - 1)))
	verdict bytes "altered: every byte that ran" 0 "$bad"
	spoiled_runs grow_to $((size + 1)) $((size + 8)) $((size + 4096)) 67108865 5000000000
	verdict bytes "oversized: every size that ran" 0 "$bad"

	cp "$P/default.json" "$blob"
	refused bytes "a profile in place of a policy" "" load "$blob"
	cat "$P/default.bin" "$P/default.bin" >"$blob"
	refused bytes "two policies in one file" "" load "$blob"
}

# D11: none of these is read, nor waited for.
files() {
	unrecorded
	ln -s policy.bin "$S/copy/link.bin"
	mine "$S/copy/link.bin"
	refused file "a final symlink" "" load "$S/copy/link.bin"
	ln -s copy "$S/copy_link"
	runs file "a symlink on the way" load "$S/copy_link/policy.bin"
	rm "$S/copy_link"
	refused file "a magic link on the way" "" load "/proc/self/root$blob"
	refused file "a directory" "" load "$S/copy"
	refused file "a device" "" load /dev/zero
	mkfifo "$S/copy/fifo"
	mine "$S/copy/fifo"
	before='timeout 5'
	refused file "a named pipe, without waiting for a writer" "" load "$S/copy/fifo"
	before=
	refused file "a missing file" "" load "$S/copy/absent.bin"
}

# D10: who else could have written it.
owners() {
	unrecorded
	chmod 666 "$blob"
	refused owner "a file that others can write" "" load "$blob"
	chmod 1666 "$blob"
	refused owner "a sticky file that others can write" "" load "$blob"
	chmod 644 "$blob"
	chmod 777 "$S/copy"
	refused owner "a directory that others can write" "" load "$blob"
	chmod 1777 "$S/copy"
	runs owner "a sticky directory that others can write" load "$blob"
	chmod 755 "$S/copy"
	mkdir "$S/shared"
	ln -s ../copy "$S/shared/link"
	mine "$S/shared" "$S/shared/link"
	runs owner "through a symlink" load "$S/shared/link/policy.bin"
	chmod 777 "$S/shared"
	refused owner "through one that others can replace" "" load "$S/shared/link/policy.bin"
	rm -r "$S/shared"
	[ "$(id -u)" = 0 ] || return 0

	# In the first user name space, as here, nobody is somebody.
	if [ "$who" = user ]; then
		mkdir "$base/nobody" && cp "$blob" "$base/nobody/p.bin" && chown -R 65534:65534 "$base/nobody"
		if grep -q '^ *0 *0 4294967295$' /proc/self/uid_map; then
			runs owner "nobody's, as nobody" setpriv --reuid=65534 --regid=65534 --clear-groups \
				env -i -C "$T" HOME="$base/nobody" PATH="$PATH" "$nono" "$base/nobody/p.bin" -- echo ran
		fi
		refused owner "nobody's, as somebody" "" load "$base/nobody/p.bin"
	fi
	chgrp 54399 "$blob"
	chmod 664 "$blob"
	refused owner "a file that a foreign group can write" "" load "$blob"
	chmod 644 "$blob"
	runs owner "a file of a foreign group" load "$blob"
	chown 54398 "$blob"
	refused owner "a foreign owner" "" load "$blob"
	options="--require-digest sha256:$(sha256sum <"$blob" | cut -d' ' -f1)"
	runs owner "a foreign owner, and the required digest" load "$blob"
	options=
	mine "$blob"
	[ "$who" = user ] || chown 0 "$blob"
	runs owner "the owner's again" load "$blob"
	chown 54398 "$S/copy"
	refused owner "a directory of a foreign owner" "" load "$blob"
}

# D08: bytes that are well-formed, but not those that nonoc wrote.
digests() {
	unrecorded
	sum=$(sha256sum <"$blob" | cut -d' ' -f1)
	options="--require-digest sha256:$sum"
	runs digest "the required digest" load "$blob"
	options="$options --require-digest=sha256:$(echo "$sum" | tr a-f A-F)"
	runs digest "the required digest, given twice" load "$blob"
	other=sha256:$(echo "$sum" | tr 0-9a-f 1-9a-f0)
	options="--require-digest $other --require-digest sha256:$sum"
	refused digest "two digests" "given already" load "$blob"
	options="--home $T --home $H"
	refused digest "two homes" "given already" load "$P/default.bin"
	options="--require-digest $other"
	refused digest "another digest than the required one" digest load "$blob"
	refused digest "another digest, although it is recorded" digest load "$P/default.bin"
	for wrong in "$sum" "sha256:" "sha256:$sum"0 "sha256:${sum%?}" "sha256:${sum%?}g" "md5:$sum"; do
		options="--require-digest $wrong"
		refused digest "--require-digest $wrong" "" load "$blob"
	done
	options=

	policy other '"read": ["/srv"]'
	policy replaced ''
	runs digest "a recorded policy" load "$P/replaced.bin"
	cp "$P/other.bin" "$P/replaced.bin"
	refused digest "a recorded policy that was replaced by another" "" load "$P/replaced.bin"
}

# F42: the command rewrites its own policy. The two commands as anybody types them, in the directory that the policy makes writable.
project() {
	dir=$H/project
	number=project
	echo '{"workdir": {"access": "readwrite"}}' >"$dir/p.json"
	cp "$P/other.bin" "$dir/other.bin"
	mine "$dir/p.json" "$dir/other.bin"
	compile() { (cd "$dir" && $AS "$nonoc" p.json -o policy.bin) 2>"$S/stderr"; }
	status project "nonoc p.json -o policy.bin" 0 compile
	runs project "nono-exec policy.bin -- cmd" load policy.bin
	runs project "by its absolute name" load "$dir/policy.bin"
	before="env -C $H/other"
	runs project "from elsewhere" load ../project/policy.bin
	before=
	ln -s project "$H/by_link"
	before="env -C $H/other"
	runs project "through a symlink to its directory" load ../by_link/policy.bin
	before=
	for rewrite in 'cat other.bin >policy.bin' 'mv other.bin policy.bin' 'echo >>policy.bin' \
		'ln -sf other.bin policy.bin'; do
		rm -f "$dir/policy.bin"
		cp "$P/other.bin" "$dir/other.bin"
		mine "$dir/other.bin"
		compile
		runs project "compiled again" load policy.bin
		status project "the command can do: $rewrite" 0 \
			env -C "$dir" $AS "$nono" policy.bin -- sh -c "$rewrite"
		refused project "after: $rewrite" "" load policy.bin
		before="env -C $H/other"
		refused project "after: $rewrite, through the symlink" "" load ../by_link/policy.bin
		before=
	done
	# F27: a mode is what no rule keeps an earlier run from changing; other.bin grants nothing here.
	for way in '777 nono/compiled' '770 nono/compiled' '000 nono/compiled' '200 nono' '000 .'; do
		chmod 700 "$H/.local/state/nono/compiled"
		rm -f "$dir/policy.bin"
		compile
		status project "the command can make $way" 0 env -C "$dir" $AS "$nono" policy.bin -- \
			sh -c "cat other.bin >policy.bin && chmod ${way% *} $H/.local/state/${way#* }"
		refused project "after: $way" "" load policy.bin
		case $who$way in
		root[02]*) ;; # root reads it all the same
		*) says project "$S/stderr" "'$H/.local/state[/a-z]*', where .* is shut or others may write it" ;;
		esac
		chmod 755 "$H/.local/state" "$H/.local/state/nono"
	done
	compile
	runs project "compiled again" load policy.bin
	rm -f "$dir/policy.bin"
	compile
	cp "$dir/policy.bin" "$dir/copy.bin"
	mine "$dir/copy.bin"
	refused project "a policy without a record below its own grants" "" load copy.bin
	options="--require-digest sha256:$(sha256sum <"$dir/copy.bin" | cut -d' ' -f1)"
	runs project "the same with --require-digest" load copy.bin
	options=

	# Nor is a symlink to it one that the command could turn elsewhere.
	mkdir -p "$H/other/kept"
	cp "$dir/policy.bin" "$H/other/kept/copy.bin"
	ln -sfn ../other/kept "$dir/link"
	mine "$H/other/kept" "$H/other/kept/copy.bin" "$dir/link"
	runs project "a policy without a record outside" load "$H/other/kept/copy.bin"
	refused project "through a symlink below its own grants" "a symlink that lies where" \
		load link/copy.bin
	before="env -C $T/plain"
	runs project "the same symlink where it is not granted" load "$dir/link/copy.bin"
	# A record where it leads is another policy's, perhaps; one by the name that is given is not.
	(cd "$H/other/kept" && $AS "$nonoc" ../../project/p.json -o copy.bin) 2>"$S/stderr"
	runs project "recorded where the symlink leads" load "$dir/link/copy.bin"
	before=
	refused project "the same below its own grants" "a symlink that lies where" load link/copy.bin
	(cd "$dir" && $AS "$nonoc" p.json -o link/copy.bin) 2>"$S/stderr"
	runs project "recorded by that name" load link/copy.bin

	# A record that others could have written says nothing.
	records=$H/.local/state/nono/compiled
	verdict project "records are the caller's alone" 700 "$(stat -c %a "$records")"
	chmod 777 "$records"
	refused project "a record directory that others can write" "" load policy.bin
	chmod 700 "$records"
	runs project "private again" load policy.bin
	chmod 666 "$records"/*
	refused project "records that others can write" "record .* cannot be read" load policy.bin
	chmod 600 "$records"/*
	[ "$(id -u)" = 0 ] || return 0
	chown 54398 "$records"
	refused project "a record directory of somebody else" "has no record" load policy.bin
	if [ "$who" = user ]; then
		# Root's mode is none that an earlier run could have changed.
		chown 0 "$records" && chmod 777 "$records"
		refused project "root's, that others can write" "has no record" load policy.bin
		chmod 700 "$records"
	fi
	mine "$records"
	[ "$who" = user ] || chown 0 "$records"
	runs project "the caller's again" load policy.bin
	chown 54398 "$records"/*
	refused project "records of somebody else" "record .* cannot be read" load policy.bin
	mine "$records"/*
	[ "$who" = user ] || chown 0 "$records"/*
	dir=$T
}

homes() {
	before="env -u HOME"
	if [ "$who" = user ] && [ "$(id -u)" = 0 ]; then
		refused home "no HOME and no passwd entry" --home load "$P/default.bin"
		before="env HOME=relative"
		refused home "a relative HOME" --home load "$P/default.bin"
		before="env HOME=$H/absent"
		refused home "a missing HOME" --home load "$P/default.bin"
		before="env HOME=/etc/hosts"
		refused home "a HOME that is no directory" --home load "$P/default.bin"
		mkdir -p "$S/foreign"
		chown 54398 "$S/foreign"
		before="env HOME=$S/foreign"
		refused home "a HOME of somebody else" --home load "$P/default.bin"
		before="env -u HOME"
	fi
	options="--home $H"
	# By its digest: without HOME, --home also says where the record is looked up.
	runs home "--home" load "$P/default.bin"
	options="--home $H/absent"
	refused home "a missing --home" "" load "$P/default.bin"
	options="--home $H/../${H##*/}"
	refused home "a --home by way of its parent" "without '\.\.'" load "$P/default.bin"
	options="--home relative"
	refused home "a relative --home" "" load "$P/default.bin"
	options='' before=''
	for variable in TMPDIR XDG_CONFIG_HOME; do
		before="env $variable=relative"
		refused home "a relative $variable" "$variable" load "$P/default.bin"
	done
	before=
}

# --strict is about paths here, not about what this kernel lacks.
losses='"compat": {"accept": ["fs.refer", "fs.truncate", "fs.ioctl_dev", "scope.signal",
	"scope.abstract_unix_socket", "fs.resolve_unix"]}'

places() {
	policy work '' '"workdir": {"access": "readwrite"}'
	dir=$H/project
	runs places "a project below home" load "$P/work.bin"
	for dir in "$H" / "$H/.ssh" "$H/.ssh/sub" "$S" "$H/.config" "$T/to_home" "$T/to_ssh"; do
		refused places "working directory $dir" "" load "$P/work.bin"
	done
	dir=$H
	runs places "home, where the policy grants no working directory" load "$P/default.bin"
	dir=$T

	for link in to_ssh to_sub to_home to_link; do
		policy "$link" "\"read\": [\"$T/$link\"]"
		refused places "a grant that leads to ~/.ssh: $link" "is protected.*$link" load "$P/$link.bin"
	done
	policy to_key "\"read_file\": [\"$T/to_key\"]"
	refused places "a grant that leads to ~/.ssh/id_rsa" '\.ssh' load "$P/to_key.bin"
	policy fine "\"read\": [\"$T/fine\"]"
	runs places "a grant that leads to an ordinary place" load "$P/fine.bin"
	policy planted "\"allow\": [\"$T/rw\"], \"read\": [\"$T/rw/planted\"]"
	# F43
	verdict places "a symlink below a writable directory is not followed" "" \
		"$(boxed planted cat "$T/plain/secret" 2>/dev/null)"

	# What is protected lies outside every grant, but the way there does not.
	policy door "\"allow\": [\"$T/rw\"], \"deny\": [\"$T/entry/secret\"]"
	refused places "a protected path through a replaceable symlink" 'is protected' load "$P/door.bin"
	policy no_door "\"allow\": [\"$T/rw\"], \"deny\": [\"$T/fine/secret\"]"
	runs places "a protected path through another symlink" load "$P/no_door.bin"

	# F27: what another run has shut, this one could open again.
	rmdir "$H/.config/gcloud"
	ln -s "$T/plain" "$H/.config/gcloud"
	mine "$H/.config/gcloud"
	policy seen "\"read\": [\"$T/plain\"]"
	refused places "a protected symlink to what is granted" 'is protected' load "$P/seen.bin"
	status places "a mode can be changed in the sandbox" 0 \
		boxed default chmod 000 "$H/.config"
	[ "$who" = root ] && why='is protected' || why="'$H/.config' is shut"
	refused places "the same behind a directory that was shut" "$why" load "$P/seen.bin"
	if [ "$who" = user ]; then
		mkdir -p "$H/.cargo" && mine "$H/.cargo" && chmod 000 "$H/.cargo" && chmod 755 "$H/.config"
		refused places "another that was shut" "'$H/.cargo' is shut" load "$P/default.bin"
		verdict places "and nonoc why says so" 1 "$($AS "$nonoc" why "$P/default.bin" read /etc 2>&1 |
			grep -c "refuses here: '$H/.cargo/.*shut in '$H/.cargo'")"
		chmod 755 "$H/.cargo" && chmod 000 "$H/.config"
	fi
	if [ "$who" = user ] && [ "$(id -u)" = 0 ]; then
		chown 0 "$H/.config"
		runs places "one that its owner alone can open" load "$P/seen.bin"
		mine "$H/.config"
	fi
	chmod 755 "$H/.config"
	rm "$H/.config/gcloud"
	mkdir "$H/.config/gcloud"

	# Magic links lead wherever the reader of the link is.
	policy magic "\"read\": [\"/proc/self/root$T/plain\", \"/proc/self/cwd\", \"$T/magic\"],
		\"read_file\": [\"/proc/self/fd/0\"]" "$losses"
	bare ln -s "/proc/self/root$T/plain" "$T/magic"
	verdict places "bare, magic links lead there" "secret secret" \
		"$(bare cat "/proc/self/root$T/plain/secret" "$T/magic/secret" | xargs)"
	runs places "grants by magic links" load "$P/magic.bin"
	says places "$S/stderr" 'no object that can be granted: .*/proc/self/root.*/t/magic'
	verdict places "they grant nothing" "" \
		"$(boxed magic cat "$T/plain/secret" "$T/magic/secret" 2>/dev/null)"
	options=--strict
	refused places "the same with --strict" "/proc/self/" load "$P/magic.bin"
	options=

	# Out of the caller's reach is as good as missing: it grants nothing.
	bare mkdir -p "$T/shut/in"
	bare chmod 000 "$T/shut"
	policy shut "\"read\": [\"$T/shut/in\"]"
	runs places "a grant out of reach" load "$P/shut.bin"
	[ "$who" = root ] || says places "$S/stderr" "not there, so not granted: .*/shut/in"
	bare chmod 755 "$T/shut"

	# Another name of a file is another way to it; the loader tells what it sees, searches no tree.
	bare ln "$H/.netrc" "$T/plain/other"
	policy names "\"read\": [\"$T/plain\"], \"read_file\": [\"$T/rw/twice\"],
		\"deny\": [\"$H/.netrc\"]" "$losses"
	runs places "hard links" load "$P/names.bin"
	verdict places "nothing is said of them" 0 "$(grep -c 'names' "$S/stderr")"
	options=--strict
	runs places "hard links with --strict" load "$P/names.bin"
	says places "$S/stderr" "netrc' is protected.* has 2 names" \
		"hard links, whose other names nothing here protects: .*/rw/twice"
	options=

	policy mount "\"read\": [\"$T/plain\"]"
	if [ "$who" = root ] && unshare -m true 2>/dev/null; then
		refused places "~/.ssh mounted on a granted directory" '\.ssh' unshare -m sh -c \
			"mount --bind $H/.ssh $T/plain && cd $T && exec $AS $nono $P/mount.bin -- echo ran"
	fi
	runs places "the same without the mount" load "$P/mount.bin"
}

usage() {
	use() { (cd "$T" && exec $AS "$nono" "$@"); }
	good=$P/default.bin
	runs usage "the right order" use "$good" -- echo ran
	refused usage "no arguments" "" use
	refused usage "no command" "" use "$good"
	refused usage "no command after --" "" use "$good" --
	refused usage "no policy" "" use -- echo ran
	refused usage "an unknown option" "" use --strictly "$good" -- echo ran
	refused usage "an option without its value" "" use --home
	refused usage "an empty name" "" use "" -- echo ran
	[ "$who" = user ] && [ "$(id -u)" = 0 ] || return 0

	# X13, only where the file system lets a set-user-ID program be one.
	cp "$(command -v id)" "$S/bin/id" && cp "$nono" "$S/bin/set-user-id"
	chown 0:0 "$S/bin/id" "$S/bin/set-user-id"
	chmod 4755 "$S/bin/id" "$S/bin/set-user-id"
	if [ "$($AS "$S/bin/id" -u)" = 0 ]; then
		nono=$S/bin/set-user-id
		refused usage "as a set-user-ID program" "set-user-ID" use "$good" -- echo ran
	fi
}

# What would take long is refused after so many steps, whatever there is to be found.
bounds() {
	for n in 300 1100; do
		rm -rf "$H/.ssh/many" && mkdir "$H/.ssh/many"
		(cd "$H/.ssh/many" && touch $(seq "$n"))
		mine -R "$H/.ssh/many"
		list=$(seq -f '"~/.ssh/many/%g"' -s , "$n")
		policy bounds "\"read_file\": [$list], \"bypass_protection\": [$list]"
		[ "$n" = 1100 ] || runs bounds "three hundred exceptions" load "$P/bounds.bin"
	done
	refused bounds "eleven hundred" "1048576 comparisons" load "$P/bounds.bin"
	rm -rf "$H/.ssh/many"

	# One directory by many names, in it one below another that is protected, but for a name; and
	# for a directory.
	deep=$(printf '/d%.0s' $(seq 300))
	bare mkdir -p "$T/many$deep/end"
	bare ln -s . "$T/many/b"
	bare ln -s . "$T/many/c"
	bare ln -s "$T/many" "$T/many$deep/up"
	echo '{}' >"$P/plain.json"
	for names in up30 end30 end4000 up4000; do
		"$NONOC" -S "$P/plain.json" >"$P/names.nono" 2>"$S/stderr"
		awk -v n="${names##*[a-z]}" -v name="${names%%[0-9]*}" -v d="$T/many" 'BEGIN {
			for (i = 0; i < n; i++) {
				p = d
				for (k = 1; k < 4096; k *= 2)
					p = p (int(i / k) % 2 ? "/b" : "/c")
				print "allow read " p " dir"
			}
			for (i = 0; i < 300; i++)
				print "deny exec " (d = d "/d")
			print "allow exec " d "/" name " dir\nbypass exec " d "/" name
		}' >>"$P/names.nono"
		status bounds "$names: nonoc" 0 $AS "$nonoc" "$P/names.nono" -o "$P/names.bin"
		case $names in
		*4000) refused bounds "$names" "1048576 comparisons" load "$P/names.bin" ;;
		*) runs bounds "$names, names of one directory" load "$P/names.bin" ;;
		esac
	done
	fresh
}

body() {
	dir=$T
	bounds
	bytes
	files
	owners
	digests
	project
	homes
	places
	usage
}

run_tests
