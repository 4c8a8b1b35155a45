import type { BrowserContext } from '@playwright/test';

/**
 * What no page may do: write an error to the console (which is where a breach of the CSP shows),
 * throw, ask another host, or be refused by the server where the test does not expect it.
 */
export class Watch {
  readonly faults: string[] = [];
  private readonly allowed = new Set<number>();
  private isGoneAllowed = false;

  constructor(context: BrowserContext, base: string) {
    const { host } = new URL(base);
    context.on('console', (message) => {
      const text = message.text();
      if (this.isGoneAllowed) return;
      // What React says of a refusal that a page shows in its place.
      if (this.allowed.size > 0 && text.startsWith('Problem: ')) return;
      if (message.type() === 'error' && !text.startsWith('Failed to load resource'))
        this.faults.push(`console: ${text}`);
    });
    context.on('weberror', (error) => this.faults.push(`thrown: ${error.error().stack}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (/^(http|ws)/.test(url.protocol) && url.host !== host)
        this.faults.push(`another host: ${url}`);
    });
    context.on('response', (response) => {
      const status = response.status();
      if (status < 400 || this.allowed.has(status)) return;
      if (this.isGoneAllowed && status >= 500) return;
      this.faults.push(`${status}: ${response.request().method()} ${response.url()}`);
    });
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // What the app itself gives up, and what the page leaves behind.
      if (this.isGoneAllowed || reason === 'net::ERR_ABORTED') return;
      this.faults.push(`${reason}: ${request.url()}`);
    });
  }

  /** The test is about such an answer. */
  expectStatus(...statuses: number[]): void {
    for (const status of statuses) this.allowed.add(status);
  }

  /** The test takes the server away. */
  expectGone(): void {
    this.isGoneAllowed = true;
  }
}
