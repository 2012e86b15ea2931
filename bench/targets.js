// What issue 7 asks for, in one place. The tables compute "reached" from the figures of their run.
export const targets = {
  functions: {
    // Times of ours over times of the other: at most.
    'AES-256-GCM, the same work': { seal: 0.6, unseal: 0.6, sizes: ['300 B', '1 KB'] },
    'bare AES-256-GCM': { seal: 0.6, unseal: 0.6, sizes: ['300 B', '1 KB'] },
    'the floor': { seal: 2.2, unseal: 2.2, sizes: ['300 B', '1 KB'] },
    '@fastify/secure-session': { seal: 1 / 1.5, unseal: 1 / 1.5, sizes: ['300 B'] },
    'cookie-session': { unseal: 1 / 3, sizes: ['300 B'] },
    'client-sessions': { seal: 1 / 6, unseal: 1 / 6, sizes: ['300 B'] },
    jose: { seal: 1 / 30, unseal: 1 / 30, sizes: ['300 B'] },
    'iron-session': { seal: 1 / 100, unseal: 1 / 100, sizes: ['300 B'] },
  },
  growth: {
    'retired keys, 1 -> 100': 1.05,
    'other cookies, 0 -> 50': 1.1,
    'a byte of data, 60 B -> 12 KB': 1.05,
    'revocations, 0 -> 1 000 000': 1.05,
  },
  /** Characters of a value, by bytes of JSON. */
  sealedCharacters: { 64: 190, 256: 446, 1024: 1470 },
  startUpMs: { 'start-up over bare Nest, one key': 15, 'import of the package': 30 },
  // Server CPU of ours over the base's: at most; `ofBestPeer`: what it adds, over what the best peer adds.
  servers: {
    express: { untouched: 1.05, read: 1.5, changed: 1.7 },
    fastify: { untouched: 1.1, read: 1.55, changed: 2.1 },
    untouchedWithInterceptor: 1.03,
    ofBestPeer: 0.5,
    differentCookies: 1.1,
  },
};
