/** How the agent comes and goes: with the JVM, attached later, detached, quietly, and with few threads. */
package io.sockspan.it.start;
