/** First and last name as one; null where a person has neither. */
export function fullName(first: string | null, last: string | null): string | null {
  const name = [first, last].filter((part) => part !== null && part !== "").join(" ");
  return name === "" ? null : name;
}
