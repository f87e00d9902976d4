import { defineCollection } from 'astro:content';
import { guideLoader, incidentLoader } from './astro/content/loader.ts';

export const collections = {
  incidents: defineCollection({ loader: incidentLoader() }),
  guides: defineCollection({ loader: guideLoader() }),
};
