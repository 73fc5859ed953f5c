/** The part of {@code java.util.logging} that the packed libraries need, without its side effects on the application. */
package io.sockspan.logging;
