import type { Container } from './pod.ts';
import { parseQuantity } from './quantity.ts';
import { sameJson } from './json-value.ts';
import type { FieldError } from './status.ts';
import type { Workload } from './workloads.ts';

const tooSmall = 'must be greater than or equal to 0';

/** What an API server finds wrong with a changed workload, of the mistakes that the fields of a rollout allow. */
export function validateWorkload(next: Workload, previous: Workload): FieldError[] {
  const errors: FieldError[] = [];
  const { spec } = next;
  if ('replicas' in spec && spec.replicas < 0) errors.push(invalidValue('spec.replicas', spec.replicas, tooSmall));
  for (const field of ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'] as const) {
    const value = field in spec ? Object.entries(spec).find(([name]) => name === field)?.[1] : undefined;
    if (typeof value === 'number' && value < 0) errors.push(invalidValue(`spec.${field}`, value, tooSmall));
  }
  if (!sameJson(spec.selector, previous.spec.selector)) {
    errors.push(invalidValue('spec.selector', spec.selector, 'field is immutable'));
  }
  const labels = spec.template.metadata?.labels ?? {};
  if (!Object.entries(spec.selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value)) {
    errors.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validateContainers(spec.template.spec.containers, 'spec.template.spec.containers'));
  return errors;
}

function validateContainers(containers: readonly Container[], path: string): FieldError[] {
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (container.name === '') errors.push(required(`${at}.name`));
    else if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    // Templates may hold any other text: what is no image shows when the kubelet pulls it.
    if ((container.image ?? '') === '') errors.push(required(`${at}.image`));
    return [...errors, ...validateEnv(container, at), ...validateResources(container, at)];
  });
}

function validateEnv(container: Container, at: string): FieldError[] {
  return (container.env ?? []).flatMap((variable, index) => {
    const path = `${at}.env[${index}]`;
    const errors: FieldError[] = [];
    if ((variable.name ?? '') === '') errors.push(required(`${path}.name`));
    else if (/[=\0]/.test(variable.name)) {
      const rule = "a valid environment variable name must consist only of printable ASCII characters other than '='";
      errors.push(invalidValue(`${path}.name`, variable.name, rule));
    }
    if (variable.valueFrom !== undefined && (variable.value ?? '') !== '') {
      errors.push(invalidValue(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty'));
    }
    return errors;
  });
}

function validateResources(container: Container, at: string): FieldError[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  const negative = Object.entries({ ...limits }).flatMap(([name, value]) =>
    (parseQuantity(value) ?? 0) < 0 ? [invalidValue(`${at}.resources.limits[${name}]`, value, tooSmall)] : [],
  );
  const above = Object.entries(requests).flatMap(([name, value]) => {
    const path = `${at}.resources.requests`;
    if ((parseQuantity(value) ?? 0) < 0) return [invalidValue(`${path}[${name}]`, value, tooSmall)];
    const limit = limits[name];
    const exceeds = limit !== undefined && (parseQuantity(value) ?? 0) > (parseQuantity(limit) ?? 0);
    return exceeds ? [invalidValue(path, value, `must be less than or equal to ${name} limit of ${limit}`)] : [];
  });
  return [...negative, ...above];
}

function invalidValue(field: string, value: unknown, rule: string): FieldError {
  const shown = typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value);
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${shown}: ${rule}` };
}

function required(field: string): FieldError {
  return { field, reason: 'FieldValueRequired', message: 'Required value' };
}

function duplicate(field: string, value: string): FieldError {
  return { field, reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}` };
}
