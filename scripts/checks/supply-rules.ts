/** The lockfile, as far as the rules look at it. Every package by its place; the empty place is the project itself. */
export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What the rules look at. */
export interface Supply {
  readonly manifest: {
    readonly workspaces?: readonly string[];
    readonly allowScripts?: Readonly<Record<string, boolean>>;
  };
  readonly lock: Lockfile;
  /** The text of `.npmrc`. */
  readonly npmrc: string;
}

/** What a package wants to run when it is installed, and whether it may. */
interface InstallScript {
  readonly runs: boolean;
  readonly reason: string;
}

/** All the packages that have a script for their installation. One more is a decision: its reason goes here. */
export const installScripts: Readonly<Record<string, InstallScript>> = {
  node: {
    runs: true,
    // The lockfile has no digest of that binary: npm holds it against what the registry says of it.
    reason:
      'Puts the Node.js binary of this platform, of exactly the locked version, where everything here runs on it.',
  },
  '@apollo/protobufjs': {
    runs: false,
    reason: 'Would only warn that a version scheme does not fit; nothing here needs it.',
  },
};

/** Without these the lockfile, or an install, would be another than what the rules looked at. */
const settings = [
  ['omit-lockfile-registry-resolved', 'the lockfile would name the registry of whoever wrote it last'],
  ['strict-allow-scripts', 'a script that nobody stated would run with a notice only'],
] as const;

/** A version, a range of versions or a tag, and nothing that says where from. */
const fromRegistry = /^[\w.^~<>=|*\s-]+$/;

/** What is wrong with what the project is made of, one line each. */
export function supplyFaults({ manifest, lock, npmrc }: Supply): readonly string[] {
  const workspaces = manifest.workspaces ?? [];
  const lines = npmrc.split('\n').map((line) => line.trim());
  return [
    ...settings
      .filter(([name]) => !lines.includes(`${name}=true`))
      .map(([name, why]) => `.npmrc: lacks ${name}=true: ${why}`),
    ...lines
      .filter((line) => /registry\s*=|_auth|_password/i.test(line) && !line.startsWith('omit-'))
      .map((line) => `.npmrc: ${line.split('=', 1)[0] ?? ''}: belongs to a machine, not into the repository`),
    ...(lock.lockfileVersion === 3 ? [] : ['package-lock.json: is not of version 3: use the npm that comes with Node']),
    ...Object.entries(lock.packages).flatMap(([place, locked]) => packageFaults(place, locked, workspaces)),
    ...scriptFaults(lock, manifest.allowScripts ?? {}),
  ];
}

function packageFaults(place: string, locked: LockedPackage, workspaces: readonly string[]): readonly string[] {
  const faults = Object.entries({
    ...locked.dependencies,
    ...locked.devDependencies,
    ...locked.optionalDependencies,
  })
    .filter(([, wanted]) => !fromRegistry.test(wanted))
    .map(([name, wanted]) => `${place || 'package.json'}: wants ${name} as ${wanted}, which is no version`);
  const isOwn = place === '' || workspaces.includes(place);
  if (isOwn) return faults;
  if (locked.link === true) {
    return workspaces.includes(locked.resolved ?? '') ? faults : [...faults, `${place}: is a link to no workspace`];
  }
  // With a place of its own it came from git, from a file, by http, or by a registry that belongs to a machine.
  if (locked.resolved !== undefined) faults.push(`${place}: says where it is from; install it from the registry`);
  if (!/^sha512-[\w+/]{86}==$/.test(locked.integrity ?? '')) faults.push(`${place}: has no SHA-512 of its content`);
  return faults;
}

function scriptFaults({ packages }: Lockfile, allowed: Readonly<Record<string, boolean>>): readonly string[] {
  const found = Object.entries(packages).flatMap(([place, { hasInstallScript }]) =>
    hasInstallScript === true ? [place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)] : [],
  );
  const names = [...new Set([...found, ...Object.keys(installScripts), ...Object.keys(allowed)])];
  return names.flatMap((name) => {
    const stated = installScripts[name];
    if (stated === undefined) return [`${name}: wants to run a script when it is installed, and nobody stated why`];
    if (!found.includes(name)) return [`${name}: has no such script any more: take it off the list`];
    if (allowed[name] === stated.runs) return [];
    return [`${name}: package.json says under allowScripts something else than the list (${String(stated.runs)})`];
  });
}
