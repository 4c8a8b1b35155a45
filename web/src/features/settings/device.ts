const PROGRAMS: [RegExp, string][] = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const PHONES = new Set(['iPhone', 'Android']);

/** "Firefox on Linux", from what the program called itself. That may be anything. */
export function describeDevice(userAgent: string): { name: string; isPhone: boolean } {
  const program = find(PROGRAMS, userAgent) ?? /^[\w.-]{1,40}/.exec(userAgent)?.[0];
  const system = find(SYSTEMS, userAgent);
  const name = program ?? 'A program that gives no name';
  return {
    name: system && program ? `${program} on ${system}` : name,
    isPhone: system !== undefined && PHONES.has(system),
  };
}

function find(names: [RegExp, string][], userAgent: string): string | undefined {
  return names.find(([pattern]) => pattern.test(userAgent))?.[1];
}
