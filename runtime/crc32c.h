/* SPDX-License-Identifier: Apache-2.0 */
/* crc32c.h - CRC-32C (Castagnoli), the blob's checksum against corruption. */
#ifndef RUNTIME_CRC32C_H
#define RUNTIME_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Continues CRC (0 at first) over SIZE bytes at DATA. */
uint32_t crc32c(uint32_t crc, const void *data, size_t size);

#endif
