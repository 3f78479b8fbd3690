/** The screens that are connected, and what they are told, over HTTP. */
import type { ScreenDeed, ScreenOrder, ScreensSeen, ScreensTold } from '../../schema/screens.ts'
import type { Link } from './link.svelte.ts'
import type { Route } from './route.svelte.ts'

const NAME_LONGEST = 40

/** What this screen is called; undefined: it has no name. */
export const nameOf = (route: Route): string | undefined =>
  route.query('name')?.trim().slice(0, NAME_LONGEST) || undefined

/** Says which screen this is whenever that changes; the link says it again by itself. An effect's body. */
export function sayWhere(link: Link, route: Route): void {
  const name = nameOf(route)
  link.say({ path: route.with({}), ...(name !== undefined && { name }) })
}

/** A wall shows another wall, and keeps its name; a console stays where its user is. */
export function showOther(route: Route, { path }: Extract<ScreenDeed, { kind: 'show' }>): void {
  if (!route.path.startsWith('/wall/')) return
  const name = nameOf(route)
  route.go(path, { replace: true })
  if (name !== undefined) route.go(route.with({ name }), { replace: true })
}

/** undefined: nobody answers. */
export async function seenScreens(): Promise<ScreensSeen | undefined> {
  try {
    const response = await fetch('/api/screens')
    return response.ok ? ((await response.json()) as ScreensSeen) : undefined // the server answers nothing else
  } catch {
    return undefined
  }
}

/** Whether all servers were reached; undefined: nobody was. */
export async function tellScreens(order: ScreenOrder): Promise<ScreensTold | undefined> {
  try {
    const response = await fetch('/api/screens/tell', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    return response.ok ? ((await response.json()) as { result: ScreensTold }).result : undefined // as above
  } catch {
    return undefined
  }
}
