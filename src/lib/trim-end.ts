/** The text without the characters of this code that it ends with. In one go: a pattern for them tries each of many in vain, from each. */
export function trimEnd(text: string, code: number): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === code) end -= 1;
  return text.slice(0, end);
}
