import type { Span } from './spans';

/** What stands for a key in a file: sources read a variable, everything else has a reference. */

export interface Target {
  /** `km://ENV/NAME`. */
  readonly reference: string;
  /** The variable that `keymaster run` hands the key over in. */
  readonly variable: string;
}

export interface Edit extends Span {
  readonly text: string;
}

interface Language {
  /** An expression that reads a variable. */
  readonly read: (variable: string) => string;
  /** What joins texts; without it a key inside a longer text is not replaced by an expression. */
  readonly join?: string;
  /** A variable inside a text between these marks. */
  readonly inside?: { readonly mark: string; readonly read: (variable: string) => string };
}

const javascript: Language = {
  read: (variable) => `process.env.${variable}`,
  join: '+',
  inside: { mark: '`', read: (variable) => '${process.env.' + variable + '}' },
};
const jvm: Language = { read: (variable) => `System.getenv("${variable}")`, join: '+' };
const shell: Language = {
  read: (variable) => `"$${variable}"`,
  inside: { mark: '"', read: (variable) => '${' + variable + '}' },
};
const c: Language = { read: (variable) => `getenv("${variable}")` };

const LANGUAGES: Readonly<Record<string, Language>> = {
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
  python: { read: (variable) => `os.environ["${variable}"]`, join: '+' },
  ruby: { read: (variable) => `ENV["${variable}"]`, join: '+' },
  go: { read: (variable) => `os.Getenv("${variable}")`, join: '+' },
  rust: { read: (variable) => `std::env::var("${variable}").expect("${variable}")` },
  java: jvm,
  kotlin: jvm,
  scala: jvm,
  groovy: jvm,
  php: { read: (variable) => `getenv('${variable}')`, join: '.' },
  csharp: { read: (variable) => `Environment.GetEnvironmentVariable("${variable}")`, join: '+' },
  swift: { read: (variable) => `ProcessInfo.processInfo.environment["${variable}"]!`, join: '+' },
  dart: { read: (variable) => `Platform.environment['${variable}']!`, join: '+' },
  elixir: { read: (variable) => `System.fetch_env!("${variable}")`, join: '<>' },
  lua: { read: (variable) => `os.getenv("${variable}")`, join: '..' },
  c,
  cpp: c,
  shellscript: shell,
};

const DOTENV = /^\.env(\..+)?$/;
const COMPOSE = /^(docker-)?compose([.-].+)?\.ya?ml$/;

export function isDotenv(file: string): boolean {
  return DOTENV.test(file);
}

/** A `.env` file is a shell script for some editors. */
function language(id: string, file: string): Language | undefined {
  return isDotenv(file) ? undefined : LANGUAGES[id];
}

/** Tells whether a key becomes a variable in such a file, so that the project has to use it. */
export function readsVariables(id: string, file: string): boolean {
  return language(id, file) !== undefined || COMPOSE.test(file);
}

/** Returns what is typed for a key at a place where nothing stands yet. */
export function insertion(id: string, file: string, target: Target): string {
  return COMPOSE.test(file) ? '${' + target.variable + '}' : (language(id, file)?.read(target.variable) ?? target.reference);
}

/**
 * Returns the change that puts something in the place of a value.
 *
 * @param line the whole line
 * @param value where the value stands in it
 */
export function replacement(id: string, file: string, line: string, value: Span, target: Target): Edit {
  if (COMPOSE.test(file)) {
    return { ...value, text: '${' + target.variable + '}' };
  }
  const source = language(id, file);
  const mark = source && openMark(line.slice(0, value.from));
  if (!source || (mark === undefined && id !== 'shellscript')) {
    return { ...value, text: target.reference };
  }
  if (mark !== undefined && isWhole(line, value, mark)) {
    return { from: value.from - 1, to: value.to + 1, text: source.read(target.variable) };
  }
  return within(source, mark, value, target);
}

function within(source: Language, mark: string | undefined, value: Span, target: Target): Edit {
  if (mark === undefined) {
    return { ...value, text: source.read(target.variable) };
  }
  if (source.inside?.mark === mark) {
    return { ...value, text: source.inside.read(target.variable) };
  }
  return source.join
    ? { ...value, text: `${mark} ${source.join} ${source.read(target.variable)} ${source.join} ${mark}` }
    : { ...value, text: target.reference };
}

/** Tells whether the value is all of a text, which has no letter before its mark that would change its meaning. */
function isWhole(line: string, value: Span, mark: string): boolean {
  return line[value.from - 1] === mark && line[value.to] === mark && !/[A-Za-z"'`]/.test(line[value.from - 2] ?? '');
}

/** Returns the mark of the text that is open at the end of a line's beginning. */
function openMark(before: string): string | undefined {
  let mark: string | undefined;
  for (let at = 0; at < before.length; at++) {
    const letter = before[at];
    if (letter === '\\' && mark !== undefined) {
      at++;
    } else if (mark === undefined && (letter === '"' || letter === "'" || letter === '`')) {
      mark = letter;
    } else if (letter === mark) {
      mark = undefined;
    }
  }
  return mark;
}
