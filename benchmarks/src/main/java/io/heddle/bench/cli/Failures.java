package io.heddle.bench.cli;

import io.heddle.report.text.PlainText;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports failures in one line on standard error. With HEDDLE_DEBUG=1 the stack trace follows. */
public final class Failures {
    private Failures() {}

    /**
     * Reports an option that cannot be accepted.
     *
     * @param refused what picocli or a command found wrong
     * @param args the arguments as given
     * @return the exit status of wrong usage
     */
    public static int onOption(ParameterException refused, String[] args) {
        CommandLine command = refused.getCommandLine();
        String line = String.valueOf(refused.getMessage()).lines().findFirst().orElse("wrong options");
        if (refused.getArgSpec() instanceof OptionSpec option) {
            line = line.replace("'" + option.longestName() + "'", "'" + asGiven(option, args) + "'");
        }
        if (refused instanceof UnmatchedArgumentException unknown) {
            List<String> near = unknown.getSuggestions();
            line += near.isEmpty() ? "" : "; did you mean " + near.getFirst() + "?";
        }
        tell(command, line, refused);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Returns the name under which an option with several names was given. */
    private static String asGiven(OptionSpec option, String[] args) {
        List<String> names = List.of(option.names());
        return Stream.of(args)
                .map(argument -> argument.replaceFirst("=.*", ""))
                .filter(names::contains)
                .findFirst()
                .orElse(option.longestName());
    }

    /**
     * Reports a command that failed.
     *
     * @param failure what it threw
     * @param command the command
     * @param parsed its options
     * @return the exit status of a failure
     */
    public static int onRun(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof StandardOutput.Lost) {
            return 0; // StandardOutput.end chooses the status
        }
        tell(command, describe(failure), failure);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static void tell(CommandLine command, String line, Throwable failure) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + PlainText.of(line));
        if ("1".equals(System.getenv("HEDDLE_DEBUG"))) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
    }

    /**
     * Describes a failure in one line. The messages of the JDK's file exceptions carry little more than a name.
     *
     * @param failure any failure
     * @return a text without line breaks
     */
    public static String describe(Throwable failure) {
        String text = switch (failure) {
            case RunFailure told -> told.getMessage();
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException present -> present.getFile() + ": exists already and is no folder";
            case NotDirectoryException plain -> plain.getFile() + ": not a folder";
            case FileSystemException other
            when other.getReason() != null ->
                other.getFile() + ": " + other.getReason().toLowerCase(Locale.ROOT);
            case OutOfMemoryError exhausted -> "not enough memory: " + exhausted.getMessage();
            default -> failure.getMessage();
        };
        return text == null ? failure.getClass().getSimpleName() : text.replaceAll("\\s*\\R\\s*", " ");
    }
}
