package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.FileCache;
import io.heddle.bench.peer.Parallelism;
import io.heddle.bench.server.ServerProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Goal P13: a file server on virtual threads. */
final class ServerGoal implements Goal {
    private static final int CONNECTIONS = 64;
    private static final int TURNS = 3;
    private static final int WARM_UP_SECONDS = 2;
    private static final double PATIENCE_SECONDS = 60;
    private static final double MICROS = 1e6;
    private static final double TIMES_KNOB = 1;
    private static final double TIMES_CHANNEL = 1.4;
    private static final double TAIL_OF_CHANNEL = 0.1;
    private static final double OTHERS_MICROS = 5_000;
    private static final String COLD = ", cold";
    private static final Metric RATE = new Metric("per_s", "requests/s");
    private static final Metric TAIL = new Metric("request_p99_us", "p99 us");
    private static final Metric CPU = new Metric("cpu_us_per_request", "CPU us/request");
    private static final List<Contender> ALL = List.of(Contender.HEDDLE, Contender.CHANNEL, Contender.KNOB);

    private final Map<Contender, TurnChild> servers = new EnumMap<>(Contender.class);
    private final Map<Contender, Integer> ports = new EnumMap<>(Contender.class);
    private final Set<Cell> warm = new HashSet<>();
    private long next;

    /** The files that are requested. */
    private enum Size {
        SMALL("16 KiB", 16 << 10, 16_384),
        LARGE("1 MiB", 1 << 20, 1_024);

        final String title;
        final int bytes;
        final int files;

        Size(String title, int bytes, int files) {
            this.title = title;
            this.bytes = bytes;
            this.files = files;
        }

        String prefix() {
            return name().toLowerCase(Locale.ROOT) + "-";
        }
    }

    @Override
    public String id() {
        return "P13";
    }

    @Override
    public String title() {
        return "a file server on virtual threads";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "The JDK's com.sun.net.httpserver serves files of 16 KiB and (not quick) of 1 MiB, cached and cold, "
                        + "each request on a virtual "
                        + "thread that opens the file, reads it in parts of at most 64 KiB, and closes it. It is "
                        + "driven from "
                        + "outside by wrk (apt-get install wrk; else the goal is skipped), over 64 connections of "
                        + "the loopback "
                        + "interface, which takes one of the processors. Cold files leave the page cache before each "
                        + "turn, and "
                        + "each is asked for once.",
                "Peers: the same server with FileChannel, as virtual threads come and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ".",
                "Goal: against parallelism 128 no fewer requests, a p99 no worse and no more CPU for a request in "
                        + "any of these, "
                        + "and the p99 of another virtual thread's delay at most 5 ms; cold files of 16 KiB against "
                        + "FileChannel as "
                        + "it comes: 1.4 times the requests, and a tenth of the p99.");
    }

    @Override
    public int turns() {
        return TURNS;
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, InterruptedException, RunFailure {
        Wrk.require(lab);
        byte[] bytes = new byte[Size.LARGE.bytes];
        new SplittableRandom().nextBytes(bytes);
        Path folder = Files.createDirectory(folder(lab));
        lab.say("writing files to " + folder);
        List<Cell> cells = new ArrayList<>();
        for (Size size : lab.effort().quick() ? List.of(Size.SMALL) : List.of(Size.values())) {
            for (int number = 0; number < size.files; number++) {
                Files.write(
                        folder.resolve(size.prefix() + number),
                        size == Size.LARGE ? bytes : Arrays.copyOf(bytes, size.bytes));
            }
            for (String source : List.of(", cached", COLD)) {
                ALL.forEach(who -> cells.add(new Cell(size.title + source, who.title())));
            }
        }
        ChildFork.output(List.of("sync", "--file-system", folder.toString()), (int) PATIENCE_SECONDS, lab);
        return cells;
    }

    private static Path folder(Lab lab) {
        return lab.folder().resolve("served");
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Contender contender = Contender.of(cell);
        Size size = cell.scenario().startsWith(Size.SMALL.title) ? Size.SMALL : Size.LARGE;
        TurnChild server = server(contender, lab);
        try {
            if (warm.add(cell)) {
                turn(server, contender, size, WARM_UP_SECONDS, lab);
            }
            if (cell.scenario().endsWith(COLD)) {
                for (int number = 0; number < size.files; number++) {
                    FileCache.drop(folder(lab).resolve(size.prefix() + number));
                }
            }
            return turn(server, contender, size, seconds, lab);
        } catch (RunFailure failed) {
            server.close();
            servers.remove(contender);
            throw failed;
        }
    }

    private TurnChild server(Contender contender, Lab lab) throws IOException, InterruptedException, RunFailure {
        TurnChild server = servers.get(contender);
        if (server == null) {
            List<String> command = TurnChild.java(true, contender.flags(), lab);
            command.addAll(List.of(
                    ServerProbe.class.getName(),
                    folder(lab).toString(),
                    contender == Contender.HEDDLE ? "heddle" : "channel"));
            server = TurnChild.start(contender.title(), command, lab);
            servers.put(contender, server);
            ports.put(
                    contender,
                    server.ask("port", PATIENCE_SECONDS)
                            .getOrDefault("port", 0.0)
                            .intValue());
        }
        return server;
    }

    private Map<String, Double> turn(TurnChild server, Contender contender, Size size, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        server.ask("begin", PATIENCE_SECONDS);
        Map<String, Double> driven =
                Wrk.drive(ports.getOrDefault(contender, 0), CONNECTIONS, size.prefix(), size.files, next, seconds, lab);
        Map<String, Double> figures = new HashMap<>(server.ask("end", PATIENCE_SECONDS));
        double requests = driven.getOrDefault("requests", Double.NaN);
        next += Math.round(requests);
        figures.put(RATE.name(), requests / driven.getOrDefault("us", Double.NaN) * MICROS);
        figures.put(TAIL.name(), driven.getOrDefault("p99_us", Double.NaN));
        figures.put(CPU.name(), figures.getOrDefault("cpu_ns", Double.NaN) / 1_000 / requests);
        return figures;
    }

    @Override
    public void end() {
        servers.values().forEach(TurnChild::close);
        servers.clear();
        ports.clear();
        warm.clear();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(RATE, TAIL, CPU, LoadGoal.P50, LoadGoal.P99);
    }

    // ---- judgement

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        String ours = Contender.HEDDLE.title();
        for (String scenario : table.scenarios()) {
            String knob = Contender.KNOB.title();
            criteria.add(Criterion.atLeast(
                    scenario, table.ratios(scenario, ours, knob, RATE.name()), "the requests of " + knob, TIMES_KNOB));
            criteria.add(Criterion.atMost(
                    scenario, table.ratios(scenario, ours, knob, TAIL.name()), "the p99 of " + knob, TIMES_KNOB));
            criteria.add(Criterion.atMost(
                    scenario, table.ratios(scenario, ours, knob, CPU.name()), "the CPU of " + knob, TIMES_KNOB));
            criteria.add(Criterion.amount(
                    scenario,
                    table.median(scenario, ours, LoadGoal.P99.name()),
                    OTHERS_MICROS,
                    "us, another virtual thread's p99"));
            if (scenario.equals(Size.SMALL.title + COLD)) {
                String channel = Contender.CHANNEL.title();
                criteria.add(Criterion.atLeast(
                        scenario,
                        table.ratios(scenario, ours, channel, RATE.name()),
                        "the requests of " + channel,
                        TIMES_CHANNEL));
                criteria.add(Criterion.atMost(
                        scenario,
                        table.ratios(scenario, ours, channel, TAIL.name()),
                        "the p99 of " + channel,
                        TAIL_OF_CHANNEL));
            }
        }
        return criteria;
    }
}
