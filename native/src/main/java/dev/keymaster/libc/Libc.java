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

  @Import(name = "fork")
  static native int fork();

  @Import(name = "getpid")
  static native int pid();

  @Include("sys/wait.h")
  @Import(name = "waitpid")
  static native int waitpid(int pid, Address status, int options);

  @Include("signal.h")
  @Import(name = "kill")
  static native int kill(int pid, int signal);

  @Include("sys/signalfd.h")
  @Import(name = "signalfd")
  static native int signalfd(int descriptor, Address signals, int flags);

  @Import(name = "read")
  static native long read(int descriptor, Address into, long count);

  @Import(name = "dup2")
  static native int dup2(int from, int to);

  @Include("fcntl.h")
  @Import(name = "pipe2")
  static native int pipe(Address ends, int flags);

  @Include("sys/socket.h")
  @Import(name = "socketpair")
  static native int socketpair(int domain, int type, int protocol, Address ends);

  @Include("sys/stat.h")
  @Import(name = "fstat")
  static native int fstat(int descriptor, Address into);

  @Import(name = "setsid")
  static native int setsid();

  @Import(name = "setpgid")
  static native int setpgid(int pid, int group);

  @Import(name = "getpgrp")
  static native int group();

  @Import(name = "tcgetpgrp")
  static native int foreground(int terminal);

  @Import(name = "tcsetpgrp")
  static native int foreground(int terminal, int group);

  @Include("termios.h")
  @Import(name = "tcgetattr")
  static native int tcgetattr(int terminal, Address modes);

  @Include("termios.h")
  @Import(name = "tcsetattr")
  static native int tcsetattr(int terminal, int when, Address modes);

  @Include("termios.h")
  @Import(name = "cfmakeraw")
  static native void makeRaw(Address modes);

  @Import(name = "execve")
  static native int execve(Address path, Address arguments, Address environment);

  @Import(name = "_exit")
  static native void exit(int code);
}
