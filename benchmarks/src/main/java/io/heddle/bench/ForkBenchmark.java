package io.heddle.bench;

import io.heddle.workq.WorkerScope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Placeholder: shows that the generated sources compile. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForkBenchmark {

    private int forks = 1;

    /** Opens a scope and starts workers in it. */
    @Benchmark
    public void fork() {
        try (WorkerScope scope = WorkerScope.open()) {
            for (int i = 0; i < forks; i++) {
                scope.fork(() -> {});
            }
        }
    }
}
