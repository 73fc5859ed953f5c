/** Applications that the integration tests fork. They know nothing of the agent, but for {@link io.sockspan.itapp.App}. */
package io.sockspan.itapp;
