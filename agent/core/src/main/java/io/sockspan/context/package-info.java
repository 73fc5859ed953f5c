/**
 * Reads which span of the application's own OpenTelemetry API is current.
 *
 * <p>The API is the application's, in any of its class loaders and any number of times; the agent's own copy, which has other names, is
 * not meant here. It is read only once the application uses it: the agent loads and initializes none of its classes, keeps none alive,
 * and never sets a context.
 */
package io.sockspan.context;
