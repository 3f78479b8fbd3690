/** S14: what X-Forwarded-… says counts only from proxies that are named. */
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import { Router } from 'express'
import prom from 'prom-client'
import { afterEach, describe, expect, test } from 'vitest'
import { site } from '../../server/intake/http/site.ts'
import { openDoor } from '../support/keys.ts'

let http: Server | undefined
afterEach(() => new Promise((resolve) => (http ? http.close(resolve) : resolve(undefined))))

/** Who the server takes for the asker, when somebody says they are somebody else. */
async function asked(trustedProxies: string[], headers: Record<string, string>) {
  const api = Router()
  api.get('/who', ({ ip, secure, host }, response) => void response.json({ ip, secure, host }))
  const app = site({
    api,
    dist: '/nowhere',
    version: 'test',
    readiness: () => Promise.resolve({ ready: true, reasons: {} }),
    leaving: () => false,
    trustedProxies,
    known: openDoor().doorman,
    metrics: prom.register,
    log: { warn: () => undefined, error: () => undefined },
  })
  http = createServer(app)
  await new Promise<void>((resolve) => http?.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo // it listens on TCP
  const response = await fetch(`http://127.0.0.1:${port}/api/who`, { headers })
  return {
    ...((await response.json()) as { ip: string; secure: boolean; host: string }), // as it was sent above
    own: `127.0.0.1:${port}`,
    hsts: response.headers.get('strict-transport-security'),
  }
}

const FORGED = {
  'X-Forwarded-For': '203.0.113.9, 10.1.2.3',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'evil.example',
}

describe('X-Forwarded-For, -Proto and -Host', () => {
  test('mean nothing from whoever comes', async () => {
    for (const proxies of [[], ['10.0.0.0/8']]) {
      const { ip, secure, host, hsts, own } = await asked(proxies, FORGED)
      expect({ ip, secure, host, hsts }).toEqual({ ip: '127.0.0.1', secure: false, host: own, hsts: null })
      await new Promise((resolve) => http?.close(resolve))
    }
  })

  test('are believed from a proxy that is named, and of whom it speaks only up to the first that is not', async () => {
    const { ip, secure, host, hsts } = await asked(['127.0.0.1'], FORGED)
    // 10.1.2.3 is no proxy of ours, so what it says of 203.0.113.9 is hearsay.
    expect({ ip, secure, host }).toEqual({ ip: '10.1.2.3', secure: true, host: 'evil.example' })
    expect(hsts).toBe('max-age=31536000')
  })
})
