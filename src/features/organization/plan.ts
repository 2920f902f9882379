/** What Clerk's plans allow an organization, as its price list had it in November 2026. */
export const PLAN_LIMITS = [
  { what: "Members", included: "5, raisable to 20", addOn: "Unlimited" },
  { what: "Roles", included: "Admin and Member, with permissions of one's own", addOn: "Custom roles" },
  { what: "Role sets", included: "1", addOn: "Further ones" },
  { what: "Joining by verified domain", included: "No", addOn: "Yes" },
  { what: "Enterprise single sign-on", included: "No", addOn: "Yes" },
  {
    what: "Active organizations a month",
    included: "100 (50 in development)",
    addOn: "$1 for each from the 101st on, down to $0.60 above 100,000",
  },
  { what: "Price", included: "Every plan, the free one too", addOn: "$100 a month, or $85 paid by the year" },
] as const;

/** Of the included ones. */
export const MOST_MEMBERS_INCLUDED = 20;
