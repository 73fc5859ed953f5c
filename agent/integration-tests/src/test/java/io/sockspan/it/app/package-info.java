/** Applications that the integration tests fork. They know nothing of the agent, but for {@link io.sockspan.it.app.App}. */
package io.sockspan.it.app;
