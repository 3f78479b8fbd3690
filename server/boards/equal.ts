/** Whether two rows say the same. They are plain JSON: null, text, numbers, booleans, and lists and objects of those. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  let names = 0
  for (const name in a) {
    names += 1
    if (!(name in b) || !isEqual((a as Named)[name], (b as Named)[name])) return false
  }
  for (const _ in b) names -= 1
  return names === 0
}

/** A list too: by its indices. */
type Named = Readonly<Record<string, unknown>>
