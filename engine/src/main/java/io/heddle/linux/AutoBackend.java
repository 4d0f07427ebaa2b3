package io.heddle.linux;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Transfer;
import io.heddle.backend.Uninterrupted;
import io.heddle.time.Backoff;
import io.heddle.time.Failures;
import io.heddle.time.Gate;
import io.heddle.time.Ticker;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Selects io_uring or system calls where they can be used, and another backend elsewhere. That one also serves until
 * the choice is made.
 *
 * <p>In a JVM that has just started, the probe for io_uring takes 100 ms or more, nearly all of it for linking the
 * first native function. No request waits for that: the probe starts after the first transfer, or when the backend's
 * name is queried, on a thread of its own. Files that were opened earlier get a descriptor once the choice is made.
 */
public final class AutoBackend implements Backend {
    /** The interval between failed attempts to start a thread, which cost milliseconds. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Backend others;
    private final Supplier<Probe> probe;
    private final ThreadFactory factory;
    private final Runnable choosing = this::choose; // made in advance: linking it needs memory
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Backoff starts = new Backoff(Ticker.SYSTEM, AGAIN_NANOS);
    private final Gate known = new Gate();
    private volatile @Nullable Backend chosen;

    /** The reason for the choice. Written before the choice. */
    private volatile String reason = "";

    /** Whether the choice is due to a temporary shortage. Written before the choice. */
    private volatile boolean provisional;

    /** Open files that may get a descriptor. Guarded by this; empty once the choice is made. */
    private Set<EarlyFile> early = new HashSet<>();

    /**
     * Creates a backend that has not probed yet.
     *
     * @param others moves the bytes until the choice is made, and afterwards if there is nothing better
     * @param probe looks for something better; called once
     */
    public AutoBackend(Backend others, Supplier<Probe> probe) {
        this(
                others,
                probe,
                Thread.ofPlatform()
                        .name("heddle-backend-probe")
                        .daemon(true)
                        .inheritInheritableThreadLocals(false)
                        .factory());
    }

    /** Creates a backend with a factory of the thread that probes: tests use one whose threads cannot be started. */
    AutoBackend(Backend others, Supplier<Probe> probe, ThreadFactory factory) {
        this.others = others;
        this.probe = probe;
        this.factory = factory;
    }

    /** {@inheritDoc} Waits until the choice is made, which takes some 100 ms. */
    @Override
    public String name() {
        return awaitChoice().name();
    }

    /**
     * Returns the reason why {@link #name} is the best backend that can be used here. Waits as {@code name} does.
     *
     * @return the reason, and what would make a better backend usable
     */
    public String reason() {
        Backend _ = awaitChoice();
        return reason;
    }

    /**
     * Returns whether the choice is due to a temporary shortage, such as a full heap. It stays in force for this
     * backend; a component that needs a backend later should create a new one, which probes again.
     *
     * @return {@code false} as long as nothing is chosen
     */
    public boolean isProvisional() {
        return chosen != null && provisional;
    }

    /**
     * Returns the backend for files that are opened from now on.
     *
     * @return the chosen backend once it is known, to avoid the indirection; otherwise this
     */
    public Backend orChosen() {
        Backend now = chosen;
        return now == null ? this : now;
    }

    @Override
    public @Nullable Handle open(Path path, Set<? extends OpenOption> options) throws IOException {
        Backend now = chosen;
        return now == null ? joinLater(EarlyFile.open(path, options, this)) : now.open(path, options);
    }

    @Override
    public @Nullable Handle adopt(FileChannel channel) throws IOException {
        Backend now = chosen;
        return now == null ? joinLater(EarlyFile.adopt(channel, this)) : now.adopt(channel);
    }

    /**
     * Registers a file, which gets its descriptor together with the others; or immediately if the choice was made while
     * it was opened.
     */
    private @Nullable EarlyFile joinLater(@Nullable EarlyFile file) throws IOException {
        if (file != null && !isAdded(file) && chosen != others) {
            Uninterrupted.call(() -> {
                Descriptors.join(List.of(file));
                return file;
            });
        }
        return file;
    }

    private synchronized boolean isAdded(EarlyFile file) {
        return chosen == null && early.add(file);
    }

    synchronized void closed(EarlyFile file) {
        if (chosen == null) {
            early.remove(file);
        }
    }

    @Override
    public int readNow(Handle handle, ByteBuffer into, long offset) {
        Backend now = chosen;
        return now == null ? WOULD_WAIT : now.readNow(handle, into, offset);
    }

    @Override
    public boolean takesWhole(Transfer transfer) {
        Backend now = chosen;
        return now != null && now.takesWhole(transfer);
    }

    @Override
    public boolean movesAtOnce(Transfer transfer) {
        Backend now = chosen;
        return now != null && now.movesAtOnce(transfer);
    }

    @Override
    public boolean begin(Transfer transfer, Ending ending) {
        Backend now = chosen;
        return (now == null ? others : now).begin(transfer, ending);
    }

    @Override
    public boolean cancel(long ticket) {
        Backend now = chosen;
        return now != null && now.cancel(ticket);
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        Backend now = chosen;
        if (now != null) {
            return now.move(transfer);
        }
        try {
            return others.move(transfer);
        } finally {
            look();
        }
    }

    // ---- the probe

    private void look() {
        if (looking.get() || starts.isTooEarly() || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            factory.newThread(choosing).start();
        } catch (OutOfMemoryError noThread) { // temporary, so it decides nothing
            starts.failed();
            looking.set(false);
        }
    }

    private void choose() {
        try {
            Probe answer = probe.get();
            if (answer instanceof Probe.Usable usable) { // no switch over types: linking one needs memory
                Probe.Unusable better = usable.better();
                Descriptors.join(
                        better == null
                                ? choose(usable.backend(), "io_uring can be used")
                                : chooseInstead(usable.backend(), better));
            } else if (answer instanceof Probe.Unusable unusable) {
                Set<EarlyFile> _ = chooseInstead(others, unusable);
            }
        } catch (Throwable failed) { // of any kind: no thread may wait for the result in vain
            if (chosen == null) {
                provisional = failed instanceof VirtualMachineError;
                choose(others, reasonOf(failed));
            }
            Failures.log(Level.WARNING, "no io_uring: the look for it failed", failed);
        }
    }

    private static String reasonOf(Throwable failed) {
        try {
            return "io_uring cannot be used: the look for it failed with "
                    + failed.getClass().getName();
        } catch (OutOfMemoryError exhausted) {
            return "io_uring cannot be used: the look for it failed";
        }
    }

    private Set<EarlyFile> chooseInstead(Backend found, Probe.Unusable better) {
        provisional = better.passing();
        Set<EarlyFile> before = choose(found, "io_uring cannot be used: " + better.reason());
        Failures.log(
                better.avoidable() ? Level.INFO : Level.DEBUG,
                "the backend is {0}, not uring: {1}",
                found.name(),
                better.reason());
        return before;
    }

    /** Makes the choice. Returns the files that were opened before. */
    private synchronized Set<EarlyFile> choose(Backend found, String why) {
        Set<EarlyFile> before = early;
        early = Set.of(); // nothing is added from now on
        reason = why;
        chosen = found;
        known.open();
        return before;
    }

    private Backend awaitChoice() {
        look();
        Backend now = chosen;
        while (now == null) {
            if (looking.compareAndSet(false, true)) {
                choose(); // no thread can be started, and this one waits anyway
            } else {
                // with a limit: the probing thread may turn out to have failed to start
                boolean _ = known.await(Ticker.SYSTEM, LOOK_NANOS);
            }
            now = chosen;
        }
        return now;
    }
}
