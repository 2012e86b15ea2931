import { Body, Controller, Get, Post, Redirect, Req, UseGuards } from '@nestjs/common';
import { FreshSession, Session } from 'nestjs-sealed-session';
import { renewSession } from '../auth/renew-session.js';
import { SignedInGuard } from '../auth/signed-in.guard.js';
import { Page } from '../pages/page.decorator.js';
import { TextPipe } from '../pages/text.pipe.js';
import type { ClientRequest } from './client-address.js';
import { deviceName } from './device-name.js';
import { DevicesService } from './devices.service.js';
import { pointInTime, timeSince } from './times.js';

/** Whoever was signed out elsewhere a moment ago must not see this page, so it asks the store itself. */
@Controller('account/devices')
@UseGuards(SignedInGuard)
@FreshSession()
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Get()
  @Page('devices')
  async show(@Req() request: ClientRequest, @Session() session: Session) {
    const devices = await this.devices.list(session.user ?? '', request);
    return { devices, deviceName, pointInTime, timeSince };
  }

  @Post('sign-out')
  @Redirect('/account/devices', 303)
  async signOut(
    @Body('device', TextPipe) id: string,
    @Req() request: ClientRequest,
    @Session() session: Session,
  ) {
    const device = await this.devices.signOut(session.user ?? '', id, request);
    if (device?.isCurrent) {
      await session.destroy();
      return { url: '/signed-out' };
    }
    const name = device && deviceName(device.description.userAgent);
    session.flash('notice', name ? `${name} is signed out.` : 'That device was signed out already.');
    return {};
  }

  @Post('sign-out-others')
  @Redirect('/account/devices', 303)
  async signOutOthers(@Session() session: Session) {
    await this.devices.signOutEverywhere(session.user ?? '');
    await renewSession(session);
    session.flash('notice', 'Every other device is signed out. This one goes on, with a new session.');
  }

  @Post('sign-out-everywhere')
  @Redirect('/signed-out', 303)
  async signOutEverywhere(@Session() session: Session) {
    await this.devices.signOutEverywhere(session.user ?? '');
    await session.destroy();
  }
}
