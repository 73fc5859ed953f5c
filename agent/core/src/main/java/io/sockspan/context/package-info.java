/**
 * Reads the current span of the application's own OpenTelemetry API.
 *
 * <p>The API is the application's, in any of its class loaders and any number of times. The agent's own copy has other names and is not
 * read. The agent reads an API only once the application uses it: it loads and initializes none of its classes, keeps none alive, and never
 * sets a context.
 */
package io.sockspan.context;
