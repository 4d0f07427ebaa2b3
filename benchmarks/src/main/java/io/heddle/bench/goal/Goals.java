package io.heddle.bench.goal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The goals that can be measured. */
final class Goals {
    static final List<Goal> ALL = List.of(
            new DispatchGoal(),
            new CachedReadGoal(),
            new DeviceReadGoal(),
            new WakeupGoal(),
            new BacklogGoal(),
            new MemoryGoal(),
            new TracingGoal(),
            new GroupCommitGoal(),
            new StartGoal(),
            new LatencyGoal(),
            new NoRingGoal(),
            new WriteGoal(),
            new ServerGoal(),
            new MainJobGoal(),
            new MixedLoadGoal());

    /** Measurements without a goal: not included in {@code all}, selected by name only. */
    static final List<Goal> BY_NAME = List.of(new Sweep());

    private Goals() {}

    /**
     * Finds goals by their names.
     *
     * @param names {@code P1}, {@code p1}, {@code all} or {@code SWEEP}
     * @return in the order of their numbers, each once; measurements without a goal first
     * @throws IllegalArgumentException if a name is unknown
     */
    static List<Goal> named(List<String> names) {
        List<Goal> found = new ArrayList<>();
        for (String name : names) {
            if (name.equalsIgnoreCase("all")) {
                return ALL;
            }
            Goal goal = Stream.concat(ALL.stream(), BY_NAME.stream())
                    .filter(each -> each.id().equalsIgnoreCase(name))
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException("--goals=" + name + ": it must be all or of "
                            + String.join(", ", ids()) + ", " + Sweep.ID));
            if (!found.contains(goal)) {
                found.add(goal);
            }
        }
        found.sort(Comparator.comparingInt(ALL::indexOf));
        return found;
    }

    static List<String> ids() {
        return ALL.stream().map(goal -> goal.id().toUpperCase(Locale.ROOT)).toList();
    }
}
