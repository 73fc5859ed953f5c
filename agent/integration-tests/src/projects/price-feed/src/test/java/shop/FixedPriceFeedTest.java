package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockspan.junit.DetectSocketLeaks;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DetectSocketLeaks
class FixedPriceFeedTest {
    @RepeatedTest(3)
    void readsTheNewestPrice() throws Exception {
        try (Shop shop = new Shop()) {
            assertEquals("tea 4.20", new FixedPriceFeed().newest(shop.url()));
        }
    }

    @Test
    void opensNothing() {
        assertEquals(4, 2 + 2);
    }
}
