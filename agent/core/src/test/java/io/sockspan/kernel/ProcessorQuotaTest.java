package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorQuotaTest {
    @TempDir
    Path root;

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private double processors() {
        return new ProcessorQuota(
                        new Proc(root.resolve("proc").toFile()),
                        root.resolve("cgroup").toFile())
                .processors();
    }

    @Test
    void readsVersion2() throws IOException {
        write("proc/self/cgroup", "0::/pod/container\n");
        write("cgroup/pod/container/cpu.max", "max 100000\n");
        assertThat(processors()).isInfinite();

        write("cgroup/pod/container/cpu.max", "50000 100000\n");
        assertThat(processors()).isEqualTo(0.5);
    }

    @Test
    void takesTheLeastOfTheGroupsAround() throws IOException {
        write("proc/self/cgroup", "0::/pod/container\n");
        write("cgroup/pod/container/cpu.max", "50000 100000\n");
        write("cgroup/pod/cpu.max", "20000 100000\n");
        assertThat(processors()).isEqualTo(0.2);
    }

    @Test
    void readsTheRootIfThePathIsThatOfTheHost() throws IOException {
        write("proc/self/cgroup", "0::/../../elsewhere\n");
        write("cgroup/cpu.max", "10000 100000\n");
        assertThat(processors()).isEqualTo(0.1);
    }

    @Test
    void readsVersion1() throws IOException {
        write("proc/self/cgroup", "4:memory:/m\n3:cpu,cpuacct:/docker/1\n2:cpuset:/\n0::/\n");
        write("cgroup/cpu/docker/1/cpu.cfs_quota_us", "-1\n");
        write("cgroup/cpu/docker/1/cpu.cfs_period_us", "100000\n");
        assertThat(processors()).isInfinite();

        write("cgroup/cpu/docker/1/cpu.cfs_quota_us", "150000\n");
        assertThat(processors()).isEqualTo(1.5);
    }

    @Test
    void knowsNoLimitWhereNothingCanBeRead() throws IOException {
        assertThat(processors()).isInfinite();
        write("proc/self/cgroup", "nonsense\n0::/\n");
        write("cgroup/cpu.max", "nonsense\n");
        assertThat(processors()).isInfinite();
    }
}
