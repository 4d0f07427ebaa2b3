package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** The scheduler of virtual threads, on which the processes' workers and their users run. */
final class SchedulerEvents {
    private SchedulerEvents() {}

    /** Belongs to no process, as all processes share the carriers. */
    @Name(CarrierReserve.NAME)
    @Label("Carrier Reserve")
    @Description("The parallelism of the scheduler of virtual threads was raised to make up for carriers that blocking "
            + "calls hold, or lowered again")
    @Category({"AIO", "Scheduler"})
    @StackTrace(false)
    static final class CarrierReserve extends Event {
        static final String NAME = "aio.CarrierReserve";

        @Label("Reserve")
        @Description("Carriers that are added to those that the user has chosen")
        int reserve;

        @Label("Reserve Before")
        @Description("Carriers that were added until now")
        int before;

        @Label("Held Carriers")
        @Description("Blocking calls that hold a carrier")
        int held;

        @Label("Limit")
        @Description("The most calls that may hold a carrier")
        int limit;
    }

    /** Belongs to no process, so there is nothing to filter. */
    @Name(SchedulerStatistics.NAME)
    @Label("Scheduler Statistics")
    @Description("The gauges of the scheduler of virtual threads, while any process is open")
    @Category({"AIO", "Scheduler"})
    @Period("1 s")
    @StackTrace(false)
    static final class SchedulerStatistics extends Event {
        static final String NAME = "aio.SchedulerStatistics";

        @Label("Parallelism")
        @Description("How many virtual threads may run at once")
        int parallelism;

        @Label("Carriers")
        @Description("Platform threads that the scheduler has started, -1 if unknown")
        int carriers;

        @Label("Mounted Virtual Threads")
        @Description("Virtual threads that are on a carrier, -1 if unknown")
        int mounted;

        @Label("Queued Virtual Threads")
        @Description("Virtual threads that are ready to run and wait for a carrier, -1 if unknown")
        long queued;
    }
}
