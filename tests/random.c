/* SPDX-License-Identifier: Apache-2.0 */
/* random.c - splitmix64. */
#include "tests/random.h"

#include <stdlib.h>

uint64_t
random_bits(struct random *random)
{
	uint64_t bits = random->state += UINT64_C(0x9e3779b97f4a7c15);

	bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
	return bits ^ (bits >> 31);
}

struct random
random_seed(uint64_t seed, uint64_t part)
{
	struct random random = {seed};

	/* Neighbouring seeds and parts must not give shifted copies of one sequence. */
	random.state = random_bits(&random) ^ (part * UINT64_C(0xd1342543de82ef95));
	random.state = random_bits(&random);
	return random;
}

unsigned
random_below(struct random *random, unsigned limit)
{
	return (unsigned)((random_bits(random) >> 32) % limit);
}

bool
random_chance(struct random *random, unsigned percent)
{
	return random_below(random, 100) < percent;
}

uint64_t
random_setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}
