import type { Model } from '../model/model.ts';
import { canBePacked } from './packed/code.ts';
import { packedRun } from './packed/search.ts';
import {
  exploreWith,
  type FastSearch,
  type FinishedSearch,
  type SearchSettings,
  searchWith,
} from './search-with.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from './space/options.ts';

export type { FinishedSearch, SearchSettings } from './search-with.ts';

const packed: FastSearch = (context) =>
  canBePacked(context.model) ? (codec, options) => packedRun(context, codec, options) : null;

/** Searches a model with the settings from its scenario, and describes the outcome for the Result. */
export function search(model: Model, settings: SearchSettings): FinishedSearch {
  return searchWith(packed, model, settings);
}

/** Searches all interleavings of a model. */
export function explore(model: Model, options: ExploreOptions = EXPLORE_DEFAULTS): Explored {
  return exploreWith(packed, model, options);
}
