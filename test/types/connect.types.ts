import { createServer } from 'node:http';
import connect from 'connect';
import express from 'express';
import { expectTypeOf } from 'expect-type';
import { cookieSession, type SessionRequest } from '../../lib/connect/index.js';

/** The middleware fits wherever middleware goes. */
export function mounted(secret: string) {
  const middleware = cookieSession({
    secret,
    timeout: 1000,
    session_key: 'sid',
    path: '/',
    domain: 'a.example',
  });
  express().use(middleware).use('/shop', middleware);
  connect().use(middleware);
  createServer((request, response) => middleware(request, response, () => response.end()));
  // @ts-expect-error: an option of the module
  cookieSession({ secret, interceptor: false });
  // @ts-expect-error: no secret
  cookieSession();
}

/** What a request has behind it. */
export function behind(request: SessionRequest<{ views?: number }>, loose: SessionRequest) {
  expectTypeOf(request.session.views).toEqualTypeOf<number | undefined>();
  expectTypeOf(request.session.id).toEqualTypeOf<string>();
  expectTypeOf(request.session.save()).resolves.toBeVoid();
  expectTypeOf(loose.session.whatever).toBeAny();
  request.session = { views: 1 };
  request.session = null;
  // @ts-expect-error: a number
  request.session = { views: 'one' };
  // @ts-expect-error: not in the data
  request.session.other = 1;
}
