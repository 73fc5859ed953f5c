package shop

import com.sun.net.httpserver.HttpServer
import io.sockspan.testing.SocketLeaks
import io.sockspan.testing.SocketMark
import java.time.Duration
import spock.lang.Shared
import spock.lang.Specification

class PricesSpec extends Specification {
    @Shared
    HttpServer server
    /** Held, because a collection would give the connection of a forgotten stream back to its pool, up to Java 17. */
    static InputStream left
    SocketMark before

    def setupSpec() {
        server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 0)
        server.createContext('/') { exchange ->
            exchange.sendResponseHeaders(200, 5)
            exchange.responseBody.write('hello'.bytes)
            exchange.close()
        }
        server.start()
    }

    def cleanupSpec() {
        server.stop(0)
    }

    def setup() {
        before = SocketLeaks.snapshot()
    }

    def cleanup() {
        SocketLeaks.assertNoneSince(before, Duration.ofMillis(500))
    }

    private InputStream open(String host) {
        new URL("http://$host:${server.address.port}/").openStream()
    }

    def "reads to the end"() {
        expect:
        open('127.0.0.1').withStream { it.bytes } == 'hello'.bytes
    }

    def "leaves the stream"() {
        when:
        left = open('localhost')

        then:
        left.read() > 0
    }

    def "leaves an accepted socket"() {
        when:
        def listener = new ServerSocket(0)
        def client = new Socket('127.0.0.1', listener.localPort)
        listener.accept()
        client.close()
        listener.close()

        then:
        noExceptionThrown()
    }
}
