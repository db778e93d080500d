/* SPDX-License-Identifier: Apache-2.0 */
/* words.c - names of operations, families and types. */
#include "trace/words.h"

#include "compiler/driver-probe.h"

#include <sys/socket.h>

const struct trace_name trace_families[] = {
    {AF_UNIX, "unix"}, {AF_INET, "inet"}, {AF_INET6, "inet6"}, {AF_NETLINK, "netlink"}, {0, NULL},
};
const struct trace_name trace_types[] = {
    {SOCK_STREAM, "stream"},
    {SOCK_DGRAM, "dgram"},
    {SOCK_RAW, "raw"},
    {SOCK_SEQPACKET, "seqpacket"},
    {0, NULL},
};

const char *
trace_op(const struct trace_record *record)
{
	static const char *const others[] = {
	    [TRACE_SOCKET] = "socket",
	    [TRACE_ABSTRACT] = "connect_abstract",
	    [TRACE_SIGNAL] = "signal",
	    [TRACE_CALL] = "system_call",
	};

	if (record->kind == TRACE_PATH)
		return op_name(record->op);
	if (record->kind == TRACE_PORT)
		return record->access == BLOB_PORT_CONNECT ? "connect" : "listen";
	return others[record->kind];
}

const char *
trace_errno(int error)
{
	return errno_name(error);
}
