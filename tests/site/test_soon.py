import threading

from kbsite.jobs.soon import SoonAfter


def test_one_timer_for_many_starts_and_another_for_what_comes_while_it_works():
    began, may_end, runs = threading.Semaphore(0), threading.Semaphore(0), []

    def work():
        runs.append(threading.current_thread())
        began.release()
        may_end.acquire()

    soon = SoonAfter(seconds=0.01, work=work)
    for _ in range(5):
        soon.start()
    assert began.acquire(timeout=10)
    soon.start()
    may_end.release()
    assert began.acquire(timeout=10)
    may_end.release()
    for thread in runs:
        thread.join(10)
    assert len(runs) == 2
    assert all(thread.daemon for thread in runs)


def test_a_failure_does_not_end_it():
    soon = SoonAfter(seconds=0, work=lambda: 1 / 0)
    failed = threading.Event()
    before, threading.excepthook = threading.excepthook, lambda args: failed.set()
    try:
        soon.start()
        assert failed.wait(10)
        failed.clear()
        soon.start()
        assert failed.wait(10)
    finally:
        threading.excepthook = before
