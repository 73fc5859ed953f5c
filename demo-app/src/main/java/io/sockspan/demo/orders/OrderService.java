package io.sockspan.demo.orders;

import java.io.IOException;

/** Takes orders for what is in the warehouse. */
public final class OrderService {
    private final InventoryClient inventory;

    public OrderService(InventoryClient inventory) {
        this.inventory = inventory;
    }

    /** Returns the confirmation. */
    public String place(String item) throws IOException, UnknownItemException {
        int left = inventory.lookup(item) - 1;
        return "accepted, " + left + " left";
    }
}
