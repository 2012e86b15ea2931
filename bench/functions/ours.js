import { managerWith, stringifyData } from '../support/library.js';

/**
 * From data to a value and back, which is what the functions of the others do: `unseal` is SessionManager's, `seal` is what
 * its `commit` does where there is something to write. JSON and the check that it is plain, limits, times, envelope.
 */
export async function oursAsCodec() {
  const manager = await managerWith();
  const { id } = manager.unseal(manager.seal({})).session;
  return {
    name: 'nestjs-sealed-session',
    seal: (data) => sealAs(manager, id, data),
    unseal: (value) => manager.unseal(value),
    dataOf: ({ session }) => session.data,
  };
}

function sealAs({ data: rules, expiry, envelope }, id, data) {
  const text = stringifyData(data);
  const refusal = rules.refusal(text);
  if (refusal) throw refusal;
  const now = Date.now();
  const { createdAt, issuedAt, expiresAt } = expiry.issue(now, now);
  return envelope.seal({ flags: 0, id, createdAt, issuedAt, expiresAt, text });
}

/**
 * All that a request does: from a Cookie header to the object that the application holds, and from a changed object,
 * compared with what was loaded, to what goes into Set-Cookie. No function of the others does that; their servers do.
 */
export async function oursAsSession() {
  const manager = await managerWith();
  return {
    name: 'ours, a whole session',
    seal: (data) => manager.seal(data),
    sealer: (data) => committing(manager, data),
    unseal: (value) => manager.load(`session=${value}`),
    opener(value) {
      const header = `session=${value}`;
      return () => manager.load(header);
    },
    dataOf: ({ object }) => object,
  };
}

/** One value differs each time, so nothing is remembered. */
function committing(manager, data) {
  const state = manager.load(`session=${manager.seal(data)}`);
  return () => {
    state.object.views = state.object.views === 1 ? 2 : 1;
    return manager.commit(state).value;
  };
}
