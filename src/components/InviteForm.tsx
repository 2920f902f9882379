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
  const { typed } = first;
  const { errors, said, isSending, email, role, forgetKey, submit } = useInvite(organization, first.errors);
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
            defaultValue={typed.email}
            onInput={forgetKey}
            required
            maxLength={254}
            autocomplete="off"
            {...describedBy("email", errors.email)}
          />
        </Labelled>
        <Labelled name="role" label="Role" error={errors.role}>
          <select class="w-full" ref={role} onInput={forgetKey} {...describedBy("role", errors.role)}>
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

/** What is typed stands in the fields alone: it may be there before this script is. */
function useInvite(organization: string, before: InviteErrors) {
  const active = useStore($organizationStore);
  const [errors, setErrors] = useState(before);
  const [said, setSaid] = useState<Said | null>(null);
  const [isSending, setIsSending] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const role = useRef<HTMLSelectElement>(null);
  const key = useRef<string | null>(null);

  function forgetKey() {
    key.current = null;
  }

  async function submit(event: TargetedSubmitEvent<HTMLFormElement>) {
    // Not there yet, or none is active: the plain form is sent, and the server says what is wrong.
    if (!active || email.current === null || role.current === null) return;
    event.preventDefault();
    key.current ??= crypto.randomUUID();
    setIsSending(true);
    setErrors({});
    setSaid(null);
    const typed = { emailAddress: email.current.value, role: role.current.value };
    const answer = await requestInvite({ organization, ...typed, key: key.current });
    setIsSending(false);
    if (answer.kind === "invited") {
      forgetKey();
      email.current.value = "";
      setSaid({ text: answer.sentence, isError: false });
    } else {
      setErrors(answer.errors);
      setSaid(answer.sentence === null ? null : { text: answer.sentence, isError: true });
    }
    // Not before the fields are enabled again.
    requestAnimationFrame(() => email.current?.focus());
  }

  return { errors, said, isSending, email, role, forgetKey, submit };
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
