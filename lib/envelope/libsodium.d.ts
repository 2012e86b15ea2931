// libsodium's raw build has no types of its own. Its ES module exports a factory, its CommonJS module an object
// with `ready`: both give the same functions.
declare module 'libsodium' {
  import type { Sodium } from './sodium.js';

  const libsodium: (() => Promise<Sodium>) | (Sodium & { ready: Promise<void> });
  export default libsodium;
}
