/** A newer server needs a newer page: loads it once, and not in the middle of somebody's work. */

const LOOK_AGAIN_MS = 2000
let began: string | undefined

/** Loads the page anew, but not in the middle of somebody's work. @returns how to call it off */
export function renewSoon(first: () => void = () => undefined): () => void {
  const timer = setInterval(() => {
    if (document.querySelector('dialog[open]')) return
    first()
    location.reload()
  }, LOOK_AGAIN_MS)
  return () => clearInterval(timer)
}

/** Told of each build the server names; the first is the one this page came with. An effect's body. */
export function renew(version: string): (() => void) | undefined {
  began ??= version
  // Between two servers of different builds a page must not load for ever: once for each build.
  if (version === began || sessionStorage.getItem('wardroom.renewed') === version) return undefined
  return renewSoon(() => sessionStorage.setItem('wardroom.renewed', version))
}
