package io.sockspan.cli;

import io.sockspan.protocol.HarmlessText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code list}. */
@Command(
        name = "list",
        description = "List the JVMs of this machine, and whether the agent runs in them. No JVM is touched.")
final class ListCommand extends AbstractCommand {
    private static final int LONGEST_VERSION = 32;
    private static final String[] HEADER = {"PID", "JAVA", "USER", "SOCKSPAN", "MAIN CLASS"};

    ListCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<Jvm> jvms = Jvms.all();
        if (jvms.isEmpty()) {
            context.print("No JVM runs on this machine that this user can see.\n");
            return 0;
        }
        context.print(table(jvms, context.terminal.width()));
        return 0;
    }

    static String table(List<Jvm> jvms, int width) {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADER);
        for (Jvm jvm : jvms) {
            rows.add(new String[] {
                String.valueOf(jvm.pid),
                jvm.version.isEmpty() ? "?" : HarmlessText.line(jvm.version, LONGEST_VERSION),
                jvm.user.isEmpty() ? "?" : HarmlessText.line(jvm.user, LONGEST_VERSION),
                presence(jvm),
                HarmlessText.name((jvm.mainClass + " " + jvm.arguments).trim())
            });
        }
        int[] widths = new int[HEADER.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(pad(widths[0] - row[0].length())).append(row[0]);
            for (int i = 1; i < row.length; i++) {
                line.append("  ").append(row[i]).append(i == row.length - 1 ? "" : pad(widths[i] - row[i].length()));
            }
            line.setLength(Math.min(width, line.length()));
            table.append(line.toString().replaceAll(" +$", "")).append('\n');
        }
        obstacles(jvms)
                .forEach((obstacle, pids) -> table.append(String.join(", ", pids))
                        .append(": ")
                        .append(obstacle)
                        .append('\n'));
        return table.toString();
    }

    private static String presence(Jvm jvm) {
        if (jvm.agent == AgentPresence.ATTACHED) {
            return "attached";
        }
        if (jvm.obstacle != null) {
            return "cannot";
        }
        return jvm.agent == AgentPresence.ABSENT ? "-" : "?";
    }

    /** Why this command cannot attach, and to which JVMs. */
    private static Map<String, List<String>> obstacles(List<Jvm> jvms) {
        Map<String, List<String>> obstacles = new LinkedHashMap<>();
        for (Jvm jvm : jvms) {
            if (jvm.obstacle != null) {
                obstacles
                        .computeIfAbsent(jvm.obstacle, obstacle -> new ArrayList<>())
                        .add(String.valueOf(jvm.pid));
            }
        }
        return obstacles;
    }

    private static String pad(int columns) {
        StringBuilder spaces = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            spaces.append(' ');
        }
        return spaces.toString();
    }
}
