/** One table of options, {@link io.sockspan.config.Options}, drives parsing, validation, help and the documentation. */
package io.sockspan.config;
