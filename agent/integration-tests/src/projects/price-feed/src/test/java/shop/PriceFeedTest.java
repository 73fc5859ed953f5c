package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockspan.junit.DetectSocketLeaks;
import org.junit.jupiter.api.Test;

@DetectSocketLeaks
class PriceFeedTest {
    @Test
    void readsTheNewestPrice() throws Exception {
        try (Shop shop = new Shop()) {
            assertEquals("tea 4.20", new PriceFeed().newest(shop.url()));
        }
    }
}
