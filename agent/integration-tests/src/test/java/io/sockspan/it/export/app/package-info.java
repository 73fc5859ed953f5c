/** Applications that trace, and whose connections are traced. */
package io.sockspan.it.export.app;
