#!/usr/bin/python3
"""Plays the login manager on a bus of a test: says what standard input tells, a line a signal."""
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/_31"


class Manager(dbus.service.Object):
    @dbus.service.method(NAME + ".Manager", in_signature="u", out_signature="o")
    def GetSessionByPID(self, pid):
        return dbus.ObjectPath(SESSION)

    @dbus.service.method(NAME + ".Manager", in_signature="", out_signature="a(susso)")
    def ListSessions(self):
        print("listed", flush=True)
        return [("31", dbus.UInt32(0), "person", "seat0", dbus.ObjectPath(SESSION))]

    @dbus.service.signal(NAME + ".Manager", signature="b")
    def PrepareForSleep(self, begins):
        pass

    @dbus.service.signal(NAME + ".Manager", signature="so")
    def SessionRemoved(self, name, path):
        pass


def said(source, condition, manager):
    word = sys.stdin.readline().strip()
    if word == "sleep":
        manager.PrepareForSleep(True)
    elif word == "removed":
        manager.SessionRemoved("31", dbus.ObjectPath(SESSION))
    return bool(word)


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection(sys.argv[1])
name = dbus.service.BusName(NAME, bus)
manager = Manager(bus, "/org/freedesktop/login1")
GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, said, manager)
print("here", flush=True)
GLib.MainLoop().run()
