package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import io.sockspan.track.Snapshot;
import io.sockspan.track.SocketSnapshot;
import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the data that the page's script reads: compact JSON in which no character can end its element. Only that script reads the format,
 * so it may change; programs read {@link JsonReport}.
 *
 * <p>A socket is a row of numbers. Times are microseconds since {@code zero}, which is itself in microseconds since 1970. Names are indexes
 * into {@code strings}; states, evidence and roles are indexes into the lists of their names; -1 stands for an unknown value. The row: id,
 * role, whether the descriptor is open, notes (1 events were lost, 2 older than the agent, 4 the role is
 * inferred, 8 closed here and open in another process), time of creation, time of release, local end,
 * remote end, peer, thread, stack, its frames before the user's, place, who closed it, who reset it, error type, retransmitted SYNs,
 * unanswered probes, waiting, backlog, what the kernel knows of it in words, the lookup of the peer's name and the TLS handshakes in
 * sentences, a note that TLS failed, first state; then for each transition the state entered, the evidence, the earliest time, and how much
 * later the latest is.
 *
 * <p>A stack is an index into {@code frames}, which holds pairs: the index of the caller's pair, and the frame's name.
 */
final class PageData {
    private final JsonWriter json;
    private final PageTimes times;
    private final PageStrings strings = new PageStrings();
    private final PageStacks stacks = new PageStacks(strings);

    private final long now;

    private PageData(Writer out, PageTimes times, long now) {
        this.now = now;
        this.json = new JsonWriter(out);
        this.json.setHtmlSafe(true);
        this.times = times;
    }

    static void write(Snapshot snapshot, PageSockets sockets, List<Suspect> suspects, Writer out) throws IOException {
        PageData data = new PageData(out, new PageTimes(snapshot, sockets.shown), snapshot.takenAt);
        data.write(snapshot, sockets, suspects);
        data.json.flush();
    }

    private void write(Snapshot snapshot, PageSockets sockets, List<Suspect> suspects) throws IOException {
        json.beginObject();
        json.name("zero").value(times.zero());
        json.name("now").value(times.at(snapshot.takenAt));
        json.name("kernelReadAt").value(snapshot.kernelReadable ? times.orUnknown(snapshot.kernelReadAt) : -1);
        names("states", TcpState.values());
        json.name("evidence").beginArray();
        for (Evidence evidence : Evidence.values()) {
            json.value(evidence.label());
        }
        json.endArray();
        json.name("roles").beginArray();
        for (Role role : Role.values()) {
            json.value(role.label());
        }
        json.endArray();
        json.name("sockets").beginArray();
        Set<Long> shown = new HashSet<>();
        for (SocketSnapshot socket : sockets.shown) {
            shown.add(socket.id);
            socket(socket);
        }
        json.endArray();
        json.name("suspects").beginArray();
        for (Suspect suspect : suspects) {
            suspect(suspect, shown);
        }
        json.endArray();
        // The tables come last, because they are complete only when everything else is written.
        json.name("frames");
        stacks.write(json);
        json.name("strings");
        strings.write(json);
        json.endObject();
    }

    private void names(String name, Enum<?>[] constants) throws IOException {
        json.name(name).beginArray();
        for (Enum<?> constant : constants) {
            json.value(constant.name());
        }
        json.endArray();
    }

    private void suspect(Suspect suspect, Set<Long> shown) throws IOException {
        json.beginObject();
        json.name("fingerprint").value(suspect.fingerprint);
        json.name("certain").value(suspect.kind == LeakKind.DROPPED);
        json.name("ids").beginArray();
        for (SocketSnapshot socket : suspect.sockets) {
            if (shown.contains(socket.id)) {
                json.value(socket.id);
            }
        }
        json.endArray();
        json.endObject();
    }

    private void socket(SocketSnapshot socket) throws IOException {
        json.beginArray();
        json.value(socket.id);
        json.value(socket.role.ordinal());
        json.value(socket.isOpen() ? 1 : 0);
        json.value((socket.incomplete ? 1 : 0)
                + (socket.adopted ? 2 : 0)
                + (socket.roleInferred ? 4 : 0)
                + (socket.inherited ? 8 : 0));
        json.value(times.at(socket.openedAt));
        json.value(times.orUnknown(socket.releasedAt));
        string(socket.local == null ? null : Names.end(socket.local));
        string(socket.remote == null ? null : Names.end(socket.remote));
        string(Names.peer(socket));
        string(socket.thread == null ? null : Names.clean(socket.thread));
        json.value(stacks.indexOf(socket.openedBy));
        json.value(PageStacks.framesBeforeUser(socket.openedBy));
        string(Names.openedAt(socket));
        string(socket.closedBy == null ? null : socket.closedBy.label());
        string(socket.resetBy == null ? null : socket.resetBy.label());
        string(socket.errorType);
        json.value(socket.synRetransmits);
        json.value(socket.unansweredProbes);
        json.value(socket.waiting);
        json.value(socket.backlog);
        string(StatisticsText.of(socket, now));
        string(socket.lookup == null ? null : PreparationText.sentence(socket.lookup, now));
        string(
                socket.negotiations.isEmpty() && !socket.isInHandshake()
                        ? null
                        : String.join(" ", PreparationText.handshakes(socket, now)));
        string(PreparationText.failedHandshake(socket));
        json.value((socket.transitions.isEmpty() ? socket.state : socket.transitions.get(0).from).ordinal());
        for (Transition transition : socket.transitions) {
            json.value(transition.to.ordinal());
            json.value(transition.evidence.ordinal());
            json.value(times.at(transition.earliest));
            json.value(times.uncertainty(transition));
        }
        json.endArray();
    }

    private void string(String text) throws IOException {
        json.value(strings.indexOf(text));
    }
}
