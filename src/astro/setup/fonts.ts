import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The subsets that the package ships. */
const SHIPPED = new URL('../../fonts/', import.meta.url);
/** Where a checkout keeps its font subsets. */
const CHECKOUT = new URL('../../../.cache/fonts/', import.meta.url);

/** The folder of the font subsets that styles import. The package ships them; a checkout creates them once. */
export async function coreFonts(): Promise<string> {
  if (existsSync(SHIPPED)) return fileURLToPath(SHIPPED);
  const { cutFonts } = await import('./cut-fonts.ts');
  return cutFonts(CHECKOUT);
}
