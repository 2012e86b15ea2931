import type { Browser, BrowserContext, BrowserContextOptions, Cookie, Page } from 'playwright-core';

/** Someone with a browser profile of their own; what went wrong on their pages is kept in `troubles`. */
export class Visitor {
  readonly troubles: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('response', (response) => {
      if (response.status() >= 500) this.troubles.push(`${response.status()} ${response.url()}`);
    });
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.troubles.push(message.text());
    });
    page.on('pageerror', (error) => this.troubles.push(error.message));
  }

  static async arrive(browser: Browser, url: string, options?: BrowserContextOptions): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: url, ...options });
    context.setDefaultTimeout(20_000);
    return new Visitor(context, await context.newPage(), url);
  }

  async signIn({ password = 'analytical engine', remember = false } = {}): Promise<void> {
    await this.page.goto('/sign-in');
    await this.fillIn(password, remember);
  }

  async fillIn(password = 'analytical engine', remember = false): Promise<void> {
    await this.page.getByLabel('Name').fill('ada');
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByLabel('Remember me').setChecked(remember);
    await this.page.locator('form.letter').getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL((url) => url.pathname !== '/sign-in' || password !== 'analytical engine');
  }

  async add(title: string): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('button', { name: `Add ${title} to the basket` }).click();
    await this.page.waitForURL('**/basket');
  }

  /** The text of one figure on the session page. */
  async figure(id: string): Promise<string> {
    if (!this.page.url().endsWith('/session')) await this.page.goto('/session');
    return this.page.locator(`#${id}`).innerText();
  }

  async isSignedIn(): Promise<boolean> {
    const response = await this.page.goto('/account');
    return response?.status() === 200 && new URL(this.page.url()).pathname === '/account';
  }

  async cookies(): Promise<Cookie[]> {
    return this.context.cookies(this.url);
  }

  /** The one session cookie; an error when there are none or several. */
  async cookie(): Promise<Cookie> {
    const [cookie, ...others] = await this.cookies();
    if (!cookie || others.length > 0)
      throw new Error(`Expected one cookie, found ${others.length + (cookie ? 1 : 0)}`);
    return cookie;
  }
}
