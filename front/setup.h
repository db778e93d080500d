/* SPDX-License-Identifier: Apache-2.0 */
/* setup.h - what a kernel can hold of a policy, found and shown. */
#ifndef FRONT_SETUP_H
#define FRONT_SETUP_H

#include "front/front.h"

#include "compiler/driver.h"

#include "runtime/loss.h"

#include <jansson.h>
#include <sys/utsname.h>

enum wsl { WSL_NONE, WSL_1, WSL_2 };

/* The Windows subsystem that a kernel with the release RELEASE is of. */
enum wsl setup_wsl(const char *release);

/* How many of the promises a kernel keeps to the word, of those that the newest does. */
struct parity {
	unsigned kept, all;
};

/* Of the "promises" of nono-exec --features. */
struct parity setup_parity(const json_t *features);

/* What was found. */
struct machine {
	struct utsname kernel;
	enum wsl wsl;
	json_t *features;   /* as nono-exec --features prints them */
	int user_namespace; /* 0, or the errno of making one */
	struct policy profile;
	struct kernel at_hand; /* as far as losses depend on it */
	bool starts;
};

void setup_show(const struct machine *machine, bool verbose);
/* The same for programs; the caller owns it. */
json_t *setup_json(const struct machine *machine);

#endif
