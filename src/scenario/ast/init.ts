import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Expr, Value } from './expr.ts';

/** Several initial states: the combinations of values that satisfy `where`. */
export interface Init {
  readonly choose: readonly { readonly name: string; readonly values: readonly Value[] }[];
  readonly where: Expr | null;
  readonly span: Span;
}
