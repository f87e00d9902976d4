/** Variables set by Vitest. Some of them affect builds. */
const OF_VITEST = /^(?:BASE_URL|DEV|MODE|NODE_ENV|PROD|SSR|TEST|VITEST.*)$/;

/** The environment without Vitest's variables, so that builds work the same as outside a test. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_VITEST.test(name)));
}
