/** Arrow keys in a field of tiles: one tab stop, and the nearest tile in the direction pressed. */

const TILE = '[data-tile]'

/** An attachment of the element around the tiles. The tile in focus is the one Tab comes back to. */
export function arrows(around: HTMLElement): () => void {
  const press = (event: KeyboardEvent) => {
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>(TILE) : null
    const direction = directions[event.key]
    if (!from || !direction || event.ctrlKey || event.metaKey || event.altKey) return
    const to = nearest(from, [...around.querySelectorAll<HTMLElement>(TILE)], direction)
    if (!to) return
    event.preventDefault()
    to.focus()
  }
  const settle = (event: FocusEvent) => {
    const tile = event.target instanceof Element ? event.target.closest<HTMLElement>(TILE) : null
    if (!tile) return
    for (const other of around.querySelectorAll<HTMLElement>(`${TILE}[tabindex="0"]`)) other.tabIndex = -1
    tile.tabIndex = 0
  }
  around.addEventListener('keydown', press)
  around.addEventListener('focusin', settle)
  return () => {
    around.removeEventListener('keydown', press)
    around.removeEventListener('focusin', settle)
  }
}

const directions: Record<string, [number, number] | undefined> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** By what is seen on the screen, so that it is the same left to right and right to left. */
function nearest(from: HTMLElement, tiles: HTMLElement[], [x, y]: [number, number]): HTMLElement | undefined {
  const here = centre(from)
  let best: { tile: HTMLElement; distance: number } | undefined
  for (const tile of tiles) {
    if (tile === from) continue
    const there = centre(tile)
    const along = (there.x - here.x) * x + (there.y - here.y) * y
    const across = Math.abs((there.x - here.x) * y) + Math.abs((there.y - here.y) * x)
    if (along < 4 || (x !== 0 && across > 4)) continue
    const distance = along + across * 3
    if (!best || distance < best.distance) best = { tile, distance }
  }
  return best?.tile
}

function centre(element: HTMLElement): { x: number; y: number } {
  const box = element.getBoundingClientRect()
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
}
