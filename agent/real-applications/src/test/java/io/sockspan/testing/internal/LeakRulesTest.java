package io.sockspan.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.protocol.SocketField;
import io.sockspan.testing.RecordedSocket;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.http.HttpClientConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which connections a test took out of a pool that others use, too. */
class LeakRulesTest {
    private static final long FIRST = 1;
    private static final long SECOND = 2;

    /** The agent's answer to every question. */
    private static String sockets;

    private TwoConnections connections;
    private LeakRules rules;

    @BeforeEach
    void beginATest() throws Exception {
        connections = new TwoConnections();
        sockets = record(FIRST, connections.ends.get(0).localPort()) + "\n"
                + record(SECOND, connections.ends.get(1).localPort());
        AgentLink agent = new AgentLink(LeakRulesTest.class.getMethod("answer", String.class));
        List<?> holders = Collections.singletonList(new Object[] {connections.pool});
        OwnCode own = new OwnCode(LeakRulesTest.class.getClassLoader(), LeakRulesTest.class.getName());
        rules = new LeakRules(agent, own, holders, Collections.emptyList(), false);
        rules.begin(SECOND, holders);
    }

    @AfterEach
    void close() throws Exception {
        connections.close();
    }

    /** For the link to the agent, which calls it by reflection. */
    public static String answer(String question) {
        return sockets;
    }

    @Test
    void findsAConnectionThatStaysLent() throws Exception {
        assertThat(rules.mayHaveTaken()).isTrue();

        connections.lend();

        assertThat(rules.taken()).extracting(RecordedSocket::id).containsExactly(SECOND);
        assertThat(rules.taken()).extracting(RecordedSocket::id).containsExactly(SECOND);
    }

    @Test
    void blamesNobodyForConnectionsThatAnotherThreadUsesInTurn() throws Exception {
        HttpClientConnection second = connections.lend();
        assertThat(rules.taken()).extracting(RecordedSocket::id).containsExactly(SECOND);

        HttpClientConnection first = connections.lend();
        connections.giveBack(second);
        assertThat(rules.taken()).isEmpty();

        connections.lend();
        connections.giveBack(first);
        assertThat(rules.taken()).isEmpty();
    }

    private static String record(long id, int localPort) {
        String[] fields = new String[SocketField.values().length];
        Arrays.fill(fields, "");
        fields[SocketField.ID.ordinal()] = String.valueOf(id);
        fields[SocketField.ROLE.ordinal()] = "client";
        fields[SocketField.OPEN.ordinal()] = "true";
        fields[SocketField.STATE.ordinal()] = "established";
        fields[SocketField.LOCAL_PORT.ordinal()] = String.valueOf(localPort);
        fields[SocketField.OPENED_AT.ordinal()] = "0";
        fields[SocketField.POOL.ordinal()] = "Apache HttpClient";
        return "socket\t" + String.join("\t", fields);
    }
}
