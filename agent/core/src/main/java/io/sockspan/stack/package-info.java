/**
 * Call stacks, each kept once. Determines whose code a frame is, and which frame represents the stack in reports: the innermost one that
 * belongs neither to the JDK nor to a known library. The known libraries are data, in {@code libraries.txt}.
 */
package io.sockspan.stack;
