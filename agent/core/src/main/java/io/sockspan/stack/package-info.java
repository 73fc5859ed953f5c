/**
 * Whose code a frame of a call stack is, and which frame a person wants to read first: the first that belongs neither to the JDK nor to
 * a known library. The known libraries are data, in {@code libraries.txt}. Pure functions that depend on nothing else; the one place
 * that answers "is this frame the JDK's?".
 */
package io.sockspan.stack;
