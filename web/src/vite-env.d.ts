/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the API is, if not on this origin. */
  readonly VITE_API_URL?: string;
}

declare module 'punycode/punycode.es6.js' {
  /** Of a label without what marks it as encoded. */
  export function decode(input: string): string;
}
