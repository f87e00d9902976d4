import ts from 'typescript';

export type JsonSchema = { [key: string]: unknown };

/**
 * The JSON Schema (2020-12) for an exported TypeScript type. Interfaces become definitions, and their comments become
 * descriptions. Additional properties are allowed, so new fields don't break readers.
 *
 * @param file the module's absolute path
 * @throws Error for a type that JSON can't represent
 */
export function schemaOfType(program: ts.Program, file: string, name: string): JsonSchema {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
  if (symbol === undefined) throw new Error(`\`${file}\` doesn't export \`${name}\``);
  const writer = new TypeWriter(checker);
  return {
    ...writer.write(checker.getDeclaredTypeOfSymbol(aliased(symbol, checker))),
    $defs: writer.definitions,
  };
}

/** Type aliases that represent any JSON value. */
const ANY_JSON = new Set(['Json']);

class TypeWriter {
  readonly definitions: Record<string, JsonSchema> = {};
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  write(type: ts.Type): JsonSchema {
    if (ANY_JSON.has(type.aliasSymbol?.name ?? '')) return {};
    if (type.isUnion()) return this.#union(type.types);
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return { const: this.#checker.typeToString(type) === 'true' };
    }
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Unknown) return {};
    if (this.#checker.isTupleType(type)) {
      const items = this.#checker.getTypeArguments(type as ts.TypeReference).map((one) => this.write(one));
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    if (this.#checker.isArrayType(type)) {
      return {
        type: 'array',
        items: this.write(this.#checker.getTypeArguments(type as ts.TypeReference)[0]!),
      };
    }
    if (type.flags & ts.TypeFlags.Object) return this.#object(type);
    throw new Error(`can't write a schema for \`${this.#checker.typeToString(type)}\``);
  }

  #union(types: readonly ts.Type[]): JsonSchema {
    const present = types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
    const isBoolean = (one: ts.Type): boolean => (one.flags & ts.TypeFlags.BooleanLiteral) !== 0;
    const isLiteral = (one: ts.Type): one is ts.StringLiteralType | ts.NumberLiteralType =>
      one.isStringLiteral() || one.isNumberLiteral();
    const literals = present.filter(isLiteral);
    const rest = present.filter((one) => !isBoolean(one) && !isLiteral(one));
    const parts: JsonSchema[] = [
      ...(literals.length > 0 ? [{ enum: literals.map((one) => one.value) }] : []),
      ...(present.filter(isBoolean).length === 2
        ? [{ type: 'boolean' }]
        : present.filter(isBoolean).map((one) => this.write(one))),
      ...rest.map((one) => this.write(one)),
    ];
    return parts.length === 1 ? parts[0]! : { anyOf: parts };
  }

  /** Defines each interface once, under its name. */
  #object(type: ts.Type): JsonSchema {
    const { symbol } = type;
    const named = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Interface) !== 0;
    if (!named) return this.#properties(type);
    if (!(symbol.name in this.definitions)) {
      this.definitions[symbol.name] = {};
      this.definitions[symbol.name] = { ...this.#commentOf(symbol), ...this.#properties(type) };
    }
    return { $ref: `#/$defs/${symbol.name}` };
  }

  #properties(type: ts.Type): JsonSchema {
    const index = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties = this.#checker.getPropertiesOfType(type);
    const isOptional = (one: ts.Symbol): boolean => (one.flags & ts.SymbolFlags.Optional) !== 0;
    return {
      type: 'object',
      ...(properties.length > 0
        ? {
            properties: Object.fromEntries(
              properties.map((one) => [
                one.name,
                { ...this.write(this.#checker.getTypeOfSymbol(one)), ...this.#commentOf(one) },
              ]),
            ),
            required: properties.filter((one) => !isOptional(one)).map(({ name }) => name),
          }
        : {}),
      ...(index === undefined ? {} : { additionalProperties: this.write(index.type) }),
    };
  }

  #commentOf(symbol: ts.Symbol): JsonSchema {
    const text = ts
      .displayPartsToString(symbol.getDocumentationComment(this.#checker))
      .replace(/\s+/g, ' ')
      .trim();
    return text === '' ? {} : { description: text };
  }
}

function aliased(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
