package io.heddle.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
    /**
     * Returns C0, DEL, C1, soft hyphen, bidi marks, embeddings, overrides and isolates, separators, BOM, unpaired
     * surrogates, tags.
     */
    private static IntStream all() {
        IntStream single = IntStream.of(
                0x7f, 0xad, 0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff, 0xd800, 0xdbff, 0xdc00, 0xdfff,
                0xfffe, 0xffff, 0x1ffff, 0xe0001);
        return Stream.of(
                        IntStream.rangeClosed(0, 0x1f),
                        IntStream.rangeClosed(0x80, 0x9f),
                        IntStream.rangeClosed(0x202a, 0x202e),
                        IntStream.rangeClosed(0x2066, 0x2069),
                        single)
                .flatMapToInt(range -> range);
    }

    @Test
    void shouldReplaceWhatIsUnsafe() {
        all().forEach(c -> {
            String text = "a" + Character.toString(c) + "b";
            assertThat(PlainText.isUnsafe(c)).as("U+%04X", c).isTrue();
            assertThat(PlainText.of(text)).as("U+%04X", c).isIn("a\ufffdb", "a b");
        });
        assertThat(PlainText.of("\u001b[2J")).isEqualTo("\ufffd[2J");
        assertThat(PlainText.of("one\r\ntwo\tthree")).isEqualTo("one two three");
    }

    @Test
    void shouldKeepWhatIsSafe() {
        String text = "Grüße, Ελλάδα, 漢字, 👍, e\u0301, a|b <c> \u00a0";
        assertThat(PlainText.of(text)).isSameAs(text);
    }

    /** Both kinds of generators escape, in names and in values. */
    @Test
    void shouldEscapeInJsonWhatIsUnsafe() throws IOException {
        StringBuilder nasty = new StringBuilder("👍");
        all().forEach(c -> nasty.append(' ').appendCodePoint(c));
        StringWriter text = new StringWriter();
        try (JsonGenerator json = SafeJson.generator(text)) {
            write(json, nasty.toString());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = SafeJson.generator(bytes)) {
            write(json, nasty.toString());
        }
        StringBuilder read = new StringBuilder();
        nasty.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? PlainText.REPLACEMENT : c)
                .forEach(read::appendCodePoint);
        for (String written : new String[] {text.toString(), bytes.toString(StandardCharsets.UTF_8)}) {
            all().forEach(c -> assertThat(written.codePoints()).as("U+%04X", c).doesNotContain(c));
            try (JsonParser json = new JsonFactory().createParser(written)) {
                json.nextToken();
                json.nextToken();
                assertThat(json.currentName()).isEqualTo(read.toString());
                json.nextToken();
                assertThat(json.getText()).isEqualTo(read.toString());
            }
        }
    }

    private static void write(JsonGenerator json, String nasty) throws IOException {
        json.writeStartObject();
        json.writeStringField(nasty, nasty);
        json.writeEndObject();
    }
}
