import { createListeners } from '../../lib/listeners.ts';
import type { Log } from '../../lib/log.ts';
import { createAccess } from './access.ts';
import type { Access, Grant } from './access.ts';
import type { Binding, RecordedBinding, Subject } from './binding.ts';
import { builtInRoles } from './role.ts';
import type { Role } from './role.ts';

/** Somebody of whom is asked what they may do. */
export interface Identity {
  readonly kind: 'USER' | 'TOKEN';
  readonly name: string;
  /** As sign-on tells them. */
  readonly groups: readonly string[];
}

/** What an access file says. */
export interface AccessRules {
  /** Besides the built-in ones. */
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
}

/** Who may do what, of all sources together. */
export interface AccessBook {
  /** What they may do now. The same object for as long as that is the same, and for all who have the same roles. */
  of(identity: Identity): Access;
  /** The built-in ones first. */
  readonly roles: readonly Role[];
  /** Null for one that only counts in approvals. */
  role(name: string): Role | null;
  /** Those of the callers' file. */
  readonly called: readonly Binding[];
  /** Those of the access file. */
  readonly written: readonly Binding[];
  /** Those that were made by mutations. */
  readonly recorded: readonly RecordedBinding[];
  /** The roles that callers have by their own file, from now on. */
  replaceCalled(bindings: readonly Binding[]): void;
  /** Of the access file, from now on. */
  replaceRules(rules: AccessRules): void;
  /** Made by mutations, from now on. */
  replaceRecorded(bindings: readonly RecordedBinding[]): void;
  /** Calls the listener at once when somebody may do something else than before. */
  onChange(listener: () => void): () => void;
}

interface Known {
  readonly version: number;
  readonly grants: string;
  readonly access: Access;
}

/** Who signs on is not known beforehand: of these many the access is kept. */
const mostKnown = 10_000;

/** A book of the built-in roles, and no bindings. */
export function createAccessBook(log: Log): AccessBook {
  let called: readonly Binding[] = [];
  let rules: AccessRules = { roles: [], bindings: [] };
  let recorded: readonly RecordedBinding[] = [];
  let roles = new Map<string, Role>();
  let bySubject = new Map<string, Binding[]>();
  let version = 0;
  const known = new Map<string, Known>();
  /** By what is granted, and what that allows: callers who may do the same are told apart by nothing that they see. */
  const byGrants = new Map<string, Access>();
  const listeners = createListeners<void>(log, 'changes of access');

  function rebuild(): void {
    version += 1;
    roles = new Map([...builtInRoles, ...rules.roles].map((role) => [role.name, role]));
    bySubject = new Map();
    for (const binding of [...called, ...rules.bindings, ...recorded]) {
      const text = subjectText(binding.subject);
      const bound = bySubject.get(text);
      if (bound === undefined) bySubject.set(text, [binding]);
      else bound.push(binding);
    }
  }

  function grantsOf({ kind, name, groups }: Identity): readonly Grant[] {
    const own: Subject = { kind: kind === 'USER' ? 'PERSON' : 'TOKEN', name };
    const subjects = [own, ...groups.map((group): Subject => ({ kind: 'GROUP', name: group }))];
    const held = subjects.flatMap((subject) => bySubject.get(subjectText(subject)) ?? []);
    return held.map(({ role, scope }) => ({ role, scope, actions: roles.get(role)?.actions ?? none }));
  }

  rebuild();
  return {
    of(identity) {
      const text = JSON.stringify([identity.kind, identity.name, identity.groups]);
      const before = known.get(text);
      if (before?.version === version) return before.access;
      const grants = grantsOf(identity);
      const grantsText = JSON.stringify(grants.map(({ actions, ...held }) => ({ ...held, actions: [...actions] })));
      const same = before?.grants === grantsText ? before.access : byGrants.get(grantsText);
      const access = same ?? createAccess(grants);
      byGrants.set(grantsText, access);
      known.delete(text);
      known.set(text, { version, grants: grantsText, access });
      const [oldest] = known.keys();
      if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
      if (byGrants.size > mostKnown) byGrants.clear();
      return access;
    },
    get roles() {
      return [...roles.values()];
    },
    role: (name) => roles.get(name) ?? null,
    get called() {
      return called;
    },
    get written() {
      return rules.bindings;
    },
    get recorded() {
      return recorded;
    },
    replaceCalled(next) {
      called = next;
      rebuild();
      listeners.tell();
    },
    replaceRules(next) {
      rules = next;
      rebuild();
      listeners.tell();
    },
    replaceRecorded(next) {
      const same =
        next.length === recorded.length && next.every((binding, index) => binding.id === recorded[index]?.id);
      recorded = next;
      if (same) return;
      rebuild();
      listeners.tell();
    },
    onChange: (listener) => listeners.add(listener),
  };
}

const none: Grant['actions'] = new Set();

function subjectText({ kind, name }: Subject): string {
  return `${kind} ${name}`;
}
