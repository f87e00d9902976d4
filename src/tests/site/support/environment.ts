/** Variables that Vitest sets. Some of them change a build. */
const OF_VITEST = /^(?:BASE_URL|DEV|MODE|NODE_ENV|PROD|SSR|TEST|VITEST.*)$/;

/** The environment without Vitest's variables, so that a build is the same as outside of a test. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_VITEST.test(name)));
}
