import { expect, it } from 'vitest';
import { linesFor } from './chart';

it.each([
  [0, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [100, [0, 50, 100]],
  [137, [0, 50, 100, 150]],
])('lines for a highest bar of %d', (most, lines) => expect(linesFor(most)).toEqual(lines));
