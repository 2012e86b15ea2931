import type { Session } from 'nestjs-sealed-session';
import { REMEMBERED_FOR } from '../session-options.js';

/** A new id and a new beginning, with the same contents; who asked to be remembered still is. */
export async function renewSession(session: Session): Promise<void> {
  const data = { ...session };
  const isRemembered = session.cookie.expires !== null;
  await session.regenerate();
  Object.assign(session, data);
  if (isRemembered) {
    await session.touch({ timeout: REMEMBERED_FOR, persistent: true });
  }
}
