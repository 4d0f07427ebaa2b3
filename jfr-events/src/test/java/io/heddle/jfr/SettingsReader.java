package io.heddle.jfr;

import java.util.Map;

/** An application for {@link LazyLoadingTest}: it reads the settings and records nothing. */
final class SettingsReader {
    private SettingsReader() {}

    public static void main(String[] args) {
        System.out.println(AioJfr.settings(Map.of(AioJfr.TRACE, "all", AioJfr.PROCESS, "7"))
                .get("aio.Read#enabled"));
    }
}
