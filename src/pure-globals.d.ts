/**
 * What pure rooms may use of the platform beyond the language itself: `tsconfig.pure.json` checks them with this and
 * without the types of Node and browsers, which jsdom's would otherwise bring in for every file.
 */
declare const URL: { canParse(text: string): boolean };
