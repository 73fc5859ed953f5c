/** One table of options, {@link io.sockspan.config.Options}, drives parsing, validation, the help text and the documentation. */
package io.sockspan.config;
