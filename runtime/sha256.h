/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h - SHA-256 (FIPS 180-4), for both halves. */
#ifndef RUNTIME_SHA256_H
#define RUNTIME_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32u     /* bytes of a digest */
#define SHA256_HEX_SIZE 65u /* its hex digits and a NUL */

/* Of SIZE bytes. */
void sha256(const void *data, size_t size, uint8_t digest[static SHA256_SIZE]);
/* Lower-case hex. */
void sha256_hex(const uint8_t digest[static SHA256_SIZE], char hex[static SHA256_HEX_SIZE]);

#endif
