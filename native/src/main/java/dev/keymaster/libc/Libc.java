package dev.keymaster.libc;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;
import org.teavm.interop.c.Variable;

/**
 * The C library, name by name. A garbage collection would move what an {@link Address} points to,
 * so nothing is allocated between taking one and the call.
 */
@Include("unistd.h")
final class Libc {
  private Libc() {}

  @Variable
  @Import(name = "environ")
  static native Address environ();

  @Include("errno.h")
  @Variable
  @Import(name = "errno")
  static native int errno();

  @Import(name = "geteuid")
  static native int user();

  @Import(name = "isatty")
  static native int isatty(int descriptor);

  @Import(name = "getcwd")
  static native Address getcwd(Address into, long size);

  @Import(name = "readlink")
  static native long readlink(Address path, Address into, long size);

  @Include("fcntl.h")
  @Import(name = "open")
  static native int open(Address path, int flags);

  @Import(name = "pread")
  static native long pread(int descriptor, Address into, long size, long offset);

  @Import(name = "lseek")
  static native long seek(int descriptor, long offset, int from);

  @Import(name = "close")
  static native int close(int descriptor);

  @Include("fcntl.h")
  @Import(name = "fcntl")
  static native int fcntl(int descriptor, int command, int argument);

  @Import(name = "syscall")
  static native long syscall(long number, long first, long second, long third);

  @Import(name = "write")
  static native long write(int descriptor, Address bytes, long count);

  @Import(name = "access")
  static native int access(Address path, int mode);

  @Include("sys/stat.h")
  @Import(name = "stat")
  static native int stat(Address path, Address into);

  @Include("sys/stat.h")
  @Import(name = "lstat")
  static native int lstat(Address path, Address into);

  @Include("sys/socket.h")
  @Import(name = "socket")
  static native int socket(int domain, int type, int protocol);

  @Include("sys/socket.h")
  @Import(name = "connect")
  static native int connect(int socket, Address address, int length);

  @Include("sys/socket.h")
  @Import(name = "getsockopt")
  static native int getsockopt(int socket, int level, int option, Address value, Address length);

  @Include("sys/socket.h")
  @Import(name = "setsockopt")
  static native int setsockopt(int socket, int level, int option, Address value, int length);

  @Include("sys/socket.h")
  @Import(name = "send")
  static native long send(int socket, Address bytes, long count, int flags);

  @Include("sys/socket.h")
  @Import(name = "recv")
  static native long receive(int socket, Address into, long count, int flags);

  @Include("sys/ioctl.h")
  @Import(name = "ioctl")
  static native int ioctl(int descriptor, long request, Address argument);

  @Include("poll.h")
  @Import(name = "poll")
  static native int poll(Address descriptors, long count, int milliseconds);

  @Include("signal.h")
  @Import(name = "sigprocmask")
  static native int sigprocmask(int how, Address signals, Address former);

  @Include("signal.h")
  @Import(name = "signal")
  static native Address signal(int signal, Address action);

  @Include("sys/resource.h")
  @Import(name = "getrlimit")
  static native int getrlimit(int resource, Address limits);

  @Include("sys/resource.h")
  @Import(name = "setrlimit")
  static native int setrlimit(int resource, Address limits);

  @Include("sys/prctl.h")
  @Import(name = "prctl")
  static native int prctl(int option, long argument);

  @Import(name = "execve")
  static native int execve(Address path, Address arguments, Address environment);

  @Import(name = "_exit")
  static native void exit(int code);
}
