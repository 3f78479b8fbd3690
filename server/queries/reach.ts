/** Whether something listens at a host and port: a connection is opened and closed, and nothing is said. Where nothing may be sent nobody is asked. */
import { connect, isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { QueryResult } from '../../schema/queries.ts'
import { lookingUp, mayBeSentTo } from '../outgoing/where-to.ts'

type Reached = QueryResult<'receiver-reached'>

const PATIENCE_MS = 5_000

export function reach(host: string, port: number, patienceMs = PATIENCE_MS): Promise<Reached> {
  const began = performance.now()
  return new Promise((resolve) => {
    if (isIP(host) !== 0 && !mayBeSentTo(host)) return resolve({ found: 'no-such-host', ms: 0 })
    const socket = connect({ host, port, lookup: lookingUp(mayBeSentTo) })
    const done = (found: Reached['found']): void => {
      clearTimeout(late)
      socket.destroy()
      resolve({ found, ms: Math.round(performance.now() - began) })
    }
    const late = setTimeout(() => done('no-answer'), patienceMs)
    socket.once('connect', () => done('reached'))
    socket.once('error', (error: NodeJS.ErrnoException) => done(whatIsWrong(error.code)))
  })
}

function whatIsWrong(code: string | undefined): Reached['found'] {
  if (code === 'ECONNREFUSED') return 'nobody-listens'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === undefined) return 'no-such-host'
  return 'no-answer'
}
