import ts from "typescript";

/** What stands at a place of a file, and what stands there in the mutant. */
export type Edit = { readonly start: number; readonly end: number; readonly replacement: string };

/** Finds the places of a source file at which a guard can be taken away, and how. */
export type Operator = (file: ts.SourceFile) => Edit[];

/** `if (…) return …` and `if (…) throw …`: the condition never holds. */
export const withoutClause: Operator = (file) =>
  nodesOf(file)
    .filter(ts.isIfStatement)
    .filter(({ thenStatement, elseStatement }) => elseStatement === undefined && leaves(thenStatement))
    .map(({ expression }) => replaced(expression, "false"));

/** `… ? … : …`: either branch, whatever the condition. */
export const eitherBranch: Operator = (file) =>
  nodesOf(file)
    .filter(ts.isConditionalExpression)
    .flatMap(({ condition }) => [replaced(condition, "true"), replaced(condition, "false")]);

/** `return … && …`: true without one of the two; `return … || …`: each of the two alone does not count. */
export const withoutTerm: Operator = (file) =>
  nodesOf(file)
    .filter(ts.isBinaryExpression)
    .flatMap(({ left, right, operatorToken: { kind } }) => {
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken)
        return [left, right].map((term) => replaced(term, "true"));
      if (kind === ts.SyntaxKind.BarBarToken) return [left, right].map((term) => replaced(term, "false"));
      return [];
    });

/** A call of one of these functions answers true. */
export function answersTrue(...names: readonly string[]): Operator {
  return (file) =>
    nodesOf(file)
      .filter(ts.isCallExpression)
      .filter(({ expression }) => ts.isIdentifier(expression) && names.includes(expression.text))
      .map((call) => replaced(call, "true"));
}

/** A comparison with a column, by its name, is true of every row. */
export function withoutPredicate(column: RegExp): Operator {
  return (file) =>
    nodesOf(file)
      .filter(ts.isCallExpression)
      .filter(
        ({ expression, arguments: [first] }) =>
          COMPARISON.test(expression.getText()) && isNamed(first, column),
      )
      .map((call) => replaced(call, "sql`true`"));
}

/** drizzle's. */
const COMPARISON = /^(eq|ne|lt|lte|gt|gte|inArray|isNull)$/;

function isNamed(node: ts.Expression | undefined, name: RegExp): boolean {
  return node !== undefined && name.test(node.getText());
}

/** A limit in numbers, by its name, is a thousand times what it is. */
export function withoutLimit(named: RegExp): Operator {
  return (file) =>
    nodesOf(file)
      .filter(ts.isVariableDeclaration)
      .filter(
        ({ name, initializer }) => ts.isIdentifier(name) && named.test(name.text) && isNumber(initializer),
      )
      .flatMap(({ initializer }) =>
        initializer === undefined ? [] : [replaced(initializer, `(${initializer.getText()}) * 1000`)],
      );
}

/** An exact text is another one, at each of its places. */
export function instead(text: string, replacement: string): Operator {
  return (file) => {
    const places = file.text.split(text).slice(0, -1);
    if (places.length === 0) throw new Error(`${file.fileName} has no longer: ${text}`);
    return places.map((_, at) => {
      const start = places.slice(0, at + 1).join(text).length;
      return { start, end: start + text.length, replacement };
    });
  };
}

function isNumber(initializer: ts.Expression | undefined): boolean {
  return initializer !== undefined && /^[\d_]+( \* [\d_]+)*$/.test(initializer.getText());
}

function leaves(statement: ts.Statement): boolean {
  const only =
    ts.isBlock(statement) && statement.statements.length === 1 ? statement.statements[0] : statement;
  return only !== undefined && (ts.isReturnStatement(only) || ts.isThrowStatement(only));
}

function replaced(node: ts.Node, replacement: string): Edit {
  return { start: node.getStart(), end: node.end, replacement };
}

function nodesOf(file: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return nodes;
}
