// libsodium's raw build has no types of its own; ./sodium.ts says what is used of it.
declare module 'libsodium' {
  const libsodium: unknown;
  export default libsodium;
}
