/** The command line, JMX and the report file, as the people who use them see them. */
package io.sockspan.it.cli;
