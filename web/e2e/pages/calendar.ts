import { expect, type Locator, type Page } from '@playwright/test';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The week's and the day's grid, by pointer. */
export class CalendarGrid {
  constructor(private readonly page: Page) {}

  meeting(title: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${title},`) });
  }

  /** The one that arrow keys move. */
  get cell(): Locator {
    return this.page.getByRole('gridcell');
  }

  /** Where it is drawn; in the middle of what is seen, so that there is room to drag. */
  async boxOf(title: string): Promise<Box> {
    const meeting = this.meeting(title);
    await expect(meeting).toBeVisible();
    await this.lieStill(meeting);
    await meeting.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const box = await meeting.boundingBox();
    if (box === null) throw new Error(`${title} is not drawn.`);
    return box;
  }

  /** A finger that let go leaves the page rolling. */
  private async lieStill(meeting: Locator): Promise<void> {
    let last = Number.NaN;
    const moved = async () => {
      const y = (await meeting.boundingBox())?.y ?? Number.NaN;
      const way = Math.abs(y - last);
      last = y;
      return way;
    };
    await expect.poll(moved, { intervals: [50] }).toBe(0);
  }

  /** In small steps, as a hand does it: the grid starts a drag by how far the pointer went. */
  async drag(x: number, from: number, to: number): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(x, from);
    await mouse.down();
    await mouse.move(x, to, { steps: 20 });
    await mouse.up();
  }

  /** By a finger, from the middle of a box; resting as long as it takes to get hold of what lies there. */
  async slide({ x, y, width, height }: Box, down: number, { rests }: { rests: boolean }) {
    const touch = await this.page.context().newCDPSession(this.page);
    const from = { x: x + width / 2, y: y + height / 2 };
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', moved: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: from.x, y: from.y + moved }],
      });
    await send('touchStart', 0);
    if (rests) await this.page.clock.runFor(500);
    for (let step = 1; step <= 20; step += 1) await send('touchMove', (down * step) / 20);
    await send('touchEnd', down);
    await touch.detach();
  }
}
