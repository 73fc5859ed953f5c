/**
 * Verdicts: which sockets nobody will ever close, since when, and under which fingerprint. A rule for each kind says when its condition began and
 * what takes it away; the detector judges all open sockets after each sweep, groups them by the line that opened them, and retracts what ends
 * well. Reads and writes are evidence of use, and known pools of connections have a limit of their own. Everything here happens on the agent's
 * thread, unless a class says otherwise.
 */
package io.sockspan.leak;
