const host =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+\\])';
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:(?<host>${host}(?::[0-9]+)?)/)?(?<path>${component}(?:/${component})*)(?::(?<tag>[\\w][\\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/**
 * What is wrong with an image reference, in words that end with what to write instead; null where nothing is.
 * @see https://github.com/distribution/reference
 */
export function imageMistake(image: string): string | null {
  if (image === '') return 'An image is empty; write repository:tag, such as nginx:1.29.';
  const shown = JSON.stringify(image);
  if (/\s/.test(image)) {
    const squeezed = image.replaceAll(/\s+/g, '');
    const hint = mistake(squeezed) === null ? `did you mean ${JSON.stringify(squeezed)}?` : 'remove it.';
    return `The image ${shown} holds a space; ${hint}`;
  }
  return mistake(image);
}

function mistake(image: string): string | null {
  const shown = JSON.stringify(image);
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(image);
  if (scheme !== null) {
    return `The image ${shown} is a URL; write it without ${JSON.stringify(scheme[0])}.`;
  }
  const match = reference.exec(image);
  if (match !== null) {
    const name = image.split('@')[0] ?? '';
    return name.length > 255 + 129 ? `The image ${shown} is too long: a name has at most 255 characters.` : null;
  }
  if (/:(?:@|$)/.test(image))
    return `The image ${shown} has an empty tag; write one behind the colon, or leave the colon out.`;
  if (image.endsWith('@') || /@[0-9a-f]{32,}$/i.test(image)) {
    return `The digest of the image ${shown} lacks its algorithm; write repository@sha256:….`;
  }
  if (/@/.test(image))
    return `The digest of the image ${shown} is not one; write repository@sha256: and 64 hexadecimal digits.`;
  if (reference.test(image.toLowerCase())) {
    return `The image ${shown} has upper-case letters in its repository; did you mean ${JSON.stringify(lowerRepository(image))}?`;
  }
  return `The image ${shown} is no image reference; write registry/repository:tag, such as ghcr.io/acme/web:1.4.2.`;
}

function lowerRepository(image: string): string {
  const tag = /:[^/:]*$/.exec(image)?.[0] ?? '';
  return image.slice(0, image.length - tag.length).toLowerCase() + tag;
}
