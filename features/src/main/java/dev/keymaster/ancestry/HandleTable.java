package dev.keymaster.ancestry;

import dev.keymaster.model.Origin;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the JVM tells of processes where there is no {@code /proc}; sessions it does not know. */
final class HandleTable implements ProcessTable {
  @Override
  public Optional<Entry> entry(long pid) {
    return ProcessHandle.of(pid).map(HandleTable::entry);
  }

  private static Entry entry(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    String executable = info.command().orElse("");
    List<String> arguments = info.arguments().map(Arrays::asList).orElse(List.of());
    CommandLine line = CommandLine.of(executable, arguments);
    long started = info.startInstant().map(Instant::toEpochMilli).orElse(0L);
    long parent = process.parent().map(ProcessHandle::pid).orElse(0L);
    return new Entry(
        new Origin.Program(process.pid(), line.name(), line.script(), started),
        "",
        parent,
        0,
        "",
        line.paths());
  }

  @Override
  public String directory(long pid) {
    return "";
  }
}
