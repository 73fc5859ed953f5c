package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sockspan.it.export.HostileReceiver.Manner;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class HostileReceiverTest {
    @Test
    void refuses() throws IOException {
        try (HostileReceiver receiver = new HostileReceiver(Manner.REFUSES)) {
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> post(receiver));
        }
    }

    @Test
    void hangs() throws IOException {
        try (HostileReceiver receiver = new HostileReceiver(Manner.HANGS)) {
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> post(receiver));
            assertThat(receiver.visits()).isPositive();
        }
    }

    @Test
    void fails() throws IOException {
        try (HostileReceiver receiver = new HostileReceiver(Manner.FAILS)) {
            assertThat(post(receiver).getResponseCode()).isEqualTo(500);
        }
    }

    @Test
    void isUnavailable() throws IOException {
        try (HostileReceiver receiver = new HostileReceiver(Manner.IS_UNAVAILABLE)) {
            assertThat(post(receiver).getResponseCode()).isEqualTo(503);
        }
    }

    @Test
    void resetsInTheMiddleOfItsAnswer() throws IOException {
        try (HostileReceiver receiver = new HostileReceiver(Manner.RESETS)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> post(receiver).getInputStream().readAllBytes());
            assertThat(receiver.visits()).isPositive();
        }
    }

    @Test
    void drags() throws IOException {
        try (HostileReceiver receiver = new HostileReceiver(Manner.DRAGS)) {
            HttpURLConnection answer = post(receiver);
            assertThat(answer.getResponseCode()).isEqualTo(200);
            assertThat(answer.getInputStream().readNBytes(2)).hasSize(2);
            answer.disconnect();
        }
    }

    private static HttpURLConnection post(HostileReceiver receiver) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(receiver.endpoint() + "/v1/traces").toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(1_000);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().write(new byte[100]);
        connection.getResponseCode();
        return connection;
    }
}
