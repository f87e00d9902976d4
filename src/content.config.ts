import { defineCollection } from 'astro:content';
import { incidentLoader } from './astro/loader.ts';

export const collections = { incidents: defineCollection({ loader: incidentLoader() }) };
