package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.stack.FrameName;
import io.sockspan.track.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, 10.0.0.5:80",
        "0.0.0.0, *:80",
        "::, *:80",
        "::1, [::1]:80",
        "2001:db8::, [2001:db8::]:80",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:80",
        "2001:db8:1:2:3:4:0:8, [2001:db8:1:2:3:4:0:8]:80",
        "::ffff:10.0.0.5, 10.0.0.5:80",
    })
    void writeAddressesAsPeopleDo(String address, String text) throws UnknownHostException {
        assertThat(Names.end(new Endpoint(InetAddress.getByName(address), 80))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5:51344, 14, 10.0.0.5:51344",
        "10.0.0.5:51344, 13, 10....5:51344",
        "10.0.0.5:51344, 8, ..:51344",
        "[2001:db8::1]:443, 12, [20..:1]:443",
        "Inventory.lookup, 10, Inve..okup",
        "a:very-long-tail, 8, a:v..ail",
    })
    void shortenInTheMiddleAndKeepThePort(String text, int width, String shortened) {
        assertThat(Names.shorten(text, width)).isEqualTo(shortened).hasSizeLessThanOrEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "Inventory.lookup:88, 19, Inventory.lookup:88",
        "InventoryClient.lookup:26, 24, InventoryCli...lookup:26",
        "Inventory.lookupAllArticles:1288, 20, Invento..ticles:1288",
        "lookup:88, 8, ..:88",
    })
    void keepTheMethodOfAPlaceWhole(String place, int width, String shortened) {
        assertThat(Names.shortenPlace(place, width)).isEqualTo(shortened).hasSizeLessThanOrEqualTo(width);
    }

    @Test
    void saySourceAndLineWithoutLoadersAndModules() {
        assertThat(Names.frame(new StackTraceElement("tomcat", "m", "1", "com.acme.A", "run", "A.java", 7)))
                .isEqualTo("com.acme.A.run(A.java:7)");
        assertThat(Names.frame(new StackTraceElement("com.acme.A", "run", null, -2)))
                .isEqualTo("com.acme.A.run(Native Method)");
        assertThat(Names.frame(new StackTraceElement("com.acme.A", "run", null, -1)))
                .isEqualTo("com.acme.A.run(Unknown Source)");
        assertThat(FrameName.brief(new StackTraceElement("com.acme.A$$Lambda/0x1", "lambda$run$0", "A.java", 7)))
                .isEqualTo("A.run:7");
    }

    @Test
    void doNotLetAThreadsNameCommandTheTerminal() {
        assertThat(Names.clean("a\u001b[31m\nb")).isEqualTo("a?[31m?b");
    }
}
