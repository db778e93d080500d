/* SPDX-License-Identifier: Apache-2.0 */
/* call-net.c - system calls about sockets and other processes. */
#include "trace/call.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Enough for each family that is looked at. */
union address {
	struct sockaddr any;
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;
	struct sockaddr_un local;
	char bytes[sizeof(struct sockaddr_storage)];
};

/* BLOB_TCP or BLOB_UDP; 0 for what no policy lists. */
static uint8_t
protocol_of(const struct call *call, int fd)
{
	int copy = tracee_descriptor(&call->tracee, fd), type = 0, domain = 0;
	socklen_t size = sizeof(type);
	uint8_t protocol = 0;

	if (copy < 0)
		return 0;
	if (getsockopt(copy, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	    getsockopt(copy, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	    (domain == AF_INET || domain == AF_INET6))
		protocol = type == SOCK_STREAM ? BLOB_TCP : type == SOCK_DGRAM ? BLOB_UDP : 0;
	close(copy);
	return protocol;
}

static void
add_port(struct call *call, int fd, uint8_t access, const union address *address)
{
	char text[INET6_ADDRSTRLEN] = "";
	bool inet = address->any.sa_family == AF_INET;
	uint8_t protocol = protocol_of(call, fd);
	struct trace_record *record = protocol ? call_add(call, TRACE_PORT) : NULL;

	if (!record)
		return;
	if (inet)
		inet_ntop(AF_INET, &address->inet.sin_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET6, &address->inet6.sin6_addr, text, sizeof(text));
	record->protocol = protocol;
	record->access = access;
	record->port = ntohs(inet ? address->inet.sin_port : address->inet6.sin6_port);
	record->address = call_keep(call, text);
}

/* A socket with a path, which is not always terminated, or one without. */
static void
add_local(struct call *call, enum op op, const union address *address, size_t length)
{
	char text[sizeof(address->local.sun_path) + 1] = "";
	size_t size = length - offsetof(struct sockaddr_un, sun_path);
	struct trace_record *record;
	struct location place;
	enum resolved resolved;

	if (length <= offsetof(struct sockaddr_un, sun_path) || size > sizeof(text) - 1)
		return;
	memcpy(text, address->local.sun_path, size);
	if (text[0]) {
		resolved = resolve(&call->tracee, AT_FDCWD, text, op == OP_CONNECT_UNIX, &place);
		if (resolved == RESOLVED)
			call_path(call, op, &place);
		call->unread = call->unread || resolved == RESOLVE_UNREAD;
		return;
	}
	for (size_t i = 1; i < size; i++)
		text[i] = text[i] ? text[i] : '@';
	if (op == OP_CONNECT_UNIX && (record = call_add(call, TRACE_ABSTRACT)))
		record->name = call_keep(call, text + 1);
}

/* ACCESS, BLOB_PORT_*, through descriptor FD to the LENGTH bytes at WHERE. */
static void
reach(struct call *call, int fd, uint8_t access, uint64_t where, uint64_t length)
{
	union address address = {.bytes = ""};

	if (length < sizeof(sa_family_t))
		return;
	if (length > sizeof(address))
		length = sizeof(address);
	if (!tracee_bytes(&call->tracee, where, &address, length)) {
		call->unread = true;
		return;
	}
	switch (address.any.sa_family) {
	case AF_INET:
	case AF_INET6:
		add_port(call, fd, access, &address);
		break;
	case AF_UNIX:
		add_local(call, access == BLOB_PORT_CONNECT ? OP_CONNECT_UNIX : OP_BIND_UNIX,
		          &address, length);
		break;
	default:
		break;
	}
}

void
call_connect(struct call *call)
{
	reach(call, (int)call->arguments[0], BLOB_PORT_CONNECT, call->arguments[1],
	      (uint32_t)call->arguments[2]);
}

void
call_bind(struct call *call)
{
	reach(call, (int)call->arguments[0], BLOB_PORT_BIND, call->arguments[1],
	      (uint32_t)call->arguments[2]);
}

/* Binding was recorded before; a socket that nobody bound gets a port of the kernel's choice. */
void
call_listen(struct call *call)
{
	int fd = (int)call->arguments[0], copy = tracee_descriptor(&call->tracee, fd);
	union address address = {.bytes = ""};
	socklen_t size = sizeof(address);
	bool found = copy >= 0 && getsockname(copy, &address.any, &size) == 0;

	if (copy >= 0)
		close(copy);
	if (found && (address.any.sa_family == AF_INET || address.any.sa_family == AF_INET6) &&
	    !address.inet.sin_port)
		add_port(call, fd, BLOB_PORT_BIND, &address);
}

void
call_sendto(struct call *call)
{
	reach(call, (int)call->arguments[0], BLOB_PORT_CONNECT, call->arguments[4],
	      (uint32_t)call->arguments[5]);
}

void
call_sendmsg(struct call *call)
{
	struct msghdr message;

	if (!tracee_bytes(&call->tracee, call->arguments[1], &message, sizeof(message)))
		call->unread = true;
	else if (message.msg_name)
		reach(call, (int)call->arguments[0], BLOB_PORT_CONNECT, (uintptr_t)message.msg_name,
		      message.msg_namelen);
}

/* By its first message, which decides whether the call fails: later ones go unseen. */
void
call_sendmmsg(struct call *call)
{
	call_sendmsg(call);
}

static void
signalling(struct call *call, pid_t target)
{
	struct tracee other = {.thread = target, .process = target};
	char program[PATH_MAX];
	struct trace_record *record;

	if (target == 0 || target == -1 || !(record = call_add(call, TRACE_SIGNAL)))
		return;
	call->target = target;
	if (target > 0 && tracee_link(&other, "exe", program))
		record->name = call_keep(call, program);
}

void
call_kill(struct call *call)
{
	signalling(call, (pid_t)call->arguments[0]);
}

void
call_tkill(struct call *call)
{
	signalling(call, (pid_t)call->arguments[0]);
}

void
call_tgkill(struct call *call)
{
	signalling(call, (pid_t)call->arguments[1]);
}

void
call_pidfd_signal(struct call *call)
{
	signalling(call, tracee_pidfd(&call->tracee, (int)call->arguments[0]));
}
