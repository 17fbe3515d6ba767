"""What was put away is given back to the system, a moment later and once."""

import platform

from fieldkit.ui.shell.thrift import Thrift, give_back


def test_freed_memory_is_handed_back_where_the_allocator_can(qapp):
    assert give_back() is (platform.libc_ver()[0] == "glibc")


def test_it_is_given_back_once_after_the_last_thing_was_put_away(qapp, qtbot):
    thrift = Thrift(qapp)
    thrift.setInterval(0)
    told = []
    thrift.timeout.connect(lambda: told.append(1))
    thrift.start()
    thrift.start()
    qtbot.waitUntil(lambda: told == [1])
    assert not thrift.isActive()
    thrift.deleteLater()
