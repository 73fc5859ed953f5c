package io.sockspan.bench.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.atomic.LongAdder;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * A web server, for whoever puts load on it: says {@code port NUMBER} when it is up. The first line on standard input begins what is
 * measured, and the second ends it and the server.
 */
final class Http {
    private Http() {}

    static void main() throws IOException, LifecycleException {
        Greeting greeting = new Greeting();
        File base = Files.createTempDirectory("sockspan-bench").toFile();
        Tomcat tomcat = start(greeting, base);
        System.out.println("port " + tomcat.getConnector().getLocalPort());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        in.readLine();
        Sample before = new Sample(greeting.requests.sum());
        in.readLine();
        Sample after = new Sample(greeting.requests.sum());
        tomcat.stop();
        tomcat.destroy();
        delete(base);
        System.out.println("result " + after.since(before) + " peak=" + Proc.bytes("VmHWM"));
    }

    private static Tomcat start(HttpServlet servlet, File base) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.getPath());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", base.getPath());
        Tomcat.addServlet(context, "greeting", servlet);
        context.addServletMappingDecoded("/", "greeting");
        tomcat.start();
        return tomcat;
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        file.delete();
    }

    private static final class Greeting extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient LongAdder requests = new LongAdder();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            requests.increment();
            response.setContentType("text/plain");
            response.getWriter().write("hello");
        }
    }
}
