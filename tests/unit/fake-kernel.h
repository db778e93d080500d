/* SPDX-License-Identifier: Apache-2.0 */
/* fake-kernel.h - sys_fake() for the loader's tests: real files, Landlock and exec played. */
#ifndef TESTS_UNIT_FAKE_KERNEL_H
#define TESTS_UNIT_FAKE_KERNEL_H

#include "runtime/main.h"

#include <stdbool.h>

struct fake_kernel {
	int abi;    /* or -errno */
	int errata; /* that are fixed, or -errno */
	bool no_seccomp;
	unsigned fail_at; /* the call that fails, counted from 1; 0: none */
	int fail_with;
	void (*meanwhile)(void);  /* what somebody else does before objects are opened */
	void (*after)(long call); /* what somebody else does after each system call */
	int64_t file_system;      /* what fstatfs() says, or -errno; 0: the truth */
	const char *mounts; /* what is read in place of /proc/self/mountinfo; NULL: the truth */
	unsigned calls;
	long failed;                        /* the number of the system call that failed */
	long failed_argument, failed_flags; /* its first and its third */
	uint64_t fs, net, scopes;
	unsigned rules;
	uint64_t rights[64]; /* of each path rule */
	struct {
		uint64_t device, inode;
	} objects[64]; /* that they are for */
	struct {
		uint64_t access, port;
	} ports[16];
	unsigned port_count;
	bool no_new_privs, restricted, descriptors_closed;
	unsigned restrict_flags;
	bool wants_filter;      /* the policy brings one: without it nothing may be executed */
	uint32_t filter_length; /* instructions of the filter; 0: none was installed */
	uint64_t filter[4096];
	bool filter_for_all; /* threads */
	bool hidden, no_core, keys_left;
	uint32_t capabilities; /* in all sets, until they are set */
	uint32_t inheritable;  /* as they were set */
	uint32_t may_keep;     /* beside dac_override */
	uint64_t lacking;      /* in the bounding set, which is else full */
	unsigned bounding_dropped;
	bool executed;       /* with all of the above */
	bool executed_early; /* without */
	char command[256];
	char environment[4096]; /* of the command, a line each */
	bool contained; /* nothing outlives the run: memory and descriptors are given back */
	struct {
		void *address;
		size_t size;
	} maps[8];
	unsigned map_count;
	bool opened[1024]; /* by descriptor */
	char text[65536];  /* what went to descriptors 1 and 2 */
	size_t text_length;
};

extern struct fake_kernel fake;

/* Forgets everything but what the test asks for. */
void fake_reset(int abi);
/* loader_main() as the current user with HOME and what ENVIRONMENT names. */
int fake_run(char **argv, char **environment);

#endif
