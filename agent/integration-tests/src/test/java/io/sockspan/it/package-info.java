/**
 * The packaged agent against real JVMs and the real kernel: applications of {@code src/it-apps} and the demo run in JVMs of their
 * own, with the agent on them, and what it tells is compared with what they did.
 */
package io.sockspan.it;
