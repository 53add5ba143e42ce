import type { AgentStatus, Environment } from './answers';

/** What the window knows of the vault. */
export type Lock = 'missing' | 'none' | 'locked' | 'unlocked';

export interface Situation {
  readonly lock: Lock;
  readonly environment: Environment | undefined;
  readonly agent: AgentStatus | undefined;
}

export interface Shown {
  readonly text: string;
  readonly tooltip: string;
  readonly label: string;
  /** An environment in which mistakes are expensive. */
  readonly careful: boolean;
}

const ORIGINS: Readonly<Record<string, string>> = {
  variable: 'from KEYMASTER_ENV',
  project: 'of this project',
  user: 'from your settings',
  default: 'the default',
};

/** Returns what the status bar shows. */
export function shown(situation: Situation, clock: (time: Date) => string): Shown {
  const name = situation.environment?.name ?? 'dev';
  switch (situation.lock) {
    case 'missing':
      return plain('$(warning) Keymaster', 'The program keymaster was not found', 'Keymaster: not found');
    case 'none':
      return plain('$(key) Keymaster', 'There is no vault yet', 'Keymaster: no vault');
    case 'locked':
      return plain(`$(lock) ${name}`, `Keymaster: locked\n${environment(situation)}`, `Keymaster: ${name}, locked`);
    case 'unlocked':
      return {
        text: `$(key) ${name}`,
        tooltip: `Keymaster: unlocked${end(situation.agent, clock)}\n${environment(situation)}`,
        label: `Keymaster: ${name}, unlocked`,
        careful: name.startsWith('prod'),
      };
  }
}

function plain(text: string, tooltip: string, label: string): Shown {
  return { text, tooltip, label, careful: false };
}

function environment(situation: Situation): string {
  const origin = ORIGINS[situation.environment?.origin ?? ''];
  return `Environment ${situation.environment?.name ?? 'dev'}${origin ? `, ${origin}` : ''}`;
}

function end(agent: AgentStatus | undefined, clock: (time: Date) => string): string {
  const ends = new Date(agent?.ends ?? '');
  if (!agent || Number.isNaN(ends.getTime())) {
    return '';
  }
  const idle = agent.idleSeconds > 0 ? `after ${Math.round(agent.idleSeconds / 60)} quiet minutes, ` : '';
  return `; locks ${idle}at ${clock(ends)} at the latest`;
}

/** Returns in words when something ends that ends soon. */
export function endsSoon(expires: string | undefined, now: Date): string | undefined {
  const left = expires === undefined ? NaN : (new Date(expires).getTime() - now.getTime()) / 86_400_000;
  if (Number.isNaN(left) || left > 14) {
    return undefined;
  }
  return left < 0 ? 'expired' : left < 1 ? 'expires today' : `expires in ${Math.floor(left)} days`;
}
