/** Applications for the command line to find. */
package io.sockspan.it.cli.app;
