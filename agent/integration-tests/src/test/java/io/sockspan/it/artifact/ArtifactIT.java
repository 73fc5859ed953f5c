package io.sockspan.it.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sockspan.testkit.MavenProject;
import io.sockspan.testkit.TargetJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The artifact as a project gets it that depends on it. */
class ArtifactIT {
    @TempDir
    private Path work;

    @Test
    void isOneJarThatNeedsNoOther() throws Exception {
        MavenProject project = MavenProject.copyOf("empty", work);

        String said = project.build("org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy-dependencies");

        assertThat(said).contains("BUILD SUCCESS");
        try (Stream<Path> jars = Files.list(project.directory().resolve("target/dependency"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .startsWith("sockspan-agent-");
        }
    }

    @Test
    void listsWhatIsPacked() throws Exception {
        try (JarFile jar = new JarFile(TargetJvm.property("sockspan.agent.jar"))) {
            JsonObject bom = JsonParser.parseString(text(jar, "META-INF/sbom/sockspan-agent.cdx.json"))
                    .getAsJsonObject();
            String notice = text(jar, "core/META-INF/NOTICE");

            assertThat(bom.get("bomFormat").getAsString()).isEqualTo("CycloneDX");
            assertThat(components(bom))
                    .contains("opentelemetry-sdk", "okhttp-jvm", "gson", "picocli")
                    .doesNotContain("byte-buddy");
            for (String name : List.of("opentelemetry-sdk", "okhttp-jvm", "gson", "picocli")) {
                assertThat(notice).as("version of " + name).contains(" " + version(bom, name) + " ");
            }
        }
    }

    /** The JDK and the agent read every name in the jar's directory at the start. */
    @Test
    void hasFewEntries() throws Exception {
        try (JarFile jar = new JarFile(TargetJvm.property("sockspan.agent.jar"))) {
            assertThat(jar.size()).isLessThan(100);
            assertThat(jar.getEntry("sockspan.trees").getMethod()).isEqualTo(ZipEntry.STORED);
        }
    }

    private static String text(JarFile jar, String entry) throws Exception {
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> components(JsonObject bom) {
        return stream(bom).map(component -> component.get("name").getAsString()).toList();
    }

    private static String version(JsonObject bom, String name) {
        return stream(bom)
                .filter(component -> component.get("name").getAsString().equals(name))
                .map(component -> component.get("version").getAsString())
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonObject> stream(JsonObject bom) {
        return StreamSupport.stream(bom.getAsJsonArray("components").spliterator(), false)
                .map(JsonElement::getAsJsonObject);
    }
}
