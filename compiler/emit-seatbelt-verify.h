/* SPDX-License-Identifier: Apache-2.0 */
/* emit-seatbelt-verify.h - whether a profile of macOS is the policy that it was made of. */
#ifndef COMPILER_EMIT_SEATBELT_VERIFY_H
#define COMPILER_EMIT_SEATBELT_VERIFY_H

#include "compiler/ir.h"
#include "compiler/sbpl.h"

/* What a text has beside the rules of its policy. */
struct seatbelt_parts {
	const struct sbpl_profile *base; /* comes first */
	const struct sbpl_profile *own;  /* rules of the profile in the language: last; or NULL */
	bool roots; /* a granted directory may itself be made, removed and moved; on Linux that is
	               up to the directory that holds it */
};

/*
 * Whether TEXT, as it was read back, is the base followed by filtered grants only and the profile's
 * own rules, and allows by either model of precedence what the base or IR allows, and nothing else:
 * for every path, port and kind of object, since each path that one of them names stands for itself
 * and one below it for all others there.  Own rules may be about nothing that IR is about.
 * IR's paths are canonical; parameters go by the anchors' names, and UID.  On false *HOW says the
 * first difference.
 */
bool seatbelt_proves(const struct ir *ir, const struct seatbelt_parts *parts,
                     const struct sbpl_profile *text, const char **how);
/* The part of that about ports. */
bool seatbelt_proves_ports(const struct ir *ir, const struct sbpl_profile *text, const char **how);

#endif
