/* SPDX-License-Identifier: Apache-2.0 */
/* setup.c - which kernels are Microsoft's, and what counts as kept. */
#include "front/setup.h"
#include "tests/unit/run.h"

#include <stdlib.h>

START_TEST(the_kernel_says_which_wsl_it_is)
{
	ck_assert_int_eq(setup_wsl("6.18.5-amd64"), WSL_NONE);
	ck_assert_int_eq(setup_wsl("6.6.87.2-microsoft-standard-WSL2"), WSL_2);
	ck_assert_int_eq(setup_wsl("5.10.16.3-microsoft-standard"), WSL_2);
	ck_assert_int_eq(setup_wsl("6.12.1-of-my-own-WSL2"), WSL_2);
	ck_assert_int_eq(setup_wsl("4.4.0-19041-Microsoft"), WSL_1);
}
END_TEST

START_TEST(what_is_stricter_is_not_parity)
{
	json_t *features = json_loads("{\"promises\": {"
	                              "\"a\": {\"nothing_granted\": {\"held\": \"yes\"},"
	                              "        \"some_granted\": {\"held\": \"no\"}},"
	                              "\"b\": {\"nothing_granted\": {\"held\": \"stricter\"},"
	                              "        \"some_granted\": {\"held\": \"yes\"}}}}",
	                              0, NULL);
	struct parity parity = setup_parity(features);

	ck_assert_uint_eq(parity.kept, 2);
	ck_assert_uint_eq(parity.all, 4);
	json_decref(features);
	parity = setup_parity(NULL);
	ck_assert_uint_eq(parity.all, 0);
}
END_TEST

int
main(void)
{
	TCase *tests = tcase_create("setup");

	tcase_add_test(tests, the_kernel_says_which_wsl_it_is);
	tcase_add_test(tests, what_is_stricter_is_not_parity);
	return run_tests("setup", tests);
}
