import * as crypto from 'node:crypto';

/** The parameters of Argon2 (RFC 9106) under the names that @noble/hashes gives them. */
export interface Argon2Parameters {
  /** Passes over the memory. */
  readonly t: number;
  /** Memory, in KiB. */
  readonly m: number;
  /** Lanes. */
  readonly p: number;
  /** Bytes to derive. */
  readonly dkLen: number;
}

/** As `argon2id` of @noble/hashes is called. */
export type Argon2id = (secret: Uint8Array, salt: Uint8Array, parameters: Argon2Parameters) => Uint8Array;

/** What @types/node for Node 20 does not know. */
interface NodeArgon2 {
  readonly argon2Sync?: (
    algorithm: 'argon2id',
    parameters: {
      readonly message: Uint8Array;
      readonly nonce: Uint8Array;
      readonly passes: number;
      readonly memory: number;
      readonly parallelism: number;
      readonly tagLength: number;
    },
  ) => Buffer;
}

/** Node's own Argon2id, which it has since 24.7; undefined before. */
export function nodeArgon2id(): Argon2id | undefined {
  const { argon2Sync } = crypto as NodeArgon2;
  return (
    argon2Sync &&
    ((message, nonce, { t, m, p, dkLen }) =>
      argon2Sync('argon2id', { message, nonce, passes: t, memory: m, parallelism: p, tagLength: dkLen }))
  );
}
