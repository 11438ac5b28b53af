import { hash } from 'node:crypto';
import type { EnvVar, PodTemplate } from '../../domain/workloads/pod-template.ts';
import {
  heldTemplate,
  knownTemplate,
  mainContainerOf,
  projectEnv,
  projectTemplate,
} from '../projections/pod-template.ts';
import type { ShownContainer, ShownTemplate } from '../projections/pod-template.ts';
import { CanonicalWriter } from './canonical-writer.ts';
import { messageType } from './kind-messages.ts';
import { KnownValues } from './known-values.ts';
import { processMessages } from './message-reader.ts';
import { podTemplateMessages } from './pod-template-messages.ts';
import { noRequirements, readRequirements } from './read-requirements.ts';
import { processTexts } from './short-texts.ts';
import { TemplateKeys } from './template-keys.ts';
import type { TemplateParts } from './template-keys.ts';
import { WireCursor, wireTypes } from './wire-cursor.ts';

const templateType = wholeType('PodTemplateSpec');
const metadataType = wholeType('ObjectMeta');
const specType = wholeType('PodSpec');
const envType = wholeType('EnvVar');
const annotationsType = messageType('TemplateMeta');

const keys = new TemplateKeys();
/** Most templates have some settings in common, which are held once. */
const settings = new KnownValues<EnvVar>(8192, 1024 * 1024);
const writer = new CanonicalWriter();
const [beforeMetadata, beforeSpec, behindSpec] = ['{"metadata":', ',"spec":', '}'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];
const cursor = new WireCursor(Buffer.alloc(0));

/**
 * The pod template in the bytes from `start` to `end` (exclusive): what `projectTemplate` would make of its JSON.
 * @throws StreamError for bytes that are no message, UnknownFieldError
 */
export function readTemplate(bytes: Buffer, start: number, end: number): PodTemplate {
  cursor.bytes = bytes;
  const parts = partsOf(start, end);
  if (parts === null || !keys.make(cursor, parts))
    return projectTemplate(processMessages.read(templateType, bytes, start, end));
  const known = keys.digest;
  const held = known === undefined ? undefined : heldTemplate(known);
  if (held !== undefined) return held;
  const digest = digestOf(bytes, parts);
  const template =
    digest === null
      ? projectTemplate(processMessages.read(templateType, bytes, start, end))
      : knownTemplate(digest, () => shownOf(bytes, parts));
  keys.learn(template.digest);
  return template;
}

/** Where the two fields of a PodTemplateSpec lie; null where it has not each of them once, in their order, and nothing else. */
function partsOf(start: number, end: number): TemplateParts | null {
  cursor.at = start;
  const metadata = partOf(1, end);
  const spec = partOf(2, end);
  return metadata && spec && cursor.at === end ? { metadata, spec } : null;
}

function partOf(number: number, end: number): readonly [number, number] | null {
  if (cursor.at >= end || cursor.unsigned(end) !== ((number << 3) | wireTypes.delimited)) return null;
  const stop = cursor.stop(end);
  const place = [cursor.at, stop] as const;
  cursor.at = stop;
  return place;
}

/** Null where its text cannot be written from the bytes. */
function digestOf(bytes: Buffer, { metadata, spec }: TemplateParts): string | null {
  writer.clear();
  writer.plain(beforeMetadata);
  writer.message(metadataType, bytes, ...metadata, 'pod-template-hash');
  writer.plain(beforeSpec);
  writer.message(specType, bytes, ...spec);
  writer.plain(behindSpec);
  return writer.irregular ? null : hash('sha256', writer.bytes.subarray(0, writer.at));
}

function shownOf(bytes: Buffer, { metadata, spec }: TemplateParts): ShownTemplate {
  const mainContainer = mainContainerOf(processMessages.read(annotationsType, bytes, ...metadata));
  const containers: ShownContainer[] = [];
  const end = spec[1];
  cursor.bytes = bytes;
  cursor.at = spec[0];
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag >>> 3 === 2) containers.push(readContainer(cursor.stopOf(tag & 7, end)));
    else cursor.skip(tag & 7, end);
  }
  return { mainContainer, containers };
}

function readContainer(end: number): ShownContainer {
  let name = '';
  let image = '';
  let resources = noRequirements;
  // Given as a copy: what is pushed to has room for more.
  const env: EnvVar[] = [];
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field !== 1 && field !== 2 && field !== 7 && field !== 8) {
      cursor.skip(tag & 7, end);
      continue;
    }
    const stop = cursor.stopOf(tag & 7, end);
    if (field === 1) name = processTexts.read(cursor.bytes, cursor.at, stop);
    else if (field === 2) image = processTexts.read(cursor.bytes, cursor.at, stop);
    else if (field === 7) env.push(settings.of(cursor.bytes, cursor.at, stop, readSetting));
    else resources = readRequirements(cursor.bytes, cursor.at, stop);
    cursor.at = stop;
  }
  return { name: name === '' ? null : name, image: image === '' ? null : image, env: env.slice(), resources };
}

function readSetting(bytes: Buffer, start: number, end: number): EnvVar {
  return projectEnv(processMessages.read(envType, bytes, start, end));
}

function wholeType(name: string) {
  const type = podTemplateMessages.get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type;
}
