import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** Numbers as texts that tell nothing of them, not even which of two is larger, to whoever has not the key. */
export interface NumberSeal {
  /** The same text for the same number. @param value a safe integer, 0 or more */
  seal(value: number): string;
  /** Null for what was not sealed with this key for this purpose. */
  open(text: string): number | null;
}

const algorithm = 'aes-128-ecb';
/** Of the one block: what is opened has to begin with zeros. */
const zeros = 8;

/** @param purpose nothing that was sealed for one is good for another with the same key */
export function createNumberSeal(key: string, purpose: string): NumberSeal {
  const secret = createHash('sha256').update(`${purpose}\0${key}`).digest().subarray(0, 16);
  /** A log stands still for long: the cipher would be most of what a cursor costs. */
  let last = { value: -1, text: '' };
  return {
    seal(value) {
      if (value === last.value) return last.text;
      const block = Buffer.alloc(16);
      block.writeBigUInt64BE(BigInt(value), zeros);
      const cipher = createCipheriv(algorithm, secret, null).setAutoPadding(false);
      const text = Buffer.concat([cipher.update(block), cipher.final()]).toString('base64url');
      last = { value, text };
      return text;
    },
    open(text) {
      const sealed = Buffer.from(text, 'base64url');
      if (sealed.length !== 16) return null;
      const decipher = createDecipheriv(algorithm, secret, null).setAutoPadding(false);
      const block = Buffer.concat([decipher.update(sealed), decipher.final()]);
      const value = Number(block.readBigUInt64BE(zeros));
      return block.readBigUInt64BE(0) === 0n && Number.isSafeInteger(value) ? value : null;
    },
  };
}
