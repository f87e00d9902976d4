import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The subsets that the package ships. */
const SHIPPED = new URL('../../fonts/', import.meta.url);
/** Where a checkout keeps the font subsets that it makes. */
const CHECKOUT = new URL('../../../.cache/fonts/', import.meta.url);

/** The folder of the font subsets that styles import. The package ships them; a checkout cuts them once. */
export async function coreFonts(): Promise<string> {
  if (existsSync(SHIPPED)) return fileURLToPath(SHIPPED);
  const { cutFonts } = await import('./cut-fonts.ts');
  return cutFonts(CHECKOUT);
}
