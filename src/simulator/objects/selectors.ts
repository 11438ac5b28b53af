import type { KubeObject } from './kube-object.ts';

/** Whether an object is selected. */
export type Predicate = (object: KubeObject) => boolean;

type Labels = Readonly<Record<string, string>>;
const key = String.raw`[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?`;
const setBased = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const equality = new RegExp(`^(${key})\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)$`);
const existence = new RegExp(`^(!?)\\s*(${key})$`);

/**
 * Reads a label selector.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 * @returns undefined where it cannot be read
 */
export function parseLabelSelector(text: string): Predicate | undefined {
  const requirements: ((labels: Labels) => boolean)[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const requirement = parseRequirement(part.trim());
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return (object) => requirements.every((requirement) => requirement(object.metadata.labels ?? {}));
}

function parseRequirement(text: string): ((labels: Labels) => boolean) | undefined {
  const set = setBased.exec(text);
  if (set !== null) {
    const [, name = '', , operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    const isIn = (labels: Labels): boolean => name in labels && values.has(labels[name] ?? '');
    return operator === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const equal = equality.exec(text);
  if (equal !== null) {
    const [, name = '', , operator, value = ''] = equal;
    return operator === '!=' ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  const exists = existence.exec(text);
  if (exists === null) return undefined;
  const [, negated, name = ''] = exists;
  return (labels) => name in labels === (negated === '');
}

function splitOutsideParentheses(text: string): string[] {
  return text.trim() === '' ? [] : text.split(/,(?![^(]*\))/);
}

/** The fields that may be selected on, beside metadata.name and metadata.namespace. */
const fields: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec.nodeName', 'status.phase'],
  Event: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
};

/**
 * Reads a field selector of one kind.
 * @returns undefined where it is malformed; a string names a field that this kind cannot be selected by
 */
export function parseFieldSelector(text: string, kind: string): Predicate | string | undefined {
  const requirements: Predicate[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const match = /^([^=!]+?)(==|=|!=)(.*)$/.exec(part);
    if (match === null) return undefined;
    const [, field = '', operator, value = ''] = match;
    const known = ['metadata.name', 'metadata.namespace', ...(fields[kind] ?? [])];
    if (!known.includes(field)) return field;
    requirements.push((object) => (fieldValue(object, field) === value) === (operator !== '!='));
  }
  return (object) => requirements.every((requirement) => requirement(object));
}

function fieldValue(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) {
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([name]) => name === part)?.[1]
        : undefined;
  }
  return typeof value === 'string' ? value : '';
}

/** Whether these labels have all of those. */
export function hasLabels(labels: Labels | undefined, wanted: Labels | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([name, value]) => labels?.[name] === value);
}
