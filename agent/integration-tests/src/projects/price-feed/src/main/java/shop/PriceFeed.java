package shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Reads the newest price, which is the first line of a long list. */
class PriceFeed {
    private static final CloseableHttpClient CLIENT = HttpClients.createDefault();

    String newest(String url) throws IOException {
        ClassicHttpResponse response = CLIENT.executeOpen(null, new HttpGet(url), null);
        return new BufferedReader(
                        new InputStreamReader(response.getEntity().getContent(), StandardCharsets.UTF_8))
                .readLine();
    }
}
