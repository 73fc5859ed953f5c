/** One table of options, {@link io.sockspan.config.Options}, drives parsing, validation, help and the README's list. */
package io.sockspan.config;
