import { randomBytes } from 'node:crypto';
import secureSession from '@fastify/secure-session';
import Iron from '@hapi/iron';
import clientSessions from 'client-sessions';
import Fastify from 'fastify';
import { sealData, unsealData } from 'iron-session';
import { CompactEncrypt, compactDecrypt } from 'jose';
import Keygrip from 'keygrip';
import { newSecret } from '../support/library.js';
import { aesGcmSameWork, bareAesGcm } from './aes.js';
import { floor } from './floor.js';
import { oursAsCodec, oursAsSession } from './ours.js';

// Each contestant: seal(data) and unseal(value), which may return promises; sealer(data), where sealing on a request begins
// with more than data; opener(value), where opening begins with more than a value; dataOf(what unseal gave), for the check.
const password = newSecret();

async function fastifySecureSession() {
  const fastify = Fastify();
  await fastify.register(secureSession, { key: randomBytes(32) });
  return {
    name: '@fastify/secure-session',
    seal: (data) => fastify.encodeSecureSession(fastify.createSecureSession({ ...data })),
    // On a request the session is there.
    sealer(data) {
      const session = fastify.createSecureSession({ ...data });
      return () => fastify.encodeSecureSession(session);
    },
    unseal: (value) => fastify.decodeSecureSession(value),
    dataOf: (session) => session.data(),
  };
}

/** Signed, not encrypted: base64 of the JSON, and a second cookie with the signature. */
function cookieSession() {
  const keys = new Keygrip([password]);
  return {
    name: 'cookie-session',
    seal(data) {
      const value = Buffer.from(JSON.stringify(data)).toString('base64');
      return [value, keys.sign(`session=${value}`)];
    },
    unseal: ([value, signature]) =>
      keys.verify(`session=${value}`, signature) && JSON.parse(Buffer.from(value, 'base64').toString()),
  };
}

const clientSessionsOptions = { cookieName: 'session', secret: password };
const joseKey = await crypto.subtle.importKey('raw', randomBytes(32), 'AES-GCM', false, [
  'encrypt',
  'decrypt',
]);
const joseHeader = { alg: 'dir', enc: 'A256GCM' };
const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder() };

const others = [
  floor,
  aesGcmSameWork,
  bareAesGcm,
  cookieSession(),
  {
    name: 'client-sessions',
    seal: (data) => clientSessions.util.encode(clientSessionsOptions, data),
    unseal: (value) => clientSessions.util.decode(clientSessionsOptions, value),
    dataOf: ({ content }) => content,
  },
  {
    name: 'jose',
    seal: (data) =>
      new CompactEncrypt(utf8.encoder.encode(JSON.stringify(data)))
        .setProtectedHeader(joseHeader)
        .encrypt(joseKey),
    unseal: async (value) =>
      JSON.parse(utf8.decoder.decode((await compactDecrypt(value, joseKey)).plaintext)),
  },
  {
    name: 'iron-session',
    seal: (data) => sealData(data, { password }),
    unseal: (value) => unsealData(value, { password }),
  },
  {
    name: '@hapi/iron',
    seal: (data) => Iron.seal(data, password, Iron.defaults),
    unseal: (value) => Iron.unseal(value, password, Iron.defaults),
  },
];

export const makeCodecs = async () => [
  await oursAsCodec(),
  await oursAsSession(),
  await fastifySecureSession(),
  ...others,
];
