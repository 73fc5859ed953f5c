/**
 * Holds one table of options, {@link io.sockspan.config.Options}, from which parsing, validation, the help text and the documentation
 * follow.
 */
package io.sockspan.config;
