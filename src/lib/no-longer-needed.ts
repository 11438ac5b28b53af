/**
 * A reason to abort with, as `abort()` would make it itself, but with one stack for all: where hundreds of streams end in one moment, making a
 * stack for each costs more than ending them.
 */
export const noLongerNeeded: DOMException = new DOMException('This operation was aborted', 'AbortError');
