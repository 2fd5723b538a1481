/* wire_in.h - what the files of the wire share, and nobody else uses. */
#ifndef HAVEN_WIRE_IN_H
#define HAVEN_WIRE_IN_H

#include "wire.h"

/* Is it meant as a code for reading out (wire_code.c)? */
bool wire_code_is_said(const char *code);
/* As wire_code_read. */
enum err wire_code_hear(uint8_t pin[WIRE_PIN], uint8_t secret[WIRE_SECRET],
    const char *code, struct errinfo *e);

#endif
