package io.heddle.bench.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Serves the files of one folder over the loopback interface, each request on a virtual thread of its own. The files
 * are read by the library, or for comparison by FileChannel:
 *
 * <pre>java --enable-native-access=ALL-UNNAMED -cp benchmarks/target/heddle.jar \
 *     io.heddle.bench.server.FileServer FOLDER heddle 8080</pre>
 *
 * <p>The code to embed the library is in {@link #heddle}: one {@link AioProcess} for the server, and a file that is
 * opened and read where the request is served. A virtual thread that waits for the disk does not delay the others.
 */
public final class FileServer implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("/[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int BACKLOG = 1024;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int BAD_METHOD = 405;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path folder;
    private final Library library;

    /** Opens files. */
    @FunctionalInterface
    public interface Library {
        /**
         * Opens a file for reading.
         *
         * @param path of the file
         * @return its content, to be closed by the caller
         * @throws IOException if it cannot be opened
         */
        Content open(Path path) throws IOException;
    }

    /** An open file. */
    public interface Content extends Closeable {
        /**
         * Returns its size.
         *
         * @return bytes
         * @throws IOException if that cannot be determined
         */
        long size() throws IOException;

        /**
         * Reads a part.
         *
         * @param into a buffer with room for it
         * @param offset in the file
         * @return the bytes read
         * @throws IOException if it cannot be read
         */
        int read(ByteBuffer into, long offset) throws IOException;
    }

    /**
     * Returns a library that reads by the engine.
     *
     * @param process the process of the requests
     * @return opens files of that process
     */
    public static Library heddle(AioProcess process) {
        return path -> {
            AioFile file = process.open(path);
            return new Content() {
                @Override
                public long size() throws IOException {
                    return file.size();
                }

                @Override
                public int read(ByteBuffer into, long offset) throws IOException {
                    return file.read(into, offset);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        };
    }

    /**
     * Returns a library that reads by the JDK.
     *
     * @return opens channels
     */
    public static Library channel() {
        return path -> {
            FileChannel channel = FileChannel.open(path);
            return new Content() {
                @Override
                public long size() throws IOException {
                    return channel.size();
                }

                @Override
                public int read(ByteBuffer into, long offset) throws IOException {
                    return channel.read(into, offset);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        };
    }

    /**
     * Starts a server on the loopback interface.
     *
     * @param folder the folder whose files are served, without those of its subfolders
     * @param library opens the files
     * @param port 0 for any
     * @throws IOException if the port is in use
     */
    public FileServer(Path folder, Library library, int port) throws IOException {
        this.folder = folder;
        this.library = library;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Serves until its standard input ends.
     *
     * @param args the folder, {@code heddle} or {@code channel}, and the port
     * @throws IOException if the port is in use
     */
    public static void main(String[] args) throws IOException {
        System.setProperty(
                "sun.net.httpserver.nodelay", "true"); // otherwise an answer in two parts waits for an acknowledgement
        try (AioProcess process = AioProcess.configure().name("files").open();
                FileServer server = new FileServer(
                        Path.of(args[0]),
                        args[1].equals("heddle") ? heddle(process) : channel(),
                        Integer.parseInt(args[2]))) {
            System.out.println("http://127.0.0.1:" + server.port() + "/");
            while (System.in.read() >= 0) {
                // until its end
            }
        }
    }

    /**
     * Returns the port on which it listens.
     *
     * @return the port
     */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath();
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(BAD_METHOD, NO_BODY);
            } else if (!NAME.matcher(name).matches()) {
                exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
            } else {
                send(exchange, folder.resolve(name.substring(1)));
            }
        }
    }

    private void send(HttpExchange exchange, Path path) throws IOException {
        try (Content content = library.open(path)) {
            long size = content.size();
            exchange.sendResponseHeaders(OK, size == 0 ? NO_BODY : size);
            OutputStream body = exchange.getResponseBody();
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(size, CHUNK_BYTES));
            for (long offset = 0; offset < size; offset += chunk.position()) {
                chunk.clear().limit((int) Math.min(size - offset, CHUNK_BYTES));
                if (content.read(chunk, offset) <= 0) {
                    throw new EOFException(path + " has become shorter");
                }
                body.write(chunk.array(), 0, chunk.position());
            }
        } catch (NoSuchFileException none) {
            exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
