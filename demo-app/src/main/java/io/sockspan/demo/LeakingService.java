package io.sockspan.demo;

import io.sockspan.demo.orders.Customers;
import io.sockspan.demo.orders.InventoryClient;
import io.sockspan.demo.orders.OrderServer;
import io.sockspan.demo.orders.OrderService;
import io.sockspan.demo.orders.Warehouse;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An order service with customers of its own: most orders go well, and now and then one leaks a connection. */
final class LeakingService implements Closeable {
    /** Far below any limit of descriptors: the service is there to be examined, not to break down. */
    private static final int MAX_LEAKS = 200;

    private static final long ORDER_MILLIS = 500;
    private static final long LEAK_MILLIS = 3_000;

    private final Warehouse warehouse;
    private final InventoryClient inventory;
    private final OrderServer server;
    private final Customers customers;
    private final int maxLeaks;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private LeakingService(Warehouse warehouse, int maxLeaks) throws IOException {
        this.maxLeaks = maxLeaks;
        this.warehouse = warehouse;
        this.inventory = new InventoryClient(warehouse.address());
        this.server = OrderServer.open(new OrderService(inventory));
        this.customers = new Customers(server.address());
    }

    static LeakingService start() throws IOException {
        return start(ORDER_MILLIS, LEAK_MILLIS, MAX_LEAKS);
    }

    static LeakingService start(long orderMillis, long leakMillis, int maxLeaks) throws IOException {
        LeakingService service = new LeakingService(Warehouse.open(), maxLeaks);
        service.clock.scheduleAtFixedRate(() -> service.order("anvil"), 0, orderMillis, TimeUnit.MILLISECONDS);
        service.clock.scheduleAtFixedRate(service::leak, 0, leakMillis, TimeUnit.MILLISECONDS);
        return service;
    }

    /** The connection of an order that goes well counts too, for the moment that it takes. */
    int leaked() {
        return inventory.borrowed().size();
    }

    String instructions() throws IOException {
        // Java 8 has no ProcessHandle.
        String pid = ManagementFactory.getRuntimeMXBean().getName().replaceFirst("@.*", "");
        return String.join(
                "\n",
                "An order service, pid " + pid + ", at " + customers.url("anvil") + "; Ctrl-C ends it.",
                "An order for an anvil goes well; an order for a unicorn, each "
                        + TimeUnit.MILLISECONDS.toSeconds(LEAK_MILLIS) + " s, leaks a connection in CLOSE_WAIT,",
                "up to " + maxLeaks + " of them. The kernel's view: ss -tnp state close-wait | grep pid=" + pid,
                "With the agent: " + AgentHint.FOR_SERVICE,
                "With OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 the agent sends spans to a Jaeger there:",
                "search for the operation \"tcp leak close_wait\".",
                "");
    }

    private void leak() {
        if (leaked() < maxLeaks) {
            order("unicorn");
        }
    }

    private void order(String item) {
        try {
            customers.order(item);
        } catch (IOException e) {
            System.err.println("demo-app: ordering failed: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        server.close();
        warehouse.close();
    }
}
