/** Attributes of the session cookie (RFC 6265bis section 4.1.2). */
export interface CookieOptions {
  /**
   * Name, byte for byte. Default: `__Host-session` where the cookie is secure, its path `/` and no domain is set,
   * else `session`; an import with a `name` appends `-<name>`. A `__Host-` or `__Secure-` name whose rules the other
   * options break stops the start.
   */
  name?: string;

  /** Path attribute. Default: `/`. */
  path?: string;

  /** Domain attribute. Default: none, and the browser returns the cookie to this host only. */
  domain?: string;

  /** SameSite attribute. Default: `lax`. `none` needs `secure`. */
  sameSite?: 'strict' | 'lax' | 'none';

  /**
   * Secure attribute. Default: true, unless NODE_ENV is `development` or `test`. Never guessed from a request: behind a
   * proxy that ends TLS there is nothing to trust and nothing to set.
   */
  secure?: boolean;

  /** Partitioned attribute (CHIPS), for embedded sites; needs `secure`. Default: false. */
  partitioned?: boolean;

  /** Priority attribute, read by Chromium when it must evict. Default: none. */
  priority?: 'low' | 'medium' | 'high';

  /** false: no Max-Age, the browser drops the cookie when it closes. Default: true. */
  persistent?: boolean;
}

/** Cookie options with every default filled in. */
export type CookieAttributes = Required<Omit<CookieOptions, 'domain' | 'priority' | 'name'>> &
  Pick<CookieOptions, 'domain' | 'priority'> & { readonly name: string };
