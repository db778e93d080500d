/* SPDX-License-Identifier: Apache-2.0 */
/* session.h - a running worker, in a sandbox or beside it. */
#ifndef ORACLE_SESSION_H
#define ORACLE_SESSION_H

#include "tests/oracle/protocol.h"
#include "tests/oracle/tree.h"

struct session {
	pid_t child;
	int socket;
	int status; /* session_start refused: the child's exit status */
};

/* The programs and files that a session needs, all of them in the scratch directory. */
struct stage {
	char directory[PLACE_SIZE];
	char loader[PLACE_SIZE]; /* nono-exec */
	char worker[PLACE_SIZE];
	char blob[PLACE_SIZE];
	char messages[PLACE_SIZE]; /* what the loader last said */
};

/* Copies the programs LOADER and WORKER to a new directory below PARENT. */
void stage_make(struct stage *stage, const char *parent, const char *loader, const char *worker);
void stage_remove(const struct stage *stage);
/* Writes the policy that the sandboxes to come are for. */
void stage_blob(const struct stage *stage, struct str blob, char digest[static 65]);

/*
 * Starts a worker as TREE's owner: in the sandbox that the blob with DIGEST
 * describes, or none if that is NULL.  False if it ended before it answered.
 */
bool session_start(struct session *session, const struct stage *stage, const struct tree *tree,
                   const char *digest);
/* 0 or the errno. */
int session_ask(const struct session *session, const struct request *request);
void session_end(struct session *session);

#endif
