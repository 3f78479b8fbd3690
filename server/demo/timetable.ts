/** What happens when, in a story told faster than time: the earliest first, at one instant in the order they were put down. */
export class Timetable {
  readonly #heap: { at: number; nth: number; act: () => void }[] = []
  #nth = 0
  /** [ms since 1970] of what happened last. */
  now: number

  constructor(now: number) {
    this.now = now
  }

  at(at: number, act: () => void): void {
    const heap = this.#heap
    let index = heap.push({ at: Math.round(Math.max(at, this.now)), nth: this.#nth++, act }) - 1
    while (index > 0) {
      const above = (index - 1) >> 1
      if (!this.#sooner(index, above)) break
      this.#change(index, above)
      index = above
    }
  }

  /** Lets everything happen up to an instant. */
  runUntil(until: number): void {
    for (let first = this.#heap[0]; first && first.at <= until; first = this.#heap[0]) {
      this.now = first.at
      this.#removeFirst()
      first.act()
    }
    this.now = until
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    heap[0] = last
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      if (left >= heap.length) return
      const child = right < heap.length && this.#sooner(right, left) ? right : left
      if (!this.#sooner(child, index)) return
      this.#change(index, child)
      index = child
    }
  }

  #sooner(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.nth < b.nth))
  }

  #change(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (!a || !b) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}
