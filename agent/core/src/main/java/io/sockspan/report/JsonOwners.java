package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.owners.Finding;
import io.sockspan.owners.Findings;
import io.sockspan.owners.Holder;
import io.sockspan.owners.Step;
import io.sockspan.track.SocketSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The answer to who holds which sockets, as JSON. Members may be added. A member is absent if its value is unknown.
 *
 * <pre>{@code
 * {
 *   "search": {
 *     "seconds": 0.21, "objects": 124000,
 *     "notFollowed": 0,         references beyond a limit, perhaps to some of these objects
 *     "unreadableClasses": 0,
 *     "endedEarly": false,      at a limit
 *     "foundAll": false         whether it ended because all sockets were found; other places may hold them too
 *   },
 *   "sockets": [{
 *     "id": 1042,
 *     "holder": {               absent if no field or thread that was looked at holds it
 *       "owner": "com.acme.Inventory.POOL", "static": true,
 *       "path": [{"place": "com.acme.Inventory.POOL", "type": "ArrayList"}],   outermost first
 *       "remark": "..."         such as the attachment of a selection key
 *     },
 *     "user": "..."             the thread that reads or writes it now
 *   }]
 * }
 * }</pre>
 */
public final class JsonOwners {
    private JsonOwners() {}

    /** @param findings null if there was nothing to search for; {@code search} is absent then */
    public static String render(List<SocketSnapshot> sockets, Findings findings) {
        StringWriter out = new StringWriter();
        try {
            JsonWriter json = new JsonWriter(out);
            json.setSerializeNulls(false);
            json.beginObject();
            if (findings != null) {
                search(json, findings);
            }
            json.name("sockets");
            sockets(json, sockets, findings);
            json.endObject();
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    static void search(JsonWriter json, Findings findings) throws IOException {
        json.name("search").beginObject();
        json.name("seconds").value(TimeUnit.NANOSECONDS.toMillis(findings.nanos) / 1e3);
        json.name("objects").value(findings.objects);
        json.name("notFollowed").value(findings.notFollowed);
        json.name("unreadableClasses").value(findings.unreadableClasses);
        json.name("endedEarly").value(findings.endedEarly);
        json.name("foundAll").value(findings.foundAll);
        json.endObject();
    }

    static void sockets(JsonWriter json, List<SocketSnapshot> sockets, Findings findings) throws IOException {
        json.beginArray();
        for (SocketSnapshot socket : sockets) {
            Finding finding = findings == null ? null : findings.bySocket.get(socket.id);
            if (finding != null) {
                json.beginObject();
                json.name("id").value(socket.id);
                members(json, finding);
                json.endObject();
            }
        }
        json.endArray();
    }

    private static void members(JsonWriter json, Finding finding) throws IOException {
        Holder holder = finding.holder;
        if (holder != null) {
            json.name("holder").beginObject();
            json.name("owner").value(Names.clean(holder.owner.place));
            json.name("static").value(holder.owner.isStatic);
            json.name("path").beginArray();
            for (Step step : holder.steps) {
                json.beginObject();
                json.name("place").value(Names.clean(step.place));
                json.name("type").value(Names.clean(step.type));
                json.endObject();
            }
            json.endArray();
            json.name("remark").value(holder.remark == null ? null : Names.clean(holder.remark));
            json.endObject();
        }
        json.name("user").value(finding.user == null ? null : Names.clean(finding.user));
    }
}
