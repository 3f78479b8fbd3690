/** Where the server says what happens. Nobody who reads slowly, or not at all (a stopped terminal, a full pipe), holds it up. */
import { destination, pino, stdTimeFunctions, type Logger } from 'pino'
import { PinoPretty as pretty } from 'pino-pretty'

/** What may wait to be read [characters]; what comes then is let go, and counted. */
const WAITING_MAX = 4_000_000
/** At the end, a reader who takes nothing is waited for a second: ten times sonic-boom's tenth. */
const LAST_TRIES = 10

/** Lines of JSON for machines, readable ones at a terminal. What was said is written before the process ends. */
export function openLog(level: 'debug' | 'info' | 'warn' | 'error'): Logger {
  let tries = Infinity
  process.once('exit', () => (tries = LAST_TRIES)) // heard before pino's own, which writes the rest
  // Written in the background: a write into a full pipe holds up whoever writes, and here that would be the hospital.
  const out = destination({ fd: 1, sync: false, maxLength: WAITING_MAX, retryEAGAIN: () => tries-- > 0 })
  const last = out.flushSync.bind(out)
  out.flushSync = () => {
    try {
      last()
    } catch {
      // nobody takes it
    }
  }
  const options = { level, base: null, timestamp: stdTimeFunctions.isoTime }
  const log = process.stdout.isTTY ? pino(options, pretty({ destination: out })) : pino(options, out)
  let dropped = 0
  out.on('drop', () => void dropped++)
  out.on('drain', () => {
    if (dropped > 0) log.warn({ lines: dropped }, 'lines were let go while nobody read them')
    dropped = 0
  })
  return log
}
