import { defineConfig } from 'astro/config';
import hindcast from './src/astro/hindcast.ts';

export default defineConfig({
  integrations: [hindcast()],
});
