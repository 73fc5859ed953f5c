/** Applications that use the APIs of the JDK in every order. */
package io.sockspan.it.truth.app;
