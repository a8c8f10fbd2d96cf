/* SPDX-License-Identifier: Apache-2.0
 *
 * File: baseline_host.h
 *
 * The entry to baseline_host.c, without a header of the ABI, since that one has its own.
 */
#ifndef TESTS_ABI_BASELINE_HOST_H_
#define TESTS_ABI_BASELINE_HOST_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* baseline_session writes two records and returns "", or the name of the step that did not go as
 * ABI 1.0 says. */
const char* baseline_session(const char* config, size_t config_len, int32_t expected_outcome);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_ABI_BASELINE_HOST_H_ */
