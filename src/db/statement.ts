declare const rowsOf: unique symbol;

/**
 * One SQL statement with its parameters, not yet run. `Row` is what each row it answers looks like.
 * Made by `TenantScope` and `people.ts` alone; run by `Database.batch`.
 */
export type Statement<Row> = {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly [rowsOf]?: Row;
};

/** The rows of each statement of a batch, in the batch's order. */
export type BatchRows<Statements extends readonly Statement<unknown>[]> = {
  -readonly [Key in keyof Statements]: Statements[Key] extends Statement<infer Row> ? Row[] : never;
};
