package io.heddle.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file server, called over HTTP. */
@Timeout(60)
final class FileServerTest {
    @TempDir
    Path folder;

    private static HttpResponse<byte[]> get(FileServer server, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 200_001})
    void shouldServeWholeFilesByEitherLibrary(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(folder.resolve("file-1.dat"), bytes);
        try (AioProcess process = AioProcess.open();
                FileServer heddle = new FileServer(folder, FileServer.heddle(process), 0);
                FileServer channel = new FileServer(folder, FileServer.channel(), 0)) {
            assertThat(get(heddle, "/file-1.dat").body()).isEqualTo(bytes);
            assertThat(get(channel, "/file-1.dat").body()).isEqualTo(bytes);
        }
    }

    @Test
    void shouldServeNothingButTheFilesOfItsFolder() throws Exception {
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(served.resolve(".hidden"), "secret");
        try (AioProcess process = AioProcess.open();
                FileServer server = new FileServer(served, FileServer.heddle(process), 0)) {
            for (String path : new String[] {"/none", "/../secret", "/%2e%2e/secret", "/.hidden", "/"}) {
                assertThat(get(server, path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }
}
