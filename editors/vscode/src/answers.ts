/**
 * What the program answers, taken from its JSON. What has another shape than expected counts as no answer. Of a key
 * only what is no part of its value is kept: the masked form that lists show is dropped here.
 */

export interface AgentStatus {
  readonly unlocked: boolean;
  /** The folder of its socket, which changes when an agent comes or goes. */
  readonly socket: string;
  readonly idleSeconds: number;
  /** When it locks at the latest, ISO-8601. */
  readonly ends: string;
}

export interface Environment {
  readonly name: string;
  /** Who said so: flag, variable, project, user or default. */
  readonly origin: string;
}

export interface Key {
  readonly environment: string;
  readonly name: string;
  readonly service: string;
  readonly active: boolean;
  readonly version: number;
  readonly tags: readonly string[];
  /** The variable it becomes, if not its service's. */
  readonly variable: string | undefined;
  readonly expires: string | undefined;
  readonly updated: string;
}

export interface Provider {
  readonly name: string;
  readonly title: string;
  readonly variable: string | undefined;
}

export interface Finding {
  readonly id: string;
  /** From 1. */
  readonly line: number;
  /** In bytes, from 1. */
  readonly column: number;
  /** In bytes; 0 where the key does not stand by itself. */
  readonly length: number;
  readonly rule: string;
  readonly title: string;
  /** The reference of a key of the vault. */
  readonly held: string | undefined;
}

export interface Failure {
  /** As in docs/exit-codes.md: locked, not_found, conflict … */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function objects(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function document(json: string, noun: string): Fields | undefined {
  const value = parsed(json);
  return isFields(value) && value['schema'] === `keymaster/${noun}/1` ? value : undefined;
}

export function agentStatus(json: string): AgentStatus | undefined {
  const fields = document(json, 'agent');
  return (
    fields && {
      unlocked: fields['running'] === true && text(fields, 'unlocked') !== '',
      socket: text(fields, 'socket'),
      idleSeconds: number(fields, 'idle_seconds'),
      ends: text(fields, 'ends'),
    }
  );
}

export function vaultExists(json: string): boolean | undefined {
  const fields = document(json, 'vault');
  return fields && fields['exists'] === true;
}

export function environment(json: string): Environment | undefined {
  const fields = document(json, 'environment');
  const name = fields && text(fields, 'environment');
  return fields && name ? { name, origin: text(fields, 'origin') } : undefined;
}

export function keys(json: string): readonly Key[] | undefined {
  const fields = document(json, 'keys');
  return fields && objects(fields, 'keys').map(key);
}

function key(fields: Fields): Key {
  const tags = fields['tags'];
  return {
    environment: text(fields, 'environment'),
    name: text(fields, 'name'),
    service: text(fields, 'service'),
    active: text(fields, 'status') === 'active',
    version: number(fields, 'version'),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    variable: text(fields, 'variable') || undefined,
    expires: text(fields, 'expires') || undefined,
    updated: text(fields, 'updated'),
  };
}

export function providers(json: string): readonly Provider[] | undefined {
  const fields = document(json, 'providers');
  return (
    fields &&
    objects(fields, 'providers').map((each) => ({
      name: text(each, 'name'),
      title: text(each, 'title'),
      variable: text(each, 'variable') || undefined,
    }))
  );
}

export function findings(json: string): readonly Finding[] | undefined {
  const fields = document(json, 'scan');
  return (
    fields &&
    objects(fields, 'findings').map((each) => ({
      id: text(each, 'id'),
      line: number(each, 'line'),
      column: number(each, 'column'),
      length: number(each, 'length'),
      rule: text(each, 'rule'),
      title: text(each, 'title'),
      held: text(each, 'key') || undefined,
    }))
  );
}

/** Returns the variable that `keymaster use` gave to a key. */
export function usedVariable(json: string, name: string): string | undefined {
  const fields = document(json, 'use');
  const used = fields && objects(fields, 'keys').find((each) => text(each, 'name') === name);
  return used && (text(used, 'variable') || undefined);
}

/** Reads the document on standard error; warnings may stand before it. */
export function failure(stderr: string): Failure {
  const begin = stderr.search(/^\{/m);
  const fields = parsed(begin < 0 ? '' : stderr.slice(begin));
  const error = isFields(fields) && isFields(fields['error']) ? fields['error'] : undefined;
  return error
    ? { code: text(error, 'code'), message: text(error, 'message'), hint: text(error, 'hint') }
    : { code: 'failure', message: 'keymaster did not answer', hint: '' };
}
