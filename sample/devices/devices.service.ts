import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { SessionService } from 'nestjs-sealed-session';
import type { ClientRequest } from './client-address.js';
import { deviceDescriber } from './describe-device.js';

/** A device as the page shows it. */
export interface ListedDevice {
  /** The session's id. It names the session and opens nothing, so it may stand in a form. */
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly isCurrent: boolean;
  readonly description: { readonly userAgent?: string; readonly ip?: string };
}

@Injectable()
export class DevicesService {
  private readonly describe: ReturnType<typeof deviceDescriber>;

  constructor(
    private readonly sessions: SessionService,
    config: ConfigService,
  ) {
    this.describe = deviceDescriber(config);
  }

  /** Where a user is signed in: this device, then the others. */
  async list(user: string, request: ClientRequest): Promise<ListedDevice[]> {
    const devices = await this.sessions.list(user, request);
    const current = devices.find(({ isCurrent }) => isCurrent) ?? this.unlisted(request);
    return [current, ...devices.filter(({ isCurrent }) => !isCurrent)];
  }

  /** Ends one session of a user, unless it is this one; undefined when it is not theirs, or over already. */
  async signOut(user: string, id: string, request: ClientRequest): Promise<ListedDevice | undefined> {
    const devices = await this.list(user, request);
    const device = devices.find((each) => each.id === id);
    if (device && !device.isCurrent) {
      await this.sessions.revoke(device.id);
    }
    return device;
  }

  /** Ends every session of a user that there is up to now, listed or not. */
  signOutEverywhere(user: string): Promise<void> {
    return this.sessions.revokeAll(user);
  }

  /** The list is written a moment after a request, so a page may come before its own device is on it. */
  private unlisted(request: ClientRequest): ListedDevice {
    const { id, createdAt } = this.sessions.describe(request);
    return { id, createdAt, lastSeenAt: new Date(), isCurrent: true, description: this.describe(request) };
  }
}
