/** The step between lines that makes up to four of them, and round numbers. */
export function stepFor(most: number): number {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough;
  return Math.max(step, 1);
}

/** The lines of a chart whose highest bar is so high, from the ground up. */
export function linesFor(most: number): number[] {
  const step = stepFor(most);
  const count = Math.max(Math.ceil(most / step), 1);
  return Array.from({ length: count + 1 }, (_, line) => line * step);
}
