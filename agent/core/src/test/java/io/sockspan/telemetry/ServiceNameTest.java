package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNameTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "orders.jar --port 80,            orders.jar,            orders",
                "/opt/my apps/orders.jar x.jar,   /opt/my apps/orders.jar, orders",
                "target/orders-1.2.jar,           none,                  orders-1.2",
                "com.acme.Orders,                 classes:lib/a.jar,     com.acme.Orders",
                "com.acme.Orders load this.jar,   classes:lib/a.jar,     com.acme.Orders",
                "com.acme.Orders,                 lib/a.jar,             com.acme.Orders",
                "orders/com.acme.Orders 80,       none,                  com.acme.Orders",
                "none,                            none,                  unknown_service:java",
                "'',                              classes,               unknown_service:java",
            })
    void isTheJarOrTheMainClass(String command, String classPath, String name) {
        assertThat(ServiceName.of(command, classPath)).isEqualTo(name);
    }
}
