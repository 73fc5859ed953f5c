/** Rules for the sources of all modules: how long a file and a method may be, and that every package says what it is for. */
package io.sockspan.it.house;
