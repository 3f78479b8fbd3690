/** The HTTP server's surroundings: headers, the web application's files, signs of life. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import express, { type Express, type Response, type Router } from 'express'
import type { Registry } from 'prom-client'
import { PATIENCE } from '../../database/patience.ts'
import type { DemoState } from '../../../schema/demo.ts'
import { answerErrors, answerWithin } from './answer-errors.ts'
import { isHere } from './here.ts'
import { knownBehind, mustHave, type Known } from './viewer.ts'

export interface Readiness {
  ready: boolean
  reasons: Record<string, string>
  /** What somebody should look at by day; it serves all the same. */
  warnings?: Record<string, string>
  /** Where a demo runs: how far it is. It is ready to be looked at all the while. */
  demo?: DemoState
}

export interface SiteOptions {
  api: Router
  /** The built web application. */
  dist: string
  version: string
  readiness: () => Promise<Readiness>
  /** From whom X-Forwarded-For, -Proto and -Host are believed. */
  trustedProxies: readonly string[]
  known: Known
  /** This server ends: whoever keeps a connection open finds another one next time. */
  leaving: () => boolean
  metrics: Registry
  log: Parameters<typeof answerErrors>[0]
}

/** A year; Vite's files carry a hash of their content in their names. */
const FOREVER = 'public, max-age=31536000, immutable'
/** Kept, and used again once we have said that it is still the same. */
const ASKED_AGAIN = 'no-cache'

/** Whoever came over TLS once comes no other way for a year (RFC 6797); said over plain HTTP it would mean nothing. */
const HSTS = 'max-age=31536000'

/** A transaction at its slowest, and the connection for it. */
const ANSWER_MS = PATIENCE.connectMs + PATIENCE.transactionMs + 1000
/** Health turns red before the screens do. */
const READY_MS = 4000

export function site({
  api,
  dist,
  version,
  readiness,
  leaving,
  trustedProxies,
  known,
  metrics,
  log,
}: SiteOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag') // of what is kept by nobody; files have theirs
  app.set('trust proxy', [...trustedProxies])
  app.use(answerWithin(ANSWER_MS))
  app.use((request, response, next) => {
    if (request.secure) response.set('Strict-Transport-Security', HSTS)
    if (leaving()) response.set('Connection', 'close')
    next()
  })

  app.get('/healthz', (_request, response) => void response.json({ alive: true }))
  app.get('/readyz', async (_request, response) => {
    const late = new AbortController()
    const answer = await Promise.race([readiness(), notReady(late.signal)]).finally(() => late.abort())
    response.status(answer.ready ? 200 : 503).json(answer)
  })
  app.get('/version', (_request, response) => void response.json({ version }))
  app.get('/metrics', async (request, response) => {
    if (!isHere(request)) mustHave(await knownBehind(known, request), 'metrics')
    response.type(metrics.contentType).send(await metrics.metrics())
  })

  app.use('/api', api)
  app.use('/assets', express.static(join(dist, 'assets'), kept(FOREVER)))
  app.use(express.static(dist, kept(ASKED_AGAIN)))
  // Every other path is a screen of the web application, which finds its own way. Never cached: it names the hashed files.
  app.get('/{*path}', (_request, response) => {
    response.set('Cache-Control', ASKED_AGAIN)
    response.sendFile(join(dist, 'index.html'), { cacheControl: false })
  })
  app.use(answerErrors(log))
  return app
}

/** How long browsers keep the application's files; nothing else is kept by anybody (headers.ts). */
const kept = (howLong: string): Parameters<typeof express.static>[1] => ({
  index: false,
  cacheControl: false,
  setHeaders: (response: Response) => void response.set('Cache-Control', howLong),
})

/** What there is to say when the question itself is not answered. */
async function notReady(signal: AbortSignal): Promise<Readiness> {
  await pause(READY_MS, undefined, { signal })
  return { ready: false, reasons: { database: `no answer within ${READY_MS} ms` } }
}
