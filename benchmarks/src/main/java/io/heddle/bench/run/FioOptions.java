package io.heddle.bench.run;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The options of fio that {@code heddle run} does not implement: those without meaning here, and those that are not
 * offered.
 */
final class FioOptions {
    /**
     * Accepted: they state what holds here anyway, or choose among alternatives of fio that Heddle does not have. They
     * do not change what is measured.
     */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "--allrandrepeat",
            "--allow_mounted_write",
            "--clat_percentiles",
            "--clocksource",
            "--create_fsync",
            "--create_on_open",
            "--create_serialize",
            "--description",
            "--disable_bw_measurement",
            "--disable_clat",
            "--disable_lat",
            "--disable_slat",
            "--disk_util",
            "--do_verify",
            "--error_dump",
            "--eta",
            "--eta-interval",
            "--eta-newline",
            "--exitall",
            "--exitall_on_error",
            "--fadvise_hint",
            "--fallocate",
            "--group_reporting",
            "--gtod_cpu",
            "--gtod_reduce",
            "--invalidate",
            "--iomem",
            "--ioengine",
            "--lat_percentiles",
            "--mem",
            "--new_group",
            "--norandommap",
            "--percentile_list",
            "--per_job_logs",
            "--random_generator",
            "--randrepeat",
            "--refill_buffers",
            "--scramble_buffers",
            "--significant_figures",
            "--slat_percentiles",
            "--stonewall",
            "--thread",
            "--time_based",
            "--unified_rw_reporting",
            "--unit_base",
            "--verify_fatal");

    /** Refused by name: ignoring them would measure something other than what was requested. */
    private static final Set<String> NOT_OFFERED = Set.of(
            "--bs_unaligned",
            "--bsrange",
            "--bssplit",
            "--buffer_compress_percentage",
            "--buffer_pattern",
            "--continue_on_error",
            "--cpus_allowed",
            "--cpumask",
            "--dedupe_percentage",
            "--end_fsync",
            "--file_append",
            "--filesize",
            "--fill_device",
            "--fsync_on_close",
            "--io_limit",
            "--io_size",
            "--io_submit_mode",
            "--iodepth_batch",
            "--iodepth_batch_complete",
            "--iodepth_batch_complete_max",
            "--iodepth_batch_complete_min",
            "--iodepth_batch_submit",
            "--iodepth_low",
            "--kb_base",
            "--latency_target",
            "--loops",
            "--max_latency",
            "--nice",
            "--nrfiles",
            "--numa_cpu_nodes",
            "--offset",
            "--offset_increment",
            "--output",
            "--output-format",
            "--percentage_random",
            "--prio",
            "--prioclass",
            "--ramp_time",
            "--random_distribution",
            "--rate_cycle",
            "--rate_iops_min",
            "--rate_min",
            "--rate_process",
            "--read_iolog",
            "--rw_sequencer",
            "--serialize_overlap",
            "--startdelay",
            "--sync",
            "--sync_file_range",
            "--thinktime",
            "--unlink",
            "--verify_async",
            "--verify_backlog",
            "--verify_pattern",
            "--write_bw_log",
            "--write_iolog",
            "--write_iops_log",
            "--write_lat_log",
            "--zero_buffers",
            "--zonemode");

    private FioOptions() {}

    private static String name(String argument) {
        return argument.replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the names of both sets. */
    static String[] names() {
        return Stream.concat(WITHOUT_MEANING.stream(), NOT_OFFERED.stream())
                .sorted()
                .toArray(String[]::new);
    }

    /**
     * Refuses an option that is not offered, and prints one notice of all options without meaning here.
     *
     * @throws ParameterException that names the first refused option
     */
    static void check(CommandLine command) {
        Set<String> ignored = new LinkedHashSet<>();
        for (String argument : command.getParseResult().originalArgs()) {
            String name = name(argument);
            if (NOT_OFFERED.contains(name)) {
                throw new ParameterException(
                        command,
                        argument + ": heddle run does not offer this option of fio's (docs/run.md has those it does)");
            }
            if (WITHOUT_MEANING.contains(name)) {
                ignored.add(name);
            }
        }
        if (!ignored.isEmpty()) {
            command.getErr()
                    .println("heddle run: options of fio's without meaning here: " + String.join(", ", ignored));
            command.getErr().flush();
        }
    }
}
