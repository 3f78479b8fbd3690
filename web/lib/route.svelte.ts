/** Where we are: the page's path and query, kept in step with the address bar. Few routes, so no router to install. */

export class Route {
  #path = $state.raw(location.pathname)
  #search = $state.raw(location.search)
  readonly #query = $derived(new URLSearchParams(this.#search))

  constructor() {
    window.addEventListener('popstate', () => this.#read())
    document.addEventListener('click', (event) => this.#follow(event))
  }

  /** Without a slash at its end, "/" excepted. */
  get path(): string {
    return this.#path.length > 1 ? this.#path.replace(/\/+$/, '') : this.#path
  }

  /** What stands last in the path: the unit of "/unit/4W". */
  get last(): string {
    return decoded(this.path.slice(this.path.lastIndexOf('/') + 1))
  }

  /** A parameter of the query, undefined when it is not there or empty. */
  query(name: string): string | undefined {
    return this.#query.get(name) || undefined
  }

  /** Go there; `replace` leaves no step to come back to. */
  go(href: string, { replace = false } = {}): void {
    if (replace) history.replaceState(null, '', href)
    else history.pushState(null, '', href)
    this.#read()
    if (!replace) window.scrollTo(0, 0)
  }

  /** Same page, with some of the query changed; undefined takes a parameter out. */
  with(changes: Record<string, string | undefined>): string {
    const next = new URLSearchParams(this.#search)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) next.delete(name)
      else next.set(name, value)
    }
    const text = next.toString()
    return this.#path + (text && `?${text}`)
  }

  #read(): void {
    this.#path = location.pathname
    this.#search = location.search
  }

  #follow(event: MouseEvent): void {
    const anchor = event.target instanceof Element ? event.target.closest('a') : null
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!anchor || !plain || event.defaultPrevented || anchor.target || anchor.hasAttribute('download'))
      return
    if (anchor.origin !== location.origin || anchor.pathname.endsWith('.json') || anchor.hash) return
    event.preventDefault()
    this.go(anchor.pathname + anchor.search)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % typed by hand
  }
}
