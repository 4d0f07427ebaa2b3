package io.heddle.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * The bytes by which the JDK passes a path to the kernel. A name need not be text in the locale of this JVM: {@code
 * Path.toString()} has U+FFFD in place of what cannot be decoded, and names another file. The bytes themselves are in
 * the path's URI, percent-encoded.
 */
final class PathBytes {
    private static final FileSystem DEFAULT = FileSystems.getDefault();
    private static final Path ROOT = Path.of("/");

    /**
     * Whether paths have bytes. Those of the JDK's own file system do; those of an installed default provider need not.
     */
    private static final boolean HAS_BYTES = DEFAULT.provider().getClass().getModule() == Object.class.getModule();

    /** Whether an ASCII character stands for one byte, its own, and no other byte is decoded as one. */
    private static final boolean IS_PLAIN = Set.of("UTF-8", "ANSI_X3.4-1968", "US-ASCII", "ISO-8859-1")
            .contains(System.getProperty("sun.jnu.encoding"));

    private PathBytes() {}

    /**
     * Whether relative paths are relative to the process's working directory: the user may have set {@code user.dir}.
     * Compared once, as the JDK does.
     */
    private static final class Working {
        static final boolean IS_DEFAULT = compare();

        private static boolean compare() {
            try {
                return Path.of("").toAbsolutePath().equals(Files.readSymbolicLink(Path.of("/proc/self/cwd")));
            } catch (IOException hidden) {
                return false;
            }
        }
    }

    /**
     * Returns whether a path has bytes that the kernel understands: whether it belongs to the JDK's default file
     * system.
     */
    static boolean areIn(Path path) {
        return HAS_BYTES && path.getFileSystem() == DEFAULT;
    }

    /** Returns the bytes of a path, without a 0 at the end. */
    static byte[] of(Path path) {
        boolean relative = !path.isAbsolute() && Working.IS_DEFAULT;
        Path known = relative ? path : path.toAbsolutePath();
        String name = known.toString();
        if (name.isEmpty()) {
            return new byte[] {'.'};
        }
        if (IS_PLAIN && isAscii(name)) {
            return name.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] all = decode(ROOT.resolve(known).toUri().getRawPath());
        int start = relative ? 1 : 0;
        // the URI of a directory ends with one more character
        int end = all.length > 1 && all[all.length - 1] == '/' ? all.length - 1 : all.length;
        byte[] bytes = new byte[end - start];
        System.arraycopy(all, start, bytes, 0, bytes.length);
        return bytes;
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] decode(String raw) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char next = raw.charAt(i);
            if (next == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) next;
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
