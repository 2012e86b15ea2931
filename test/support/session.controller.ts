import { Body, Controller, Get, Post } from '@nestjs/common';
import { Session } from '../../lib/index.js';

/** What the suites keep in a session: any plain data. */
export type Data = Record<string, unknown>;

/** A request as code written for express-session sees it. */
export interface WithSession {
  session?: Session<Data> | Data | null;
}

/** Lets a test look at the session, and fill it, apart from the behaviour under test. */
@Controller('session')
export class SessionController {
  @Get()
  read(@Session() session: Session<Data>): Data {
    return { ...session };
  }

  @Post()
  write(@Session() session: Session<Data>, @Body() data: Data): string {
    Object.assign(session, data);
    return 'written';
  }
}

/** The session of a request, for middleware, guards and filters that write to it. */
export const sessionOf = (request: any): Session<Data> => request.session;

/** Lets everything that is already due run first, so that what follows is really asynchronous. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
