package io.sockspan.soak;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Spring Boot with one of its web servers, with the server's own defaults. */
final class SpringServer implements Application {
    private final String kind;
    private Address address;

    SpringServer(String kind) {
        this.kind = kind;
    }

    @Override
    public void start(Address address) {
        this.address = address;
        boolean reactive = kind.equals("webflux");
        new SpringApplicationBuilder(reactive ? ReactivePages.class : ServletPages.class)
                .web(reactive ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET)
                .properties(
                        "server.port=" + address.port,
                        "soak.server=" + kind,
                        "soak.directory=" + address.directory,
                        "spring.main.banner-mode=off")
                .run();
    }

    @Override
    public void leak() throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) URI.create(address.url("/leak")).toURL().openConnection();
        if (request.getResponseCode() != 200) {
            throw new IOException("/leak: " + request.getResponseCode());
        }
        request.disconnect();
    }
}
