/** What the agent reports beside what the kernel did, for every API that opens a connection, under races and under load. */
package io.sockspan.it.truth;
