/** What is looked at of the Frontend API's answers. */
type SignUp = { readonly id: string; readonly status: string };
type Client = { readonly sessions: readonly { readonly last_active_token: { readonly jwt: string } }[] };

/** Somebody who comes to the site's address with a new browser: what clerk-js sends for them. */
export class Newcomer {
  readonly #origin: string;
  #browserToken = "";

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Signs up; `readCode` is asked for the code once it has been sent. Answers the sign-up's status. */
  async signUp(email: string, readCode: () => Promise<string>): Promise<string> {
    const { id } = await this.#call<{ id: string }>("/dev_browser", {});
    this.#browserToken = id;
    const fields = { email_address: email, password: "a good password" };
    const { response } = await this.#call<{ response: SignUp }>("/client/sign_ups", fields);
    const path = `/client/sign_ups/${response.id}`;
    await this.#call(`${path}/prepare_verification`, { strategy: "email_code" });
    const attempt = { strategy: "email_code", code: await readCode() };
    const done = await this.#call<{ response: SignUp }>(`${path}/attempt_verification`, attempt);
    return done.response.status;
  }

  /** A page, asked for with the session that this browser holds at the time. */
  async open(path: string): Promise<Response> {
    const { response } = await this.#call<{ response: Client }>("/client");
    const token = response.sessions[0]?.last_active_token.jwt ?? "none";
    const headers = { authorization: `Bearer ${token}` };
    return fetch(`${this.#origin}${path}`, { headers, redirect: "manual" });
  }

  async #call<Answer>(path: string, fields?: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.#origin}/__clerk/v1${path}?__clerk_db_jwt=${this.#browserToken}`, {
      headers: { origin: this.#origin },
      ...(fields !== undefined && { method: "POST", body: new URLSearchParams(fields) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    // The frame that the caller names; what is in it is asserted there.
    return (await response.json()) as Answer;
  }
}
