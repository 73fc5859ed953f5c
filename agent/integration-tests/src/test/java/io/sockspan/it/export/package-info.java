/** Spans and metrics as a backend receives them, and backends that misbehave. */
package io.sockspan.it.export;
