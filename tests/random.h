/* SPDX-License-Identifier: Apache-2.0 */
/* random.h - a generator whose whole state is its seed, so that a run can be had again. */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* The generator of part PART of the run that SEED names. */
struct random random_seed(uint64_t seed, uint64_t part);
/* 64 fresh bits. */
uint64_t random_bits(struct random *random);
/* 0 to LIMIT - 1; LIMIT is not 0. */
unsigned random_below(struct random *random, unsigned limit);
/* True PERCENT times of a hundred. */
bool random_chance(struct random *random, unsigned percent);
/* The number in the environment variable NAME: SEED, RUNS. */
uint64_t random_setting(const char *name, uint64_t otherwise);

#endif
