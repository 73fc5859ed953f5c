package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordsTest {
    @Test
    void readsWhatWasWritten() {
        RecordWriter writer = new RecordWriter();
        writer.agent(true, 2, 3, 99);
        Map<SocketField, Object> socket = new EnumMap<>(SocketField.class);
        socket.put(SocketField.ID, 7);
        socket.put(SocketField.OPEN, true);
        socket.put(SocketField.THREAD, "a\tb\nc\\t");
        socket.put(SocketField.INCOMPLETE, false);
        writer.socket(socket);
        writer.transition("syn_sent", "established", "call", 1, 2);
        writer.frame(new StackTraceElement("a.B", "<init>", null, -2), true);

        String[] lines = writer.toString().split("\n");

        assertThat(lines).hasSize(4);
        RecordLine agent = new RecordLine(lines[0]);
        assertThat(agent.type()).isEqualTo("agent");
        assertThat(agent.lost()).isEqualTo(5);
        assertThat(agent.lastForgotten()).isEqualTo(99);
        RecordLine read = new RecordLine(lines[1]);
        assertThat(read.type()).isEqualTo("socket");
        assertThat(read.number(SocketField.ID)).isEqualTo(7);
        assertThat(read.isTrue(SocketField.OPEN)).isTrue();
        assertThat(read.isTrue(SocketField.INCOMPLETE)).isFalse();
        assertThat(read.get(SocketField.THREAD)).isEqualTo("a\tb\nc\\t");
        assertThat(read.get(SocketField.STATE)).isNull();
        assertThat(read.number(SocketField.LOCAL_PORT)).isEqualTo(-1);
        assertThat(new RecordLine(lines[2]).to()).isEqualTo("established");
        RecordLine frame = new RecordLine(lines[3]);
        assertThat(frame.frame()).isEqualTo(new StackTraceElement("a.B", "<init>", null, -2));
        assertThat(frame.isUser()).isTrue();
    }
}
