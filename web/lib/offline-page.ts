/**
 * Lets a page be loaded without a link: a service worker (public/tasks-worker.js) serves the page and its files as last
 * loaded. Browsers allow that over HTTPS and on localhost only; elsewhere the open page still works, and a reload does not.
 */
const CACHE = 'wardroom-page'

/** An effect's body. No data of the hospital is cached: only the page, its programs, faces and styles. */
export function keepPage(path: string): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  void navigator.serviceWorker
    .register('/tasks-worker.js', { scope: path })
    .then(() => caches.open(CACHE))
    .then((cache) => cache.addAll([path, ...filesOfThePage()]))
    .catch((error: unknown) => console.info('this page cannot be loaded without a link', error))
}

/** What this load took: the worker was not there yet to see it. */
function filesOfThePage(): string[] {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
  const own = loaded.filter(
    ({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'),
  )
  return [...new Set(own.map(({ pathname }) => pathname))]
}
