import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.API_PROXY ?? 'http://localhost:8000';

/** On every page behind the log-in. */
const BASE = new RegExp(
  [
    'node_modules/(react|react-dom|scheduler|@tanstack|openapi-fetch)/',
    // Not what forms and the calendar alone need.
    'src/(api|lib(?!/(letters|people|prefill|draft|difference|typed-clock|working-hours))|components/layout)/',
    'src/components/ui/(alert|button|card|checkbox|dialog|empty-state|kbd|menu|page-header|skeleton|status|toast)[.]',
  ].join('|'),
);

/** What a page looks like comes before what it does. */
const stylesFirst: Plugin = {
  name: 'styles-first',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replaceAll(
        /<(link rel="modulepreload"|script type="module")/g,
        '$& fetchpriority="low"',
      ),
  },
};

export default defineConfig(({ command }) => ({
  // The same files are served at / and below any path; scripts/compress.mjs makes the page's links absolute.
  base: command === 'build' ? './' : '/',
  plugins: [tanstackRouter({ target: 'react' }), react(), tailwindcss(), stylesFirst],
  resolve: {
    alias: {
      '@': here('./src'),
      // Radix locks scrolling by a <style> element, which our CSP forbids.
      'react-remove-scroll': here('./src/lib/scroll-lock.tsx'),
    },
  },
  build: {
    target: 'es2022',
    // A file inlined as data: would need more of the CSP than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs compresses better as one; so do small things that several pages share,
        // of which a page would ask for twelve in turn.
        codeSplitting: {
          groups: [
            { name: 'base', test: BASE, priority: 1 },
            {
              name: 'parts',
              // What depends on the fields for typed times would bring these to the first page.
              test: /node_modules\/lucide-react\/|src\/components\/(?!ui\/date-time-fields|list\/(between|filters))/,
              minShareCount: 3,
              maxModuleSize: 2000,
            },
          ],
        },
        // Chromium compiles it as a whole beside the main thread then, and not function by function on it.
        postBanner: ({ name }) => (name === 'base' ? '//# allFunctionsCalledOnLoad' : ''),
      },
    },
  },
  server: {
    port: 3000,
    proxy: Object.fromEntries(
      ['/api', '/rsvp', '/unsubscribe', '/healthz', '/readyz'].map((path) => [
        path,
        { target: server, changeOrigin: false },
      ]),
    ),
  },
  test: {
    restoreMocks: true,
    // The year of hours in time.test.ts takes 4 s when nothing else runs.
    testTimeout: 30_000,
    unstubEnvs: true,
    env: { TZ: 'UTC' },
    projects: [
      // What needs no page is faster without one.
      { extends: true, test: { name: 'rules', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'pages',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['./src/testing/setup.ts'],
        },
      },
    ],
  },
}));
