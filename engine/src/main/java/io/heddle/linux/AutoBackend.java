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
 * Io_uring or system calls where they can be used, another backend elsewhere, and that one also until it is known.
 *
 * <p>To look for io_uring costs a JVM that has just started 100 ms and more, nearly all of it for linking the first
 * native function. No request waits for that: the look begins when the first has been moved, on a thread of its own.
 * Files that were opened before get a descriptor as soon as it is known.
 */
public final class AutoBackend implements Backend {
    /** When to try again where no thread could be started, which costs milliseconds. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Backend others;
    private final Supplier<Probe> probe;
    private final ThreadFactory factory;
    private final Runnable choosing = this::choose; // here: to link it needs memory
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Backoff starts = new Backoff(Ticker.SYSTEM, AGAIN_NANOS);
    private final Gate known = new Gate();
    private volatile @Nullable Backend chosen;

    /** Why it was chosen. Written before the choice. */
    private volatile String reason = "";

    /** Whether it was chosen for a lack of the moment. Written before the choice. */
    private volatile boolean provisional;

    /** Open files that may get a descriptor. Guarded by this; empty once the choice is made. */
    private Set<EarlyFile> early = new HashSet<>();

    /**
     * Makes a backend that has not looked yet.
     *
     * @param others moves the bytes until then, and also afterwards if there is nothing better
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

    /** With a factory of the thread that looks: tests have it make threads that cannot be started. */
    AutoBackend(Backend others, Supplier<Probe> probe, ThreadFactory factory) {
        this.others = others;
        this.probe = probe;
        this.factory = factory;
    }

    /** {@inheritDoc} Waits until it is known, some 100 ms at most. */
    @Override
    public String name() {
        return awaitChoice().name();
    }

    /**
     * Returns why {@link #name} is the best backend that can be used here. Waits as that does.
     *
     * @return the reason, with what would help to use a better one
     */
    public String reason() {
        Backend _ = awaitChoice();
        return reason;
    }

    /**
     * Tells whether the choice was made for a lack of the moment, such as a full heap. It stays for those who have this
     * backend; whoever needs a backend later is better served by a new one, which looks again.
     *
     * @return {@code false} as long as nothing is chosen
     */
    public boolean isProvisional() {
        return chosen != null && provisional;
    }

    /**
     * Returns the backend for what is opened from now on.
     *
     * @return the chosen one if it is known, so that nothing stands before it; else this
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

    /** The file gets a descriptor with the others, or by itself if the choice was made while it was opened. */
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

    // ---- the look

    private void look() {
        if (looking.get() || starts.isTooEarly() || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            factory.newThread(choosing).start();
        } catch (OutOfMemoryError noThread) { // at this moment: that decides nothing for ever
            starts.failed();
            looking.set(false);
        }
    }

    private void choose() {
        try {
            Probe answer = probe.get();
            if (answer instanceof Probe.Usable usable) { // no switch over kinds: to link one needs memory
                Probe.Unusable better = usable.better();
                Descriptors.join(
                        better == null
                                ? choose(usable.backend(), "io_uring can be used")
                                : chooseInstead(usable.backend(), better));
            } else if (answer instanceof Probe.Unusable unusable) {
                Set<EarlyFile> _ = chooseInstead(others, unusable);
            }
        } catch (Throwable failed) { // whatever it is: nobody may wait for the answer in vain
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

    /** Returns the files that were opened before. */
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
                boolean _ =
                        known.await(Ticker.SYSTEM, LOOK_NANOS); // or until the thread that was to look is known to fail
            }
            now = chosen;
        }
        return now;
    }
}
