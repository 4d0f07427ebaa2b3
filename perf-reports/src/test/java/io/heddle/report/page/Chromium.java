package io.heddle.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser without a window, if one is installed. */
final class Chromium {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    /** The page after rendering, and the browser's log. */
    record Visit(String dom, String log) {}

    private Chromium() {}

    /** Opens a page. The profile is in the page's own folder, so that nothing is left behind. */
    static Visit visit(Path page, int width) throws IOException, InterruptedException {
        Optional<Path> browser = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(browser.isPresent(), "no browser: install one, for example with apt-get install chromium");
        Path log = Path.of(page + ".log");
        Process process = new ProcessBuilder(
                        browser.get().toString(),
                        "--headless=new",
                        "--no-sandbox", // the tests may run as root
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + page.resolveSibling("profile-" + width),
                        "--window-size=" + width + ",1200",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectError(log.toFile())
                .start();
        process.getOutputStream().close();
        String dom = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the browser does not end");
        }
        return new Visit(dom, Files.readString(log));
    }
}
