package io.sockspan.soak;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the Spring applications answer. */
@RestController
class Pages {
    private final List<Socket> held = Collections.synchronizedList(new ArrayList<>());
    private final int peer = ClosingPeer.start();
    private final String directory;

    Pages(@Value("${soak.directory}") String directory) throws IOException {
        this.directory = directory;
    }

    @GetMapping("/small")
    String small() {
        return "small";
    }

    @GetMapping("/big")
    Resource big() {
        return new FileSystemResource(directory + "/big");
    }

    @GetMapping("/leak")
    String leak() throws IOException {
        held.add(new Socket(Address.HOST, peer)); // the leak
        return "leaked";
    }
}
