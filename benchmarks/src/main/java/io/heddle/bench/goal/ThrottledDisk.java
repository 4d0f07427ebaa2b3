package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.RandomFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system on a loop device with a low limit of dirty pages. The kernel blocks threads that write more, as on a
 * machine whose page cache is full of dirty pages. Other file systems are not affected. Needs root.
 */
final class ThrottledDisk implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final long DIRTY_BYTES = 32L << 20;

    private final Path mount;
    private final String device;
    private final Lab lab;

    private ThrottledDisk(Path mount, String device, Lab lab) {
        this.mount = mount;
        this.device = device;
        this.lab = lab;
    }

    /**
     * Makes a file system with a file of the given size.
     *
     * @throws RunFailure if that is not possible here, with the reason
     */
    static ThrottledDisk in(Lab lab, long bytes) throws InterruptedException, RunFailure {
        try {
            Path image = Files.createFile(lab.folder().resolve("throttled.img"));
            Path mount = Files.createDirectory(lab.folder().resolve("throttled"));
            run(lab, "truncate", "--size=" + 2 * bytes, image.toString());
            run(lab, "mkfs.ext4", "-q", image.toString());
            String device = run(lab, "losetup", "--find", "--show", image.toString())
                    .getFirst()
                    .strip();
            ThrottledDisk disk = new ThrottledDisk(mount, device, lab);
            boolean made = false;
            try {
                run(lab, "mount", device, mount.toString());
                String number = Files.readString(Path.of(
                                "/sys/block", Path.of(device).getFileName().toString(), "dev"))
                        .strip();
                Path limits = Path.of("/sys/class/bdi", number);
                Files.writeString(limits.resolve("strict_limit"), "1\n");
                Files.writeString(limits.resolve("max_bytes"), DIRTY_BYTES + "\n");
                RandomFile.fill(Files.createFile(disk.file()), bytes);
                made = true;
                return disk;
            } finally {
                if (!made) {
                    disk.close();
                }
            }
        } catch (IOException | RunFailure refused) {
            throw new RunFailure(
                    "no file system with a limit of dirty pages: it needs root, losetup, mkfs.ext4 and Linux 6.2",
                    refused);
        }
    }

    private static List<String> run(Lab lab, String... command) throws IOException, InterruptedException, RunFailure {
        return ChildFork.output(List.of(command), PATIENCE_SECONDS, lab);
    }

    Path file() {
        return mount.resolve("written.dat");
    }

    /**
     * Unmounts the file system and detaches its device. A signal may have done so already, or be about to kill these
     * commands; their failures are therefore not logged.
     */
    @Override
    public void close() throws IOException {
        for (List<String> command :
                List.of(List.of("umount", mount.toString()), List.of("losetup", "--detach", device))) {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.waitFor();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        lab.log().println("# " + device + " taken down");
    }
}
