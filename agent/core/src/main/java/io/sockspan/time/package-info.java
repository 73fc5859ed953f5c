/**
 * Which time it is, and how often something may be done: clocks, and the pace of what costs. The classes depend on no other package of the
 * agent.
 */
package io.sockspan.time;
