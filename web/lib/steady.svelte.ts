/** What is computed anew with every change, and seldom comes out different: how a wall is laid out, say. */
import { untrack } from 'svelte'

/**
 * The value of `read` (plain JSON), replaced only when it differs. A `$derived` that comes out the same stops what hangs on it
 * from being done again, but all of it is still asked whether it must: with 300 tiles that was half of what a change cost.
 * So the graph is cut here. To be called while a component is made.
 */
export function steady<T>(read: () => T): { readonly current: T } {
  let current = $state.raw(untrack(read))
  let text = JSON.stringify(untrack(() => current))
  $effect.pre(() => {
    const next = read()
    const nextText = JSON.stringify(next)
    if (nextText === text) return
    text = nextText
    current = next
  })
  return {
    get current() {
      return current
    },
  }
}
