/** What Vitest sets for its own modules: a build takes some of it for its own. */
const OF_VITEST = /^(?:BASE_URL|DEV|MODE|NODE_ENV|PROD|SSR|TEST|VITEST.*)$/;

/** The environment as it is outside of a test: a build must not know that it is tested. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_VITEST.test(name)));
}
