import { describe, expect, it } from '@jest/globals';
import { clientAddress } from '../../sample/devices/client-address.js';

const PROXY = '10.0.0.1';

describe('clientAddress', () => {
  it.each([
    ['the peer, where no proxy is ours', '1.1.1.1', 0, PROXY],
    ['what our proxy saw', '192.0.2.7', 1, '192.0.2.7'],
    ['what our proxy saw, whatever the client claims', '1.1.1.1, 192.0.2.7', 1, '192.0.2.7'],
    ['what the first of our two proxies saw', '1.1.1.1, 192.0.2.7, 10.0.0.2', 2, '192.0.2.7'],
    ['the peer, for who came past our proxy', undefined, 1, PROXY],
    ['nothing, for what is no address', 'javascript:alert(1)', 1, ''],
    ['an IPv6 address', '2001:db8::7', 1, '2001:db8::7'],
  ])('is %s', (_, forwarded, trustedProxies, address) => {
    const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: PROXY } };
    expect(clientAddress(request, trustedProxies)).toBe(address);
  });

  it('writes an IPv4 address as such on a socket of both families', () => {
    expect(clientAddress({ headers: {}, socket: { remoteAddress: '::ffff:192.0.2.7' } }, 0)).toBe(
      '192.0.2.7',
    );
  });

  it('is empty for a connection that is gone', () => {
    expect(clientAddress({ headers: {}, socket: {} }, 0)).toBe('');
  });
});
