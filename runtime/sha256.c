/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.c - SHA-256 (FIPS 180-4), whole messages only. */
#include "runtime/sha256.h"

#include "runtime/mem.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

enum { BLOCK = 64, ROUNDS = 64 };

static const uint32_t round_constant[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
rotate(uint32_t word, unsigned by)
{
	return word >> by | word << (32 - by);
}

static uint32_t
big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* The next sixteen words, in the place of the last; W holds the message first. */
static void
schedule(uint32_t w[static 16])
{
#pragma GCC unroll 16
	for (unsigned i = 0; i < 16; i++) {
		uint32_t a = w[(i + 1) % 16], b = w[(i + 14) % 16];
		uint32_t s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
		uint32_t s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;

		w[i] += s0 + w[(i + 9) % 16] + s1;
	}
}

/* The words change their roles, not their places: unrolled, I is a constant. */
static inline void
step(uint32_t s[static 8], unsigned i, uint32_t constant, uint32_t word)
{
	uint32_t a = s[(8 - i) % 8], b = s[(9 - i) % 8], c = s[(10 - i) % 8];
	uint32_t e = s[(12 - i) % 8], f = s[(13 - i) % 8], g = s[(14 - i) % 8];
	uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
	uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
	uint32_t t1 = s[(15 - i) % 8] + s1 + (g ^ (e & (f ^ g))) + constant + word;

	s[(11 - i) % 8] += t1;
	s[(15 - i) % 8] = t1 + s0 + ((a & b) | (c & (a | b)));
}

static void
compress(uint32_t state[static 8], const uint8_t *bytes, size_t blocks)
{
	for (; blocks--; bytes += BLOCK) {
		uint32_t s[8], w[16];

		for (unsigned i = 0; i < 16; i++)
			w[i] = big_endian(bytes + 4 * i);
		for (unsigned i = 0; i < 8; i++)
			s[i] = state[i];
		for (unsigned round = 0; round < ROUNDS; round += 16) {
			if (round)
				schedule(w);
#pragma GCC unroll 16
			for (unsigned i = 0; i < 16; i++)
				step(s, i % 8, round_constant[round + i], w[i]);
		}
		for (unsigned i = 0; i < 8; i++)
			state[i] += s[i];
	}
}

#if defined(__x86_64__)
/*
 * To ask the processor what it has costs microseconds in a virtual machine, so
 * only for as many blocks as take longer without.
 */
enum { MANY = 32 };

static bool
has_instructions(void)
{
	enum { FEATURES = 7, SHA = 1 << 29 };
	unsigned a, b, c, d;

	__cpuid_count(FEATURES, 0, a, b, c, d);
	return b & SHA;
}

/*
 * As the instructions want them, the state's words are A B E F and C D G H, the last one first.
 * With a target of its own the compiler looks for the stack's guard where only a libc has one.
 */
__attribute__((target("sha,sse4.1"), no_stack_protector)) static void
compress_many(uint32_t state[static 8], const uint8_t *bytes, size_t blocks)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const void *)state), 0xb1);
	__m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const void *)(state + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(badc, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, badc, 0xf0);

	for (; blocks--; bytes += BLOCK) {
		__m128i abef_before = abef, cdgh_before = cdgh, w[4];

		for (unsigned i = 0; i < 4; i++)
			w[i] =
			    _mm_shuffle_epi8(_mm_loadu_si128((const void *)(bytes + 16 * i)), swap);
#pragma GCC unroll 16
		for (unsigned i = 0; i < ROUNDS / 4; i++) {
			__m128i *now = &w[i % 4], last = w[(i + 3) % 4];

			if (i >= 4)
				*now = _mm_sha256msg2_epu32(
				    _mm_add_epi32(_mm_sha256msg1_epu32(*now, w[(i + 1) % 4]),
				                  _mm_alignr_epi8(last, w[(i + 2) % 4], 4)),
				    last);
			__m128i sum = _mm_add_epi32(
			    *now, _mm_loadu_si128((const void *)(round_constant + 4 * i)));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
		}
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	badc = _mm_shuffle_epi32(cdgh, 0xb1);
	hgfe = _mm_shuffle_epi32(abef, 0x1b);
	_mm_storeu_si128((void *)state, _mm_blend_epi16(hgfe, badc, 0xf0));
	_mm_storeu_si128((void *)(state + 4), _mm_alignr_epi8(badc, hgfe, 8));
}
#endif

static void
compress_all(uint32_t state[static 8], const uint8_t *bytes, size_t blocks)
{
#if defined(__x86_64__)
	if (blocks >= MANY && has_instructions()) {
		compress_many(state, bytes, blocks);
		return;
	}
#endif
	compress(state, bytes, blocks);
}

void
sha256(const void *data, size_t size, uint8_t digest[static SHA256_SIZE])
{
	uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	const uint8_t *bytes = data;
	size_t blocks = size / BLOCK, left = size % BLOCK;
	uint8_t tail[2 * BLOCK] = {0};

	compress_all(state, bytes, blocks);
	if (left)
		memcpy(tail, bytes + size - left, left);
	tail[left] = 0x80;

	size_t end = left < BLOCK - 8 ? BLOCK : 2 * BLOCK;

	for (unsigned i = 0; i < 8; i++)
		tail[end - 1 - i] = (uint8_t)((uint64_t)size * 8 >> 8 * i);
	compress(state, tail, end / BLOCK);
	for (unsigned i = 0; i < SHA256_SIZE; i++)
		digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}

void
sha256_hex(const uint8_t digest[static SHA256_SIZE], char hex[static SHA256_HEX_SIZE])
{
	for (unsigned i = 0; i < SHA256_HEX_SIZE - 1; i++) {
		unsigned nibble = i % 2 ? digest[i / 2] & 15u : digest[i / 2] >> 4;

		hex[i] = (char)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
	}
	hex[SHA256_HEX_SIZE - 1] = '\0';
}
