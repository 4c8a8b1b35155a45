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
    await meeting.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const box = await meeting.boundingBox();
    if (box === null) throw new Error(`${title} is not drawn.`);
    return box;
  }

  /** In small steps, as a hand does it: the grid starts a drag by how far the pointer went. */
  async drag(x: number, from: number, to: number): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(x, from);
    await mouse.down();
    await mouse.move(x, to, { steps: 20 });
    await mouse.up();
  }
}
