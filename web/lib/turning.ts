/** How the wall that is being made turns its pages: as its address says, and on to the next of what it was given to show. */
import { here } from './here.ts'
import { Rotation, rotationSeconds } from './rotation.svelte.ts'

/** @param count how many pages it has now; of one it goes on to what comes next. To be called while a component is made. */
export function turning(count: () => number): Rotation {
  const { route, wall } = here()
  return new Rotation(
    count,
    () => rotationSeconds(route.query('rotate')),
    () => wall.next,
  )
}
