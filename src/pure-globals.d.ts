/**
 * The platform API that pure modules may use. `tsconfig.pure.json` checks these modules without the types for Node and
 * browsers, which jsdom's types would otherwise add to every file.
 */
declare const URL: { canParse(text: string): boolean };
declare class TextDecoder {
  constructor(encoding: string, options: { fatal: boolean });
  decode(bytes: Uint8Array): string;
}
interface ErrorConstructor {
  stackTraceLimit: number;
}
