/**
 * What every answer tells the browser it must not allow, whoever gives the answer: the API, a file, a screen that has no
 * WebSocket. A page may load and do what it brought itself, be put into no other's, and tell nobody where it was.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:", // codes to scan are drawn by the page
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  // Text becomes markup or a program by one of these two only: Svelte's own templates, and the tasks' worker.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'svelte-trusted-html wardroom-worker',
}

/** What a screen needs: its camera for barcodes, passkeys, all of the display, and that it stays lit. */
const OWN = [
  'camera',
  'clipboard-write',
  'fullscreen',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
]
const NEVER = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': Object.entries(POLICY)
    .map((directive) => directive.join(' '))
    .join('; '),
  'Permissions-Policy': [...OWN.map((name) => `${name}=(self)`), ...NEVER.map((name) => `${name}=()`)].join(
    ', ',
  ),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY', // for browsers that know no frame-ancestors
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Said of what may be kept; whatever else there is is about somebody, and kept by nobody.
  'Cache-Control': 'no-store',
}

/** Heard before whoever answers. */
export function forbidding(_request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
}
