package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.CLOSE_WAIT;
import static io.sockspan.demo.scenario.KernelState.FIN_WAIT_2;

import io.sockspan.demo.orders.InventoryClient;
import io.sockspan.demo.orders.OrderService;
import io.sockspan.demo.orders.UnknownItemException;
import io.sockspan.demo.orders.Warehouse;
import java.io.IOException;
import java.net.Socket;

/** The classic: the peer has closed, and close() is never called here. */
final class CloseWaitLeak implements Scenario {
    @Override
    public String name() {
        return "close-wait-leak";
    }

    @Override
    public String title() {
        return "LEAK: an error path that forgets to close";
    }

    @Override
    public String explanation() {
        return "A small order service asks a warehouse for each item. The warehouse closes after it has said\n"
                + "that it does not know an item: its FIN puts the client's end into CLOSE_WAIT, and there it stays\n"
                + "until close() is called, which the client's error path forgets. No timeout ends CLOSE_WAIT. The\n"
                + "warehouse's end is gone from FIN_WAIT_2 after a minute (tcp_fin_timeout), so only the process\n"
                + "that leaks can see it, and one day it runs out of descriptors. Three orders that go well, and\n"
                + "three that leak, all from one line.";
    }

    private static final int ORDERS = 3;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("close_wait");
        try (Warehouse warehouse = Warehouse.open()) {
            InventoryClient inventory = new InventoryClient(warehouse.address());
            stage.keep(inventory);
            OrderService orders = new OrderService(inventory);
            for (int i = 0; i < ORDERS; i++) {
                order("anvil", orders, stage);
                order("unicorn", orders, stage);
            }
            for (Socket borrowed : inventory.borrowed()) {
                stage.await(Ends.of(borrowed), CLOSE_WAIT, FIN_WAIT_2);
            }
        }
    }

    private static void order(String item, OrderService orders, Stage stage) throws IOException {
        try {
            stage.say("%s: %s", item, orders.place(item));
        } catch (UnknownItemException e) {
            stage.say("%s: %s", item, e.getMessage());
        }
    }
}
