package io.sockspan.report;

import io.sockspan.tcp.Role;
import io.sockspan.track.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A table with one line for each socket, in columns that fit a width. Notes follow on the socket's line if every note fits there, otherwise
 * on a line below it.
 */
final class SocketTable {
    private static final int GAP = 2;

    private final int width;

    SocketTable(int width) {
        this.width = width;
    }

    /**
     * @param accusations the notes about suspects, by socket id
     * @param now {@link System#nanoTime()}
     */
    String render(List<SocketSnapshot> sockets, Map<Long, String> accusations, long now) {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.HEADER);
        for (SocketSnapshot socket : sockets) {
            rows.add(new Row(socket, accusations.get(socket.id), now));
        }
        Columns columns = new Columns(rows, width);
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(columns.lines(row));
        }
        return text.toString();
    }

    /** The width of each column. */
    private static final class Columns {
        /** {@code 127.0.0.1:44902}: an address that is cut to less is of little use. */
        private static final int SHORTEST_END = 15;

        private static final int SHORTEST_PLACE = 20;

        private final int width;
        private int id = 5;
        private int side = 6;
        private int since = 6;
        private int age = 6;
        private int state = 12;
        private int local = SHORTEST_END;
        private int remote = SHORTEST_END + 1;
        private int place = 20;
        private final boolean notesBelow;

        Columns(List<Row> rows, int width) {
            this.width = width;
            int note = 0;
            for (Row row : rows) {
                id = Math.max(id, row.id.length());
                side = Math.max(side, row.side.length());
                since = Math.max(since, row.since.length());
                age = Math.max(age, row.age.length());
                state = Math.max(state, row.state.length());
                local = Math.max(local, row.local.length());
                remote = Math.max(remote, row.remote.length());
                place = Math.max(place, row.place.length());
                note = Math.max(note, row.note.length());
            }
            int room = width - ends();
            notesBelow = local + GAP + remote + GAP + place + GAP + note > room;
            if (notesBelow) {
                share(room - 2 * GAP);
            }
        }

        /** The column at which the two ends begin. */
        private int ends() {
            return id + 1 + side + 1 + state + 1 + since + GAP + age + GAP;
        }

        /**
         * Gives each of the last three columns its minimum, and the rest to the place before the ends. Omits the local address if there is
         * no room for three: it is the least informative, since most sockets share it.
         */
        private void share(int room) {
            int wantedLocal = local;
            int wantedRemote = remote;
            int wantedPlace = place;
            local = Math.min(SHORTEST_END, wantedLocal);
            remote = Math.min(SHORTEST_END, wantedRemote);
            place = Math.min(SHORTEST_PLACE, wantedPlace);
            if (local + remote + place > room) {
                room += GAP;
                local = 0;
                wantedLocal = 0;
            }
            place = Math.min(wantedPlace, room - local - remote);
            remote = Math.min(wantedRemote, room - local - place);
            local = Math.min(wantedLocal, room - remote - place);
        }

        String lines(Row row) {
            StringBuilder line = new StringBuilder();
            right(line, row.id, id);
            line.append(' ');
            left(line, row.side, side + 1);
            left(line, row.state, state + 1);
            time(line, row.since, since, row == Row.HEADER);
            time(line, row.age, age, row == Row.HEADER);
            if (local > 0) {
                left(line, Names.shorten(row.local, local), local + GAP);
            }
            left(line, Names.shorten(row.remote, remote), remote + GAP);
            left(line, Names.shortenPlace(row.place, place), place + GAP);
            if (!notesBelow) {
                line.append(row.note);
            }
            StringBuilder lines = new StringBuilder();
            append(lines, line);
            if (notesBelow && !row.note.isEmpty()) {
                line.setLength(0);
                left(line, "", id + 1 + side + 1);
                append(lines, line.append(row.note));
            }
            return lines.toString();
        }

        private void append(StringBuilder lines, StringBuilder line) {
            lines.append(Words.stripEnd(Words.cut(line.toString(), width))).append('\n');
        }

        private static void time(StringBuilder line, String text, int width, boolean header) {
            if (header) {
                left(line, text, width + GAP);
            } else {
                right(line, text, width);
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
        /** Precedes a time that began before the agent came. */
        private static final String MORE_THAN = ">";
        /** A wait in the accept queue that is worth a note. */
        private static final long LONG_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

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

        Row(SocketSnapshot socket, String accusation, long now) {
            id = String.valueOf(socket.id);
            side = Names.side(socket);
            state = Names.state(socket);
            since = (socket.isFoundInState() ? MORE_THAN : "") + Times.age(now - socket.since);
            age = (socket.adopted ? MORE_THAN : "") + Times.age(socket.age(now));
            local = Names.end(socket.local);
            remote = Names.peer(socket);
            place = Names.openedAt(socket);
            note = note(socket, accusation);
        }

        private static String note(SocketSnapshot socket, String accusation) {
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
            if (socket.acceptWait >= LONG_WAIT) {
                notes.add("accepted after " + Times.age(socket.acceptWait));
            }
            if (socket.errorType != null) {
                notes.add(socket.errorType);
            }
            String failedHandshake = PreparationText.failedHandshake(socket);
            if (failedHandshake != null) {
                notes.add(failedHandshake);
            }
            if (socket.incomplete) {
                notes.add("events lost");
            }
            return String.join(", ", notes);
        }
    }
}
