/** Text that JSON can carry and Postgres cannot: U+0000, and halves of surrogate pairs. Pure. */

/** The fields that hold such text, with the rule they break. */
export function unstorable(value: unknown, path = ''): { field: string; rule: string }[] {
  if (typeof value === 'string') {
    return /\0|\p{Surrogate}/u.test(value)
      ? [{ field: path, rule: 'holds a character that is no text (U+0000 or half a surrogate pair)' }]
      : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    unstorable(inner, path === '' ? name : `${path}.${name}`),
  )
}
