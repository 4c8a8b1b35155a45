/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the API is, if not on this origin. */
  readonly VITE_API_URL?: string;
}
