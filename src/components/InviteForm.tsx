import { $organizationStore } from "@clerk/astro/client";
import { useStore } from "@nanostores/preact";
import type { ComponentChildren, TargetedSubmitEvent } from "preact";
import { useRef, useState } from "preact/hooks";
import { requestInvite, type InviteErrors } from "#src/components/invite-request.ts";

export type InviteFormProps = {
  /** The organization that the page was rendered for. */
  readonly organization: string;
  /** Where the form goes without a script, and what it carries there beside what is typed. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly roles: readonly { readonly key: string; readonly name: string }[];
  readonly typed: { readonly email: string; readonly role: string };
  readonly errors: InviteErrors;
};

/**
 * Invites one person. By the site's own route and not by clerk-js (`organization.inviteMember`), which can set no
 * address for the link to lead to, and knows nothing of the hour's share. A plain form until clerk-js is there.
 */
export function InviteForm({ organization, action, hidden, roles, ...first }: InviteFormProps) {
  const { typed, errors, said, isSending, email, change, submit } = useInvite(organization, first);
  return (
    <form
      method="post"
      action={action}
      class="grid gap-4 rounded-xl border bg-card p-4 shadow-xs"
      aria-busy={isSending}
      onSubmit={(event) => void submit(event)}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <fieldset
        disabled={isSending}
        class="grid min-w-0 gap-4 sm:grid-cols-[minmax(0,1fr)_9rem_auto] sm:items-start"
      >
        <legend class="sr-only">Invite one person</legend>
        <Labelled name="email" label="E-mail address" error={errors.email}>
          <input
            class="input"
            type="email"
            ref={email}
            value={typed.email}
            onInput={({ currentTarget }) => change({ email: currentTarget.value })}
            required
            maxLength={254}
            autocomplete="off"
            {...describedBy("email", errors.email)}
          />
        </Labelled>
        <Labelled name="role" label="Role" error={errors.role}>
          <select
            class="w-full"
            value={typed.role}
            onInput={({ currentTarget }) => change({ role: currentTarget.value })}
            {...describedBy("role", errors.role)}
          >
            {roles.map(({ key, name }) => (
              <option value={key} selected={key === typed.role} key={key}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
        <button class="btn sm:mt-7" name="act" value="invite">
          {isSending ? "Inviting…" : "Invite"}
        </button>
      </fieldset>
      <p role="status" class="text-sm empty:hidden">
        {said?.isError === false && said.text}
      </p>
      {said?.isError === true && (
        <p role="alert" class="text-sm text-destructive">
          {said.text}
        </p>
      )}
    </form>
  );
}

type Said = { readonly text: string; readonly isError: boolean };

function useInvite(organization: string, first: Pick<InviteFormProps, "typed" | "errors">) {
  const active = useStore($organizationStore);
  const [typed, setTyped] = useState(first.typed);
  const [errors, setErrors] = useState(first.errors);
  const [said, setSaid] = useState<Said | null>(null);
  const [isSending, setIsSending] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const key = useRef<string | null>(null);

  function change(changed: Partial<typeof typed>) {
    key.current = null;
    setTyped({ ...typed, ...changed });
  }

  async function submit(event: TargetedSubmitEvent<HTMLFormElement>) {
    // Not there yet, or none is active: the plain form is sent, and the server says what is wrong.
    if (!active) return;
    event.preventDefault();
    key.current ??= crypto.randomUUID();
    setIsSending(true);
    setErrors({});
    setSaid(null);
    const { email: emailAddress, role } = typed;
    const answer = await requestInvite({ organization, emailAddress, role, key: key.current });
    setIsSending(false);
    if (answer.kind === "invited") {
      change({ email: "" });
      setSaid({ text: answer.sentence, isError: false });
    } else {
      setErrors(answer.errors);
      setSaid(answer.sentence === null ? null : { text: answer.sentence, isError: true });
    }
    // Not before the fields are enabled again.
    requestAnimationFrame(() => email.current?.focus());
  }

  return { typed, errors, said, isSending, email, change, submit };
}

type LabelledProps = {
  readonly name: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly children: ComponentChildren;
};

/** Field.astro's markup. */
function Labelled({ name, label, error, children }: LabelledProps) {
  return (
    <div class="field" data-invalid={error && "true"}>
      <label for={name}>{label}</label>
      {children}
      {error && (
        <p role="alert" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(name: string, error: string | undefined) {
  return {
    id: name,
    name,
    "aria-invalid": error !== undefined,
    "aria-describedby": error === undefined ? undefined : `${name}-error`,
  };
}
