/** The order in which a lay-out names things. Pure. */

/**
 * The position of each named thing. Who names all there is says their order; who names only some adds to it: what is new
 * comes last, and what was there stays where it was.
 */
export function inOrder(
  named: readonly string[],
  there: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const names = new Set(named)
  if ([...there.keys()].every((code) => names.has(code)))
    return new Map(named.map((code, index) => [code, index]))
  let last = Math.max(-1, ...there.values())
  return new Map(named.map((code) => [code, there.get(code) ?? ++last]))
}

/** `named` over `there`, over `fresh` for what is new: what is left out (undefined) changes nothing. */
export function over<T extends object>(
  fresh: T,
  there: T | undefined,
  named: { [K in keyof T]?: T[K] | undefined },
): T {
  const said = Object.entries(named).filter(([key, value]) => value !== undefined && key in fresh)
  return { ...fresh, ...there, ...Object.fromEntries(said) }
}
