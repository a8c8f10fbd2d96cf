// SPDX-License-Identifier: Apache-2.0
//
// The note of abi/ABI.md: who wants to know the library's version need not load it.
asm(".pushsection .note.inflow, \"a\", %note\n"
    ".balign 4\n"
    ".long 2f - 1f\n"
    ".long 4f - 3f\n"
    ".long 1\n"
    "1: .asciz \"inflow\"\n"
    "2: .balign 4\n"
    "3: .asciz \"inflow-destination " INFLOW_VERSION
    "\"\n"
    "4: .balign 4\n"
    ".popsection\n");
