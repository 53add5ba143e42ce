import type { Finding } from './answers';

/** Where in a text something stands: offsets in UTF-16, as editors count. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Turns places that are told in lines and bytes into offsets. What lies outside of the text has none. */
export class Spans {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  /** Returns where a finding stands; of one that does not stand by itself, the rest of its line. */
  of(finding: Finding): Span | undefined {
    const start = this.starts[finding.line - 1];
    if (start === undefined || finding.column < 1) {
      return undefined;
    }
    const line = this.text.slice(start, (this.starts[finding.line] ?? this.text.length + 1) - 1);
    const bytes = Buffer.from(line);
    const before = finding.column - 1;
    const end = finding.length > 0 ? before + finding.length : bytes.length;
    if (end > bytes.length || end <= before) {
      return undefined;
    }
    const units = (from: number, to: number) => bytes.subarray(from, to).toString().length;
    const from = start + units(0, before);
    const span = { from, to: from + units(before, end) };
    return finding.length > 0 ? span : { from, to: from + this.text.slice(from, span.to).trimEnd().length };
  }
}
