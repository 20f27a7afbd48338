/* SPDX-License-Identifier: MIT */
/* What the two halves of the program share. */
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { samples = 120 };

/* Inputs of the next sample; returns its target. */
float draw(float* x);
void start_stream(void);
uint32_t mix(uint32_t digest, float value);

/* What C++ says of the same streams; 0 if something is refused. */
uint32_t digest_of_reference(void);

#ifdef __cplusplus
}
#endif
