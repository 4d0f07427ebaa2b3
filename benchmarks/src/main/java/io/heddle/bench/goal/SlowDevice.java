package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A control group of Linux whose processes read slowly from the disk of a file; other processes are not affected. Needs
 * root, and either the group {@code blkio} of cgroup version 1 or the controller {@code io} of version 2.
 */
final class SlowDevice implements AutoCloseable {
    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/blkio");
    private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");

    private final Path group;

    private SlowDevice(Path group) {
        this.group = group;
    }

    /**
     * Makes a group.
     *
     * @throws RunFailure if that is not possible here, with the reason
     */
    static SlowDevice of(Path file, int readsPerSecond) throws RunFailure {
        String name = "heddle-bench-" + ProcessHandle.current().pid();
        try {
            String device = device(file);
            if (Files.isDirectory(VERSION_1)) {
                return make(VERSION_1.resolve(name), "blkio.throttle.read_iops_device", device + " " + readsPerSecond);
            }
            Path controllers = VERSION_2.resolve("cgroup.subtree_control");
            if (Files.exists(controllers) && Files.readString(controllers).contains("io")) {
                return make(VERSION_2.resolve(name), "io.max", device + " riops=" + readsPerSecond);
            }
        } catch (IOException | UnsupportedOperationException refused) {
            throw new RunFailure("no slow device: it needs root and a cgroup that throttles the disk", refused);
        }
        throw new RunFailure("no slow device: there is no cgroup blkio (version 1) or io (version 2)");
    }

    private static SlowDevice make(Path group, String file, String limit) throws IOException {
        Files.createDirectory(group);
        try {
            Files.writeString(group.resolve(file), limit + "\n");
            return new SlowDevice(group);
        } catch (IOException refused) {
            Files.deleteIfExists(group);
            throw refused;
        }
    }

    /** Returns the device numbers of the entire disk: a partition cannot be throttled. */
    private static String device(Path file) throws IOException {
        long number = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
        Path device = Path.of("/sys/dev/block", decode(number)).toRealPath();
        Path disk = Files.exists(device.resolve("partition")) ? device.getParent() : device;
        if (disk == null) {
            throw new IOException(file + ": its disk is not known");
        }
        return Files.readString(disk.resolve("dev")).strip();
    }

    /** Returns the major and minor number of a {@code dev_t} of Linux. */
    static String decode(long number) {
        long major = (number >>> 8 & 0xfff) | (number >>> 32 & 0xfffff000L);
        long minor = (number & 0xff) | (number >>> 12 & 0xffffff00L);
        return major + ":" + minor;
    }

    /** Returns the file to which a process writes its process ID to join. */
    Path processes() {
        return group.resolve("cgroup.procs");
    }

    /** Removes the group. Its processes must have ended. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(group);
    }
}
