import type { Key, Provider } from './answers';

/** What keys and their variables are called. */

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const ENVIRONMENT = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const ASSIGNED = /([A-Za-z_][A-Za-z0-9_.-]*)["'`]?\]?\s*(?::=|=>|[:=])\s*[bru]*["'`]?$/;
const MOST = 128;

export function isName(name: string): boolean {
  return name.length <= MOST && NAME.test(name);
}

export function isEnvironment(name: string): boolean {
  return ENVIRONMENT.test(name);
}

export function reference(environment: string, name: string): string {
  return `km://${environment}/${name}`;
}

/** Returns environment and name of a reference. */
export function parts(reference: string): { environment: string; name: string } | undefined {
  const match = /^km:\/\/([^/]+)\/([^#?]+)/.exec(reference);
  return match?.[1] && match[2] ? { environment: match[1], name: match[2] } : undefined;
}

/** Returns what a value is assigned to, by the text before it in its line. */
export function assignedTo(before: string): string | undefined {
  return ASSIGNED.exec(before)?.[1];
}

/** Returns the service that a rule of the scan names, if it is a provider that is known. */
export function serviceOf(rule: string, providers: readonly Provider[]): Provider | undefined {
  return providers.find((each) => rule === each.name || rule.startsWith(`${each.name}/`) || rule.startsWith(`${each.name}-`));
}

/** Proposes a name that is free: the service's, or what the value is assigned to. */
export function propose(assigned: string | undefined, service: Provider | undefined, taken: ReadonlySet<string>): string {
  const own = service === undefined || (isVariable(assigned) && assigned !== service.variable);
  const wanted = own ? plain(assigned ?? '') : service.name;
  const base = isName(wanted) ? wanted : 'key';
  let name = base;
  for (let i = 2; taken.has(name); i++) {
    name = `${base}-${i}`;
  }
  return name;
}

function plain(assigned: string): string {
  return assigned
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MOST - 4);
}

function isVariable(assigned: string | undefined): assigned is string {
  return assigned !== undefined && /^[A-Z][A-Z0-9_]*$/.test(assigned);
}

/**
 * Returns the variable for a new key: what it is assigned to if that looks like one, else its service's if no other key
 * becomes that, else its name.
 */
export function newVariable(
  name: string,
  assigned: string | undefined,
  service: Provider | undefined,
  taken: ReadonlySet<string>,
): string {
  const usual = service?.variable;
  return isVariable(assigned) ? assigned : usual !== undefined && !taken.has(usual) ? usual : capitals(name);
}

/** Returns the variable that `keymaster run` hands a key over in. */
export function variableOf(key: Key, providers: readonly Provider[]): string {
  return key.variable ?? providers.find((each) => each.name === key.service)?.variable ?? capitals(key.name);
}

function capitals(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}
