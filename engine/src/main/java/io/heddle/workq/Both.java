package io.heddle.workq;

/**
 * Two wake-ups in a row. A class instead of a lambda, because linking a lambda needs memory.
 *
 * @param first no entry
 * @param second no entry
 */
record Both(Wakeup first, Wakeup second) implements Wakeup {
    @Override
    public void wake() {
        try {
            first.wake();
        } finally {
            second.wake();
        }
    }
}
