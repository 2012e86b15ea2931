import { describe, expect, it } from '@jest/globals';
import {
  Controller,
  ForbiddenException,
  type MessageEvent,
  Req,
  Sse,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { concat, defer, ignoreElements, type Observable, of, Subject, take } from 'rxjs';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { useEvents } from '../support/events.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import { nextTurn, sessionOf, type Data } from '../support/session.controller.js';

const hello = of({ data: 'hello' });

const marksTheSession = {
  canActivate(context: ExecutionContext): boolean {
    sessionOf(context.switchToHttp().getRequest()).mark = 'guard';
    return true;
  },
};

@Controller()
class EventsController {
  /** Lets a test decide when a stream goes on: first to its change, then to its end. */
  readonly goOn = new Subject<void>();

  @Sse('now')
  now(@Session() session: Session<Data>): Observable<MessageEvent> {
    session.mark = 'now';
    return hello;
  }

  @Sse('promise')
  async promise(@Session() session: Session<Data>): Promise<Observable<MessageEvent>> {
    await nextTurn();
    session.mark = 'promise';
    return hello;
  }

  @Sse('subscribed')
  subscribed(@Session() session: Session<Data>): Observable<MessageEvent> {
    return defer(() => {
      session.mark = 'subscribed';
      return hello;
    });
  }

  @Sse('guarded')
  @UseGuards(marksTheSession)
  guarded(): Observable<MessageEvent> {
    return hello;
  }

  @Sse('throws')
  throws(@Session() session: Session<Data>): Observable<MessageEvent> {
    session.mark = 'throws';
    throw new ForbiddenException();
  }

  @Sse('unopened')
  unopened(@Req() request: object): Observable<MessageEvent> {
    const change = defer(() => {
      sessionOf(request).mark = 'too late';
      return of({ data: 'changed' });
    });
    return concat(hello, this.goOn.pipe(take(1), ignoreElements()), change);
  }

  @Sse('later')
  later(@Session() session: Session<Data>): Observable<MessageEvent> {
    session.mark = 'in time';
    const change = defer(() => {
      session.mark = 'too late';
      return of({ data: 'changed' });
    });
    return concat(
      hello,
      this.goOn.pipe(take(1), ignoreElements()),
      change,
      this.goOn.pipe(take(1), ignoreElements()),
    );
  }
}

describe.each(platforms)('server-sent events ($title)', (platform) => {
  const app = useApp(platform, { controllers: [EventsController] });
  const events = useEvents('changed-after-headers');

  it.each([
    ['before it returned', '/now', 'now'],
    ['before its promise resolved', '/promise', 'promise'],
    ['when it was subscribed to', '/subscribed', 'subscribed'],
    ['in a guard', '/guarded', 'guard'],
  ])('keep what a handler wrote %s', async (_, path, mark) => {
    const client = app.client();
    expect((await client.get(path)).text).toContain('data: hello');
    expect(await client.session()).toEqual({ mark });
    expect(logs.of('error')).toEqual([]);
  });

  it('keep what a handler wrote before it threw', async () => {
    const client = app.client();
    await client.get('/throws');
    expect(await client.session()).toEqual({ mark: 'throws' });
  });

  it('log a late change of a session that nobody had opened in time', async () => {
    const client = app.client();
    await client.write({ user: 'ada' });
    const stream = await client.open('/unopened');
    await stream.until('hello');
    app.get(EventsController).goOn.next();
    await stream.ended;
    await logs.waitFor('error', /headers/i);
    expect(await client.session()).toEqual({ user: 'ada' });
  });

  it.each(['the stream ended', 'the client left'])('log a late change once %s', async (end) => {
    const client = app.client();
    const stream = await client.open('/later');
    await stream.until('hello');
    expect(await client.session()).toEqual({ mark: 'in time' });
    app.get(EventsController).goOn.next();
    await stream.until('changed');
    if (end === 'the client left') stream.abort();
    else app.get(EventsController).goOn.next();
    await stream.ended;
    await logs.waitFor('error', /headers/i);
    expect(events).toHaveLength(1);
    expect(await client.session()).toEqual({ mark: 'in time' });
  });
});
