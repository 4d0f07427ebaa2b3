package io.heddle.bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.AnnotatedElement;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;

/** The descriptions of all commands' options are format strings, in which a literal percent sign is written twice. */
final class HelpTest {
    static Stream<CommandLine> commands() {
        return Heddle.commandLine().getSubcommands().values().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldBeFormats(CommandLine command) {
        for (ArgSpec argument : command.getCommandSpec().args()) {
            Option option = argument.userObject() instanceof AnnotatedElement element
                    ? element.getAnnotation(Option.class)
                    : null; // an option of picocli itself
            for (String text : option == null ? new String[0] : option.description()) {
                assertThatCode(() -> String.format(text)).as(text).doesNotThrowAnyException();
            }
        }
    }
}
