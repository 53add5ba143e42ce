package dev.keymaster.report;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The axis of a chart: from 0 to a round number that is not below any value.
 *
 * @param top where it ends, at least 1
 * @param step from one line to the next
 */
record Scale(long top, long step) {
  private static final int LINES = 4;

  static Scale upTo(long largest) {
    long need = Math.max(1, largest);
    long step = 1;
    for (long power = 1; step * LINES < need; power *= 10) {
      for (long factor : new long[] {1, 2, 5}) {
        step = factor * power;
        if (step * LINES >= need) {
          break;
        }
      }
    }
    return new Scale(Math.ceilDiv(need, step) * step, step);
  }

  /** Returns where the lines are, from 0 to the top. */
  List<Long> lines() {
    return LongStream.rangeClosed(0, top / step).map(i -> i * step).boxed().toList();
  }

  /** Returns how far up a value is, of a height. */
  double of(long value, double height) {
    return height * value / top;
  }
}
