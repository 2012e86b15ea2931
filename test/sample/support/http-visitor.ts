const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PASSWORDS = { ada: 'analytical engine', alan: 'bombe at bletchley' };

interface Sending {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** Somebody without a browser, who keeps the session cookie and follows no redirect. */
export class HttpVisitor {
  cookie = '';

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  get(path: string): Promise<Response> {
    return this.send(path, {});
  }

  post(path: string, form: Record<string, string> = {}, headers = {}): Promise<Response> {
    return this.send(path, {
      method: 'POST',
      body: new URLSearchParams(form).toString(),
      headers: { ...FORM, ...headers },
    });
  }

  async signIn(name: keyof typeof PASSWORDS = 'ada'): Promise<this> {
    const { status } = await this.post('/sign-in', { name, password: PASSWORDS[name] });
    if (status !== 303) throw new Error(`Signing in ended with ${status}.`);
    return this;
  }

  async isSignedIn(): Promise<boolean> {
    const { status } = await this.get('/account');
    if (status !== 200 && status !== 303) throw new Error(`The account page answers ${status}.`);
    return status === 200;
  }

  /** The devices page as it is. */
  async devicesPage(): Promise<string> {
    return (await this.get('/account/devices')).text();
  }

  /** Ids of the sessions on the devices page; this one comes first. */
  async devices(): Promise<string[]> {
    const html = await this.devicesPage();
    return [...html.matchAll(/name="device" value="([\w-]+)"/g)].map(([, id]) => id ?? '');
  }

  private async send(path: string, { headers, ...init }: Sending): Promise<Response> {
    const response = await fetch(this.url + path, {
      ...init,
      headers: { ...this.headers, ...headers, cookie: this.cookie },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.cookie = /max-age=0|expires=thu, 01 jan 1970/i.test(line) ? '' : pair;
    }
    return response;
  }
}
