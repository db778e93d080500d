/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit-log.c - the first process of a machine with auditing: what nono-exec's command has logged.
 *
 * The policy /policy.bin lets it execute /init and read /granted.  Prints "@audit CASE = RECORDS",
 * the number of denials that the kernel logged meanwhile: 0, or "some".
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CREATE_RULESET = 444, RESTRICT_SELF = 446, READ_FILE = 4 };
enum { AUDIT_READERS = 1, AUDIT_LANDLOCK_ACCESS = 1423, QUIET_MS = 500 };

static _Noreturn void
end(int status)
{
	printf("status: %d\n", status);
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

static _Noreturn void
die(const char *what)
{
	perror(what);
	end(2);
}

/* A domain of the command's own, that may read nothing; its denials are logged by default. */
static int
nest(void)
{
	uint64_t handled = READ_FILE;
	long ruleset = syscall(CREATE_RULESET, &handled, sizeof(handled), 0);

	return ruleset < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       syscall(RESTRICT_SELF, ruleset, 0);
}

/* The command: 0 when what it does is denied. */
static int
command(const char *what)
{
	bool nested = strcmp(what, "nested") == 0;

	if (nested && nest())
		return 1;
	return open(nested ? "/granted" : "/secret", O_RDONLY) < 0 && errno == EACCES ? 0 : 1;
}

/* The records of denials that come until there is quiet. */
static unsigned
records(int log)
{
	struct pollfd ready = {log, POLLIN, 0};
	union {
		struct nlmsghdr header;
		char bytes[16384];
	} message;
	unsigned count = 0;

	while (poll(&ready, 1, QUIET_MS) > 0)
		if (recv(log, &message, sizeof(message), 0) > 0)
			count += message.header.nlmsg_type == AUDIT_LANDLOCK_ACCESS;
	return count;
}

static void
attempt(int log, const char *name, int expected, char **words)
{
	char *environment[] = {(char *)"HOME=/home", (char *)"PATH=/usr/bin", NULL};
	int status;

	records(log);
	pid_t child = fork();
	if (child == 0) {
		execve(words[0], words, environment);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		die(name);
	if (WEXITSTATUS(status) != expected) {
		printf("%s: status %d, not %d\n", name, WEXITSTATUS(status), expected);
		end(1);
	}
	printf("@audit %s = %s\n", name, records(log) ? "some" : "0");
	fflush(stdout);
}

#define WORDS(...) ((char *[]){__VA_ARGS__, NULL})
#define NONO(...) WORDS((char *)"/usr/bin/nono-exec", __VA_ARGS__)
#define POLICY (char *)"/policy.bin", (char *)"--"

int
main(int argc, char **argv)
{
	struct sockaddr_nl readers = {.nl_family = AF_NETLINK, .nl_groups = AUDIT_READERS};
	char *self = (char *)"/init", *audit = (char *)"--audit";
	char *denied = (char *)"denied", *nested = (char *)"nested";

	if (getpid() != 1)
		return command(argc > 1 ? argv[1] : "");
	mkdir("/proc", 0755);
	mkdir("/home", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL))
		die("/proc");
	int log = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	if (log < 0 || bind(log, (struct sockaddr *)&readers, sizeof(readers)))
		die("the audit log");
	attempt(log, "nested, without nono-exec", 0, WORDS(self, nested));
	attempt(log, "denied", 0, NONO(POLICY, self, denied));
	attempt(log, "denied, with --audit", 0, NONO(audit, POLICY, self, denied));
	attempt(log, "nested", 0, NONO(POLICY, self, nested));
	attempt(log, "nested, with --audit", 0, NONO(audit, POLICY, self, nested));
	attempt(log, "the command itself", 126, NONO(POLICY, (char *)"nono-exec"));
	end(0);
}
