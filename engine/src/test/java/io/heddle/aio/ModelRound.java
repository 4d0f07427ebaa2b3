package io.heddle.aio;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One system with two processes, engine and model side by side, and the comparison of both after each step. */
final class ModelRound {
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** A call that waits on a thread of its own. */
    private record Pending(String what, Call<String> call, ModelProcess.Waiting expected) {}

    final Dialect dialect;
    final Random random;
    final CompletionQueue queue = new CompletionQueue(new FakeTicker());
    final ModelSystem modelSystem;
    final List<ModelTwin> twins = new ArrayList<>();
    private final AioSystem system;
    private final List<Pending> pending = new ArrayList<>();
    private final List<String> history = new ArrayList<>();

    ModelRound(Dialect dialect, long seed, Path path) throws IOException {
        this.dialect = dialect;
        random = new Random(seed);
        system = new AioSystem(dialect);
        boolean xnu = dialect == Dialect.XNU;
        int limit = xnu ? 16 : 3 + random.nextInt(10);
        system.limits(xnu ? 16 : 1, limit);
        modelSystem = new ModelSystem(limit);
        for (String name : List.of("a", "b")) {
            int own = 2 + random.nextInt(xnu ? 11 : 6);
            int workers = 1 + random.nextInt(3);
            boolean whole = random.nextBoolean();
            int inFlight = 1 + random.nextInt(3);
            String how = whole ? ", without one " + inFlight : "";
            note(name + ": limit " + own + " of " + limit + ", workers " + workers + how);
            twins.add(new ModelTwin(whole, name, system, modelSystem, own, workers, inFlight, path));
        }
    }

    void note(String line) {
        history.add(line);
    }

    // ---- a step

    /** Compares the results of a call that does not wait. */
    void same(String what, String real, String expected) {
        note(what + " -> " + real);
        if (!real.equals(expected)) {
            throw new AssertionError(what + " came to: " + real + "\nexpected:   " + expected);
        }
        compare();
    }

    /**
     * Compares a call that may wait: it is made immediately if the model does not wait, otherwise on a thread of its
     * own.
     */
    void sameWhenDone(String what, ModelTwin.Asked real, ModelProcess.Waiting expected) {
        String atOnce = expected.outcome();
        if (atOnce != null) {
            same(what, ModelTwin.outcome(real), atOnce);
            return;
        }
        note(what + " waits");
        pending.add(new Pending(what, Call.of(() -> ModelTwin.outcome(real)).awaitParked(), expected));
        compare();
    }

    boolean isWaiting(String what) {
        return pending.stream().anyMatch(call -> call.what.startsWith(what));
    }

    /** Waits until both are idle, and compares their states. */
    void compare() {
        settlePending();
        Conditions.await("the engine to come to rest", this::isAtRest);
        for (ModelTwin twin : twins) {
            List<String> expected = twin.modelView();
            List<String> real = twin.realView();
            for (int i = 0; i < expected.size(); i++) {
                differ(twin.real.name(), real.get(i), expected.get(i));
            }
        }
        differ("events", String.valueOf(queue.pending()), String.valueOf(modelSystem.events.size()));
        differ("system", String.valueOf(system.outstanding()), String.valueOf(modelSystem.outstanding));
        for (Pending call : pending) {
            if (call.call.isDone()) {
                throw new AssertionError(call.what + " has ended, but should wait");
            }
        }
    }

    private static void differ(String what, String real, String expected) {
        if (!real.equals(expected)) {
            throw new AssertionError("difference of " + what + "\nengine: " + real + "\nmodel:  " + expected);
        }
    }

    private void settlePending() {
        for (Pending call : List.copyOf(pending)) {
            String expected = call.expected.outcome();
            if (expected != null) {
                pending.remove(call);
                Conditions.await("the end of " + call.what + " with " + expected, call.call::isDone);
                same(call, expected);
            }
        }
    }

    private void same(Pending call, String expected) {
        String real = ModelTwin.outcome(call.call::result);
        note(call.what + " has come to " + real);
        differ(call.what, real, expected);
    }

    private boolean isAtRest() {
        return twins.stream().allMatch(ModelTwin::isAtRest);
    }

    // ---- steps of both

    void finish(ModelTwin twin, ModelJob chosen, Errno failure) {
        // Of transfers with the same key the backend releases the oldest.
        ModelJob job = twin.model.running.stream()
                .filter(other -> other.key().equals(chosen.key()))
                .findFirst()
                .orElseThrow();
        String message = switch (failure) {
            case OK -> null;
            case ENOSPC -> "No space left on device";
            default -> "broken";
        };
        note("transfer " + job + " ends with " + failure);
        twin.backend.release(job.key(), message);
        twin.model.finish(job, failure);
        compare();
    }

    /** Exits or execs: both cancel queued requests and wait for running ones, which are then released. */
    void end(ModelTwin twin, boolean exits) {
        int running = twin.model.runningCount();
        int cancelled = twin.model.beginExit();
        String what = (exits ? "exit of " : "exec of ") + twin.real.name();
        note(what + " with " + running + " running");
        Call<String> call = Call.of(() -> ModelTwin.outcome(() -> {
            ExitReport report = exits ? twin.real.exit(FOR_EVER) : twin.real.exec(FOR_EVER);
            return report.toString();
        }));
        if (running > 0) {
            call.awaitParked();
        }
        for (ModelJob job : List.copyOf(twin.model.running)) {
            twin.backend.release(job.key(), null);
            twin.model.finish(job, Errno.OK);
        }
        settleAtEnd(twin);
        Conditions.await(what, call::isDone);
        String report = new ExitReport(cancelled, running, 0, 0).toString();
        differ(what, ModelTwin.outcome(call::result), report);
        twin.model.endExit();
        twin.model.exiting = exits;
        compare();
    }

    /** Completes the calls that wait for a process that ends. */
    private void settleAtEnd(ModelTwin twin) {
        for (Pending call : List.copyOf(pending)) {
            if (call.what.contains(twin.real.name())) {
                pending.remove(call);
                boolean forAny = call.what.startsWith("waitcomplete");
                String expected = forAny ? null : call.expected.outcome();
                Conditions.await("the end of " + call.what + " at the end", call.call::isDone);
                if (forAny) {
                    String real = ModelTwin.outcome(call.call::result);
                    note(call.what + " has come to " + real);
                    twin.model.waitedUntilTheEnd(real);
                } else {
                    same(call, expected == null ? "true" : expected);
                }
            }
        }
    }

    /** Cleans up after a failure. */
    void abandon() throws Exception {
        for (ModelTwin twin : twins) {
            twin.backend.releaseAll();
            twin.real.exit(FOR_EVER);
        }
        queue.close();
    }

    String history() {
        return String.join("\n", history);
    }
}
