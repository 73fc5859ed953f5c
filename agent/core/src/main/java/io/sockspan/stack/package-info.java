/**
 * Determines whose code a frame of a call stack is, and which frame represents the stack in reports: the innermost one that belongs neither
 * to the JDK nor to a known library. The known libraries are data, in {@code libraries.txt}. The classes are pure functions and depend on
 * no other package of the agent.
 */
package io.sockspan.stack;
