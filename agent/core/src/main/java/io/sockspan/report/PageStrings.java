package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Texts that the page holds once and refers to by their index. */
final class PageStrings {
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    /** The index of null is -1. */
    int indexOf(String text) {
        if (text == null) {
            return -1;
        }
        Integer known = positions.putIfAbsent(text, positions.size());
        return known == null ? positions.size() - 1 : known;
    }

    void write(JsonWriter json) throws IOException {
        json.beginArray();
        for (String text : positions.keySet()) {
            json.value(text);
        }
        json.endArray();
    }
}
