#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# escapes.sh - ways around profiles of macOS's sandbox that others fell for, as the evaluator in Scheme
# sees them in what nonoc writes.  What a protection takes away is allowed to the same profile without
# it; 43 and 44 are numbers of cases that nono fails.
# shellcheck disable=SC2016 # profiles' own variables
set -eu

. "$SRCDIR/tests/seatbelt/lib.sh"
cd "$SCRATCH"
begin

# move VERDICT FROM TO [KIND]: a name goes away, another comes.
move() {
	printf 'ask\t%s\tfile-write-unlink\tpath\t%s\tvnode-type\t%s\t|\tfile-write-create\tpath\t%s\tvnode-type\t%s\n' \
		"$1" "$2" "${4:-DIRECTORY}" "$3" "${4:-DIRECTORY}" >>requests
}

# second VERDICT FROM TO: a second name for a file.
second() {
	printf 'ask\t%s\tfile-link\tpath\t%s\t|\tfile-link\tpath\t%s\t|\tfile-write-create\tpath\t%s\tvnode-type\tREGULAR-FILE\n' \
		"$1" "$2" "$3" "$3" >>requests
	printf 'ask\t%s\tfile-clone\tpath\t%s\t|\tfile-clone\tpath\t%s\n' "$1" "$2" "$3" >>requests
}

# network VERDICT OPERATION SIDE CONNECTION
network() {
	printf 'ask\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>requests
}

# What can be done to secret files of a granted tree; VERDICT without a protection, and with.
secrets() {
	ask "$1" file-read-data "$work/a/secret"
	ask "$1" file-read-data "$work/a/secret/in"
	ask "$1" file-read-xattr "$work/a/secret"
	ask "$1" file-write-data "$work/a/secret"
	ask "$1" file-write-mode "$work/a/secret"
	ask "$1" file-write-create "$work/a/secret/new"
	ask "$1" file-write-create "$work/a/secret"
	ask "$1" file-write-unlink "$work/a/secret"
	ask "$1" file-write-unlink "$work/a/secret/in"
	ask "$1" file-map-executable "$work/a/secret"
	move "$1" "$work/a/secret" "$work/b" REGULAR-FILE
	move "$1" "$work/x" "$work/a/secret" REGULAR-FILE
	second "$1" "$work/a/secret" "$work/b"
	# 43: moved with what leads to it, it would lie where nothing protects it.
	move "$1" "$work/a" "$work/b"
	ask "$1" file-write-unlink "$work/a" DIRECTORY
	ask "$1" network-outbound "$work/a/secret" SOCKET
	ask "$1" network-outbound "$work/a/secret/s" SOCKET
	ask "$1" network-bind "$work/a/secret/s" SOCKET
}

# The rest of the tree stays as it is, names that look alike among it.
others() {
	ask allow file-read-data "$work/a/secrets"
	ask allow file-write-data "$work/a/secret2"
	ask allow file-write-unlink "$work/a/secret.old"
	ask allow file-read-data "$work/secret"
	ask deny file-read-data "${work}er/f"
	ask deny file-write-create "${work}er" DIRECTORY
	move allow "$work/c" "$work/b"
	second allow "$work/a/f" "$work/b"
	# What is granted itself stays where it is: the next run would follow a link in its place.
	move deny "$work" "$work/b"
	ask deny file-write-create "$work" SYMLINK
}

grant="  allow: [$work]
  unix_socket_subtree: [$work]"
profile 'filesystem:' "$grant"
secrets allow
others
profile 'filesystem:' "$grant" "  deny: [$work/a/secret]"
secrets deny
others
# 44: a group that protects from removal must not open what is protected.
profile 'groups:' '  include: [unlink_protection]' 'filesystem:' "$grant"
ask allow file-write-unlink "$work/a/secret"
profile 'groups:' '  include: [unlink_protection]' 'filesystem:' "$grant" "  deny: [$work/a/secret]"
secrets deny
# The same by parameters, the work directory in the home directory.
profile 'workdir:' '  access: readwrite' 'filesystem:' '  unix_socket_subtree: [$WORKDIR]'
secrets allow
others
profile 'workdir:' '  access: readwrite' 'filesystem:' '  unix_socket_subtree: [$WORKDIR]' \
	'  deny: [$WORKDIR/a/secret]'
secrets deny
others
profile 'workdir:' '  access: readwrite' 'filesystem:' '  unix_socket_subtree: [$WORKDIR]' \
	'  deny: [~/work/a/secret]'
secrets deny
others

# What shipped groups protect, below a grant of the whole home directory.
profile 'filesystem:' '  allow: ["~"]'
ask allow file-read-data "$home/.sshx/id"
ask allow file-read-data "$home/.ssh2"
for name in .ssh/id_rsa .aws/credentials .netrc Library/Keychains/login.keychain-db .docker/config.json; do
	for operation in file-read-data file-read-xattr file-write-data file-write-create file-write-unlink; do
		ask deny "$operation" "$home/$name"
	done
	move deny "$home/$name" "$home/x" REGULAR-FILE
	second deny "$home/$name" "$home/x"
done
move deny "$home/.ssh" "$home/x"
move deny "$home/.config" "$home/x"
move deny "$home/Library" "$home/x"
move allow "$home/Movies" "$home/x"
ask deny network-outbound /private/var/run/docker.sock SOCKET

# A bypass that starts from $XDG_CONFIG_HOME lifts what a group protects below ~/.config, and no more.
profile 'filesystem:' '  read: [$XDG_CONFIG_HOME/gh/open]' '  bypass_protection: [$XDG_CONFIG_HOME/gh/open]'
ask allow file-read-data "$home/.config/gh/open/f"
ask deny file-write-data "$home/.config/gh/open/f"
ask deny file-read-data "$home/.config/gh/hosts.yml"
ask deny file-read-data "$home/.config/gcloud/x"

# macOS knows one path of a file: /tmp, /var and /etc lead to it, the volume's own name does not.
profile 'filesystem:' '  allow: [/tmp/in, /var/in, /System/Volumes/Data/opt/in]' '  read_file: [/etc/hosts]'
ask allow file-read-data /private/tmp/in/secret
ask allow file-read-data /private/var/in/f
ask allow file-read-data /opt/in/f
ask allow file-read-data /private/etc/hosts
ask deny file-read-data /tmp/in/f
ask deny file-read-data /private/etc/master.passwd
ask deny file-read-data /private/tmp/inner
profile 'filesystem:' '  allow: [/private/tmp/in, /private/var/in]' '  deny: [/tmp/in/secret, /var/in/a/secret]'
ask deny file-read-data /private/tmp/in/secret
ask deny file-write-unlink /private/tmp/in/secret
ask deny file-read-data /private/var/in/a/secret/x
move deny /private/var/in/a /private/var/in/b
ask allow file-read-data /private/tmp/in/f

# Whether the volume's own name is ever compared is disputed: it opens nothing that is protected.
for tree in / /System /System/Volumes; do
	profile 'filesystem:' "  allow: [$tree]"
	ask allow file-read-data "${tree%/}/x"
	ask allow file-read-data /System/Volumes/VM/x
	for name in .ssh/id_rsa x; do
		for operation in file-read-data file-write-data file-write-create file-write-unlink; do
			ask deny "$operation" "/System/Volumes/Data/Users/me/$name"
		done
		move deny "/System/Volumes/Data/Users/me/$name" "${tree%/}/x" REGULAR-FILE
		second deny "/System/Volumes/Data/Users/me/$name" "${tree%/}/x"
	done
done

# An open network is one of addresses: no socket in a file comes with it.
profile 'meta:' '  name: open'
network allow network-outbound remote 'tcp 10.0.0.1 443'
network allow network-outbound remote 'udp 10.0.0.1 53'
network allow network-inbound local 'tcp 127.0.0.1 8080'
ask deny network-outbound /private/var/run/docker.sock SOCKET
ask deny network-outbound /private/tmp/com.apple.launchd.x/Listeners SOCKET
ask deny network-outbound "$home/.ssh/agent" SOCKET
# Listening opens nothing else, and a blocked network nothing at all.
profile 'network:' '  block: true' '  listen_port: [8080]'
network allow network-bind local 'tcp 127.0.0.1 8080'
network allow network-inbound local 'tcp 10.0.0.1 8080'
network deny network-inbound local 'tcp 127.0.0.1 8081'
network deny network-outbound remote 'tcp 10.0.0.1 443'
network deny network-outbound remote 'tcp 127.0.0.1 8080'
profile 'network:' '  block: true'
for connection in 'tcp 10.0.0.1 443' 'tcp 127.0.0.1 80' 'udp 10.0.0.1 53' 'udp ::1 53'; do
	network deny network-outbound remote "$connection"
	network deny network-bind local "$connection"
	network deny network-inbound local "$connection"
done
ask deny network-outbound /private/var/run/mDNSResponder SOCKET
profile 'network:' '  open_port: [3128]'
network allow network-outbound remote 'tcp 127.0.0.1 3128'
network allow network-outbound remote 'tcp ::1 3128'
network deny network-outbound remote 'tcp 127.0.0.2 3128'
network deny network-outbound remote 'tcp 10.0.0.1 3128'
network deny network-outbound remote 'udp 127.0.0.1 3128'

# Reading grants no more than that; a list of programs is one.
profile 'filesystem:' '  read: [/opt/x]' '  exec: [/opt/x/bin]'
ask allow file-read-data /opt/x/f
ask allow process-exec* /opt/x/bin/f
ask deny process-exec* /opt/x/f
for operation in file-write-data file-write-create file-write-unlink file-write-mode file-link file-clone; do
	ask deny "$operation" /opt/x/f
done

judge 260
exit "$bad"
