/**
 * Lets a page be loaded without a link: a service worker (public/tasks-worker.js) serves the page and its files as last
 * loaded. Browsers allow that over HTTPS and on localhost only; elsewhere the open page still works, and a reload does not.
 */
const CACHE = 'wardroom-page'
const WORKER = '/tasks-worker.js'

/** An effect's body. No data of the hospital is cached: only the page, its programs, faces and styles. */
export function keepPage(path: string): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  void navigator.serviceWorker
    .register(worker(), { scope: path })
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

/** Where browsers take no plain text for the address of a program (Trusted Types): made once, by the one policy that may. */
let made: string | undefined
function worker(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes } // newer than TypeScript's own list
  const policy = { createScriptURL: () => WORKER }
  return (made ??= trustedTypes?.createPolicy('wardroom-worker', policy).createScriptURL('') ?? WORKER)
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL(text: string): string } // an object that stands for its text
}
