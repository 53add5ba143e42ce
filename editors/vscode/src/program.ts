import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import * as path from 'node:path';

/**
 * The `keymaster` program. It is started without a shell, by its absolute path, and never for a value: what may be asked
 * is listed here, and nothing in the list prints one. A value that goes in goes through standard input.
 */

/** What is asked in the background: opens no vault that is locked, and prompts nobody. */
export const QUESTIONS = [
  'agent status',
  'vault status',
  'env',
  'ls',
  'providers list',
  'scan',
  'add',
  'use',
  'lock',
] as const;

/** What a person sees in a terminal, where it may ask. */
export const TALKS = ['unlock', 'add', 'run', 'init', 'import', 'rotate', 'config set'] as const;

/** A scan needs no open vault, and must not keep one open: the agent is left out of it. */
const WITHOUT_AGENT: readonly Question[] = ['scan'];

export type Question = (typeof QUESTIONS)[number];
export type Talk = (typeof TALKS)[number];

export interface Answer {
  /** The exit code; -1 if the program could not be started, took too long or was stopped. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly folder?: string | undefined;
  readonly input?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const PATIENCE = 60_000;
const MOST = 16 << 20;

export class Program {
  constructor(readonly path: string) {}

  /** Returns the words of a talk, as arguments. */
  static words(talk: Talk, ...more: string[]): string[] {
    return [...talk.split(' '), ...more];
  }

  ask(question: Question, words: readonly string[], circumstances: Circumstances = {}): Promise<Answer> {
    const all = [...question.split(' '), '--json', '--no-input', ...words];
    return new Promise((resolve) => {
      const child = spawn(this.path, all, {
        cwd: circumstances.folder,
        stdio: 'pipe',
        shell: false,
        env: WITHOUT_AGENT.includes(question) ? { ...process.env, KEYMASTER_AGENT: 'off' } : process.env,
        windowsHide: true,
        signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(circumstances.signal ? [circumstances.signal] : [])]),
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let size = 0;
      const collect = (pieces: Buffer[]) => (piece: Buffer) => {
        size += piece.length;
        if (size > MOST) {
          child.kill();
        } else {
          pieces.push(piece);
        }
      };
      child.stdout.on('data', collect(out));
      child.stderr.on('data', collect(err));
      child.stdin.on('error', () => undefined); // it may end before it has read all
      child.on('error', () => resolve({ code: -1, stdout: '', stderr: '' }));
      child.on('close', (code) =>
        resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      );
      child.stdin.end(circumstances.input ?? '');
    });
  }
}

/**
 * Finds the program: what the setting says if it is an absolute path, otherwise the first on the PATH, or in
 * `~/.local/bin`, which editors that a desktop starts may not have there. Folders of the PATH that are relative are left
 * out, since they would lie in whatever folder is open.
 */
export function find(setting: string, environment: NodeJS.ProcessEnv, system: NodeJS.Platform): string | undefined {
  if (setting) {
    return path.isAbsolute(setting) && isProgram(setting) ? setting : undefined;
  }
  const names = system === 'win32' ? ['keymaster.exe'] : ['keymaster'];
  return [...(environment['PATH'] ?? '').split(path.delimiter), `${environment['HOME'] ?? ''}/.local/bin`]
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
