import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { Session } from '../../lib/index.js';
import { useApp } from '../support/app.js';
import { logs } from '../support/logs.js';
import { platforms } from '../support/platforms.js';
import { rawResponse } from '../support/raw.js';
import type { Data } from '../support/session.controller.js';

/** A promise, and the function that resolves it from outside. */
function signal() {
  const signals = new EventEmitter();
  return { give: () => signals.emit('given'), given: once(signals, 'given') };
}

@Controller()
class SlowController {
  started = signal();
  finished = signal();

  /** Goes on only when the client has left. */
  @Get('slow')
  async slow(
    @Session() session: Session<Data>,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<string> {
    session.mark = 'never arrives';
    const gone = once(rawResponse(response), 'close');
    this.started.give();
    await gone;
    session.late = true;
    this.finished.give();
    return 'nobody reads this';
  }

  @Get('download')
  download(@Session() session: Session<Data>): StreamableFile {
    session.mark = 'downloading';
    const body = new PassThrough();
    body.write('first part');
    return new StreamableFile(body);
  }
}

describe.each(platforms)('a client that leaves ($title)', (platform) => {
  const app = useApp(platform, { controllers: [SlowController] });

  it('changes nothing when it leaves before the answer', async () => {
    const controller = app.get(SlowController);
    const client = app.client();
    await client.write({ user: 'ada' });
    await client.leave('/slow', controller.started.given);
    await controller.finished.given;
    expect(await client.session()).toEqual({ user: 'ada' });
    expect(logs.of('error', 'fatal')).toEqual([]);
  });

  it('keeps what came with the headers when it leaves in the middle of the body', async () => {
    const client = app.client();
    const download = await client.open('/download');
    await download.until('first part');
    download.abort();
    await download.ended;
    expect(await client.session()).toEqual({ mark: 'downloading' });
  });
});
