import { Changes, type Watched, type WatchedKind } from "./changes.ts";
import type { CallCountRecord } from "#clerk-local/rules/hourly-limits.ts";
import { Log } from "./log.ts";
import type { ApiKeyRecord, M2MTokenRecord, MachineRecord, MachineScopeRecord } from "./machine-records.ts";
import type {
  ClientRecord,
  ClockRecord,
  CodeRecord,
  ConfigurationRecord,
  EmailAddressRecord,
  FaultRecord,
  HandshakeRecord,
  ImageRecord,
  InvitationRecord,
  JwtTemplateRecord,
  MailRecord,
  MembershipRecord,
  OrganizationInvitationRecord,
  OrganizationRecord,
  PersonRecord,
  RequestEntry,
  SessionRecord,
  SignInRecord,
  SignInTokenRecord,
  SignUpRecord,
} from "./records.ts";
import type { DeliveryRecord, MessageRecord } from "./webhook-records.ts";

/** How many requests are remembered; older ones are forgotten. */
const REQUESTS_KEPT = 5000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE INDEX IF NOT EXISTS records_user ON records (kind, json_extract(json, '$.userId'));
  CREATE INDEX IF NOT EXISTS records_organization ON records (kind, json_extract(json, '$.orgId'));
  CREATE INDEX IF NOT EXISTS records_client ON records (kind, json_extract(json, '$.clientId'));
  CREATE INDEX IF NOT EXISTS records_email ON records (kind, json_extract(json, '$.email'));
  CREATE INDEX IF NOT EXISTS records_slug ON records (kind, json_extract(json, '$.slug'));
  CREATE INDEX IF NOT EXISTS records_pending ON records (kind, json_extract(json, '$.expiresAtMs'))
    WHERE json_extract(json, '$.status') = 'pending';
  CREATE INDEX IF NOT EXISTS records_token ON records (kind, json_extract(json, '$.token'));
  CREATE TABLE IF NOT EXISTS marked (seq INTEGER, kind TEXT, id TEXT, json TEXT);
  CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, json TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS requests (seq INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL);
`;

/** Everything the stand-in remembers: the only reader and writer of its SQLite. */
export class Tables {
  readonly people: Table<PersonRecord>;
  readonly emailAddresses: Table<EmailAddressRecord>;
  readonly organizations: Table<OrganizationRecord>;
  readonly memberships: Table<MembershipRecord>;
  readonly organizationInvitations: Table<OrganizationInvitationRecord>;
  readonly invitations: Table<InvitationRecord>;
  readonly clients: Table<ClientRecord>;
  readonly sessions: Table<SessionRecord>;
  readonly signIns: Table<SignInRecord>;
  readonly signInTokens: Table<SignInTokenRecord>;
  readonly jwtTemplates: Table<JwtTemplateRecord>;
  readonly apiKeys: Table<ApiKeyRecord>;
  readonly machines: Table<MachineRecord>;
  readonly machineScopes: Table<MachineScopeRecord>;
  readonly m2mTokens: Table<M2MTokenRecord>;
  readonly signUps: Table<SignUpRecord>;
  readonly codes: Table<CodeRecord>;
  readonly mails: Table<MailRecord>;
  readonly handshakes: Table<HandshakeRecord>;
  readonly images: Table<ImageRecord>;
  readonly callCounts: Table<CallCountRecord>;
  readonly clocks: Table<ClockRecord>;
  readonly configurations: Table<ConfigurationRecord>;
  readonly faults: Table<FaultRecord>;
  /** Attempts that webhooks are still waiting for. */
  readonly deliveries: Table<DeliveryRecord>;
  /** Webhooks, sent or not. */
  readonly messages: Log<MessageRecord>;
  readonly changes = new Changes();
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
    const watched = <Kind extends WatchedKind>(kind: Kind) =>
      new Table<Watched[Kind]>(sql, kind, (change) => this.changes.note({ kind, ...change }));
    this.people = watched("person");
    this.emailAddresses = watched("email_address");
    this.organizations = watched("organization");
    this.memberships = watched("membership");
    this.organizationInvitations = watched("organization_invitation");
    this.invitations = new Table(sql, "invitation");
    this.clients = new Table(sql, "client");
    this.sessions = watched("session");
    this.signIns = new Table(sql, "sign_in");
    this.signInTokens = new Table(sql, "sign_in_token");
    this.jwtTemplates = new Table(sql, "jwt_template");
    this.apiKeys = new Table(sql, "api_key");
    this.machines = new Table(sql, "machine");
    this.machineScopes = new Table(sql, "machine_scope");
    this.m2mTokens = new Table(sql, "m2m_token");
    this.signUps = new Table(sql, "sign_up");
    this.codes = new Table(sql, "code");
    this.mails = new Table(sql, "mail");
    this.handshakes = new Table(sql, "handshake");
    this.images = new Table(sql, "image");
    this.callCounts = new Table(sql, "call_count");
    this.clocks = new Table(sql, "clock");
    this.configurations = new Table(sql, "configuration");
    this.faults = new Table(sql, "fault");
    this.deliveries = new Table(sql, "delivery");
    this.messages = new Log(sql, "messages");
  }

  /** Whether nothing was ever stored. */
  isEmpty(): boolean {
    return this.#sql.exec("SELECT 1 FROM records LIMIT 1").toArray().length === 0;
  }

  clear(): void {
    this.#sql.exec("DELETE FROM records");
    this.messages.clear();
    this.clearRequests();
  }

  /** Keeps a copy of everything but the requests and the webhooks that were sent, for `goBack`. */
  mark(): void {
    this.#sql.exec("DELETE FROM marked; INSERT INTO marked SELECT seq, kind, id, json FROM records");
  }

  /** Everything as it was at the last mark. */
  goBack(): void {
    this.#sql.exec("DELETE FROM records; INSERT INTO records (seq, kind, id, json) SELECT * FROM marked");
  }

  /** The remembered requests, oldest first. */
  requests(): RequestEntry[] {
    const rows = this.#sql.exec<JsonRow>("SELECT json FROM requests ORDER BY seq").toArray();
    // Only addRequest() writes this column.
    return rows.map(({ json }) => JSON.parse(json) as RequestEntry);
  }

  addRequest(entry: RequestEntry): void {
    this.#sql.exec("INSERT INTO requests (json) VALUES (?)", JSON.stringify(entry));
    this.#sql.exec("DELETE FROM requests WHERE seq <= (SELECT max(seq) FROM requests) - ?", REQUESTS_KEPT);
  }

  clearRequests(): void {
    this.#sql.exec("DELETE FROM requests");
  }
}

/** The rows of one kind. Every list is in the order in which its rows were first stored. */
export class Table<Row extends { readonly id: string }> {
  readonly #sql: SqlStorage;
  readonly #kind: string;
  readonly #note: Note<Row> | null;

  /** `note` hears of every change. */
  constructor(sql: SqlStorage, kind: string, note: Note<Row> | null = null) {
    this.#sql = sql;
    this.#kind = kind;
    this.#note = note;
  }

  get(id: string): Row | null {
    return this.#rows("AND id = ?", [id])[0] ?? null;
  }

  all(): Row[] {
    return this.#rows("", []);
  }

  /** The rows whose fields equal all of `match`; fields without an index are looked up row by row. */
  where(match: { readonly [Field in keyof Row & string]?: string }): Row[] {
    const fields = Object.entries(match);
    const tests = fields.map(([field]) => `AND json_extract(json, '$.${field}') = ?`).join(" ");
    return this.#rows(
      tests,
      fields.map(([, value]) => value),
    );
  }

  /** The rows that are pending although their time is over. */
  overdue(nowMs: number): Row[] {
    const isPending = "AND json_extract(json, '$.status') = 'pending'";
    return this.#rows(`${isPending} AND json_extract(json, '$.expiresAtMs') <= ?`, [nowMs]);
  }

  /** Stores a new row or replaces the one with its id; returns it. */
  put(row: Row): Row {
    this.#note?.({ before: this.get(row.id), after: row });
    this.#sql.exec(
      "INSERT INTO records (kind, id, json) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json",
      this.#kind,
      row.id,
      JSON.stringify(row),
    );
    return row;
  }

  remove(id: string): void {
    this.#note?.({ before: this.get(id), after: null });
    this.#sql.exec("DELETE FROM records WHERE kind = ? AND id = ?", this.#kind, id);
  }

  removeAll(): void {
    for (const { id } of this.all()) this.remove(id);
  }

  /** Forgets all but the rows that were stored last. */
  keepNewest(count: number): void {
    const kept = "SELECT seq FROM records WHERE kind = ? ORDER BY seq DESC LIMIT ?";
    const query = `DELETE FROM records WHERE kind = ? AND seq NOT IN (${kept})`;
    this.#sql.exec(query, this.#kind, this.#kind, count);
  }

  #rows(tests: string, values: readonly unknown[]): Row[] {
    const query = `SELECT json FROM records WHERE kind = ? ${tests} ORDER BY seq`;
    const rows = this.#sql.exec<JsonRow>(query, this.#kind, ...values).toArray();
    // Only put() writes this column, and it takes the same type.
    return rows.map(({ json }) => JSON.parse(json) as Row);
  }
}

type Note<Row> = (change: { readonly before: Row | null; readonly after: Row | null }) => void;

type JsonRow = { readonly json: string };
