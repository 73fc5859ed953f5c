package io.sockspan.watch;

/** As on a machine with many processors. */
class SeveralEpollsWatchTest extends EpollWatchTest {
    @Override
    int instances() {
        return 8;
    }
}
