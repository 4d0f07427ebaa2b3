package io.heddle.bench;

import io.heddle.workq.WorkerScope;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Placeholder for the command line. */
@Command(name = "heddle", mixinStandardHelpOptions = true, description = "Asynchronous I/O, measured.")
public final class Heddle implements Callable<Integer> {

    private Heddle() {}

    /**
     * Runs one command and exits with its status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Heddle()).execute(args));
    }

    @Override
    public Integer call() {
        try (WorkerScope scope = WorkerScope.open()) {
            System.out.println(scope.getClass().getSimpleName());
        }
        return 0;
    }
}
