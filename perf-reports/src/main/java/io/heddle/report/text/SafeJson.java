package io.heddle.report.text;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is safe to print: {@linkplain PlainText#isUnsafe unsafe characters} are escaped, so that a program reads
 * each text unchanged and a terminal receives no control characters. Surrogates without a partner, which parsers
 * refuse, are replaced.
 */
public final class SafeJson {
    private static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new Escapes());

    private SafeJson() {}

    /**
     * Creates a generator.
     *
     * @param out the writer that it writes to
     * @return a generator of safe JSON
     * @throws IOException if it cannot be created
     */
    public static JsonGenerator generator(Writer out) throws IOException {
        return new WholeCharacters(FACTORY.createGenerator(out));
    }

    /**
     * Creates a generator.
     *
     * @param out the stream that it writes to, in UTF-8
     * @return a generator of safe JSON
     * @throws IOException if it cannot be created
     */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return new WholeCharacters(FACTORY.createGenerator(out, JsonEncoding.UTF8));
    }

    /** Replaces unpaired surrogates. All other methods for names and texts call these two. */
    private static final class WholeCharacters extends JsonGeneratorDelegate {
        WholeCharacters(JsonGenerator json) {
            super(json);
        }

        @Override
        public void writeFieldName(String name) throws IOException {
            super.writeFieldName(whole(name));
        }

        @Override
        public void writeString(@Nullable String text) throws IOException {
            super.writeString(text == null ? null : whole(text));
        }

        private static String whole(String text) {
            if (text.codePoints().noneMatch(WholeCharacters::isHalf)) {
                return text;
            }
            StringBuilder whole = new StringBuilder(text.length());
            text.codePoints().forEach(c -> whole.appendCodePoint(isHalf(c) ? PlainText.REPLACEMENT : c));
            return whole.toString();
        }

        private static boolean isHalf(int codePoint) {
            return Character.getType(codePoint) == Character.SURROGATE;
        }
    }

    /**
     * Escapes unsafe characters. They are passed one by one, so both halves of each surrogate pair are escaped, as they
     * cannot be distinguished from unpaired ones.
     */
    private static final class Escapes extends CharacterEscapes {
        @Serial
        private static final long serialVersionUID = 1;

        private static final int DELETE = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return PlainText.isUnsafe(character) ? new SerializedString(String.format("\\u%04x", character)) : null;
        }
    }
}
