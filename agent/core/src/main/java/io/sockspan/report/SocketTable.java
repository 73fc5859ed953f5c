package io.sockspan.report;

import io.sockspan.tcp.Role;
import io.sockspan.track.ConnectionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One line a socket, in columns that fit a width. */
final class SocketTable {
    /** A local address cut down to its port. */
    private static final int PORT_ONLY = 8;

    private static final int SIDE = 6;
    private static final int TIME = 6;
    private static final int GAP = 2;

    private final int width;

    SocketTable(int width) {
        this.width = width;
    }

    /**
     * @param accusations what is held against a socket, by its id
     * @param now {@link System#nanoTime()}
     */
    String render(List<ConnectionSnapshot> sockets, Map<Long, String> accusations, long now) {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.HEADER);
        for (ConnectionSnapshot socket : sockets) {
            rows.add(new Row(socket, accusations.get(socket.id), now));
        }
        Columns columns = new Columns(rows, width);
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(columns.line(row)).append('\n');
        }
        return text.toString();
    }

    /**
     * How wide each column is. The last two, the place and the note, share what is left: where there is room for both, notes stand
     * in a column of their own, else at the right edge, so that a long place needs to be cut only where its own note is in the way.
     */
    private static final class Columns {
        private final int width;
        private int id = 5;
        private int state = 12;
        private int local;
        private int remote;
        private int place;
        private int tail;
        private boolean notesAtEdge;

        Columns(List<Row> rows, int width) {
            this.width = width;
            int note = 0;
            for (Row row : rows) {
                id = Math.max(id, row.id.length());
                state = Math.max(state, row.state.length());
                local = Math.max(local, row.local.length());
                remote = Math.max(remote, row.remote.length());
                place = Math.max(place, row.place.length());
                note = Math.max(note, row.note.length());
                tail = Math.max(tail, row.tail());
            }
            int room = width - (id + 1 + SIDE + 1 + state + 1 + 2 * (TIME + GAP));
            int roomy = Math.max(local, 15)
                    + Math.max(remote, 16)
                    + 2 * GAP
                    + Math.max(place, 20)
                    + note
                    + (note > 0 ? GAP : 0);
            if (roomy <= room) {
                local = Math.max(local, 15);
                remote = Math.max(remote, 16);
                place = Math.max(place, 20);
                tail = room - local - remote - 2 * GAP;
            } else {
                notesAtEdge = true;
                squeeze(room);
            }
        }

        /** The local address goes first: it says least, since most sockets share it. */
        private void squeeze(int room) {
            local -= give(local - PORT_ONLY, excess(room));
            remote -= give(remote - 16, excess(room));
            tail -= give(tail - 28, excess(room));
            if (excess(room) > 0) {
                local = 0;
            }
            remote -= give(remote - 10, excess(room));
            tail -= give(tail, excess(room));
        }

        private int excess(int room) {
            return (local == 0 ? 0 : local + GAP) + remote + GAP + tail - room;
        }

        private static int give(int spare, int needed) {
            return Math.max(0, Math.min(spare, needed));
        }

        String line(Row row) {
            StringBuilder line = new StringBuilder();
            right(line, row.id, id);
            line.append(' ');
            left(line, row.side, SIDE + 1);
            left(line, row.state, state + 1);
            time(line, row.since, row == Row.HEADER);
            time(line, row.age, row == Row.HEADER);
            if (local > 0) {
                left(line, Names.shorten(row.local, local), local + GAP);
            }
            left(line, Names.shorten(row.remote, remote), remote + GAP);
            tail(line, row);
            return Words.stripEnd(Words.cut(line.toString(), width));
        }

        private void tail(StringBuilder line, Row row) {
            int forPlace = Math.min(place, row.note.isEmpty() ? tail : tail - GAP - row.note.length());
            String shown =
                    Names.shorten(row.place, Math.max(row.place.length() < 4 ? row.place.length() : 4, forPlace));
            left(line, shown, notesAtEdge ? tail - row.note.length() : place + GAP);
            line.append(row.note);
        }

        private static void time(StringBuilder line, String text, boolean header) {
            if (header) {
                left(line, text, TIME + GAP);
            } else {
                right(line, text, TIME);
                left(line, "", GAP);
            }
        }

        private static void left(StringBuilder line, String text, int columns) {
            line.append(text);
            pad(line, columns - text.length());
        }

        private static void right(StringBuilder line, String text, int columns) {
            pad(line, columns - text.length());
            line.append(text);
        }

        private static void pad(StringBuilder line, int count) {
            for (int i = 0; i < count; i++) {
                line.append(' ');
            }
        }
    }

    private static final class Row {
        static final Row HEADER = new Row();

        final String id;
        final String side;
        final String state;
        final String since;
        final String age;
        final String local;
        final String remote;
        final String place;
        final String note;

        private Row() {
            id = "ID";
            side = "SIDE";
            state = "STATE";
            since = "FOR";
            age = "AGE";
            local = "LOCAL";
            remote = "REMOTE";
            place = "OPENED AT";
            note = "";
        }

        Row(ConnectionSnapshot socket, String accusation, long now) {
            id = String.valueOf(socket.id);
            side = Names.side(socket.role);
            state = Names.state(socket);
            since = Times.age(now - socket.since);
            age = Times.age(now - socket.openedAt);
            local = Names.end(socket.local);
            remote = Names.peer(socket);
            place = Names.openedAt(socket);
            note = note(socket, accusation);
        }

        /** How much place and note need beside each other. */
        int tail() {
            return place.length() + (note.isEmpty() ? 0 : GAP + note.length());
        }

        private static String note(ConnectionSnapshot socket, String accusation) {
            List<String> notes = new ArrayList<>();
            if (accusation != null) {
                notes.add(accusation);
            }
            if (socket.synRetransmits > 0) {
                notes.add(Words.count(socket.synRetransmits, "SYN") + " resent");
            }
            if (socket.unansweredProbes > 0) {
                notes.add(Words.count(socket.unansweredProbes, "probe") + " unanswered");
            }
            if (socket.waiting > 0) {
                notes.add(socket.waiting + (socket.role == Role.LISTENER ? " waiting" : " B unread"));
            }
            if (socket.errorType != null) {
                notes.add(socket.errorType);
            }
            if (socket.incomplete) {
                notes.add("events lost");
            }
            return String.join(", ", notes);
        }
    }
}
