/**
 * The floor of telling many walls the same: bare Socket.IO, one emit a room, or bare `ws`, the same text to every socket.
 * Arguments: which of the two, and the port.
 */
import { createServer } from 'node:http'
import { Session } from 'node:inspector/promises'
import { Server } from 'socket.io'
import { WebSocketServer } from 'ws'
import { machineClock } from '../clock.ts'
import { serve } from '../program.ts'
import { atMoments, type Burst } from './poisson.ts'

const [which = '', port = '0'] = process.argv.slice(2)
const clock = machineClock()
const http = createServer()

/** Tells everyone an event. */
const tell = which === 'ws' ? bareWs() : bareSocketIo()
await new Promise<void>((resolve) => http.listen(Number(port), '127.0.0.1', resolve))

function bareSocketIo(): (event: string, what: unknown) => void {
  const io = new Server(http, { perMessageDeflate: false, serveClient: false, transports: ['websocket'] })
  io.on('connection', (socket) => {
    socket.on('join', (_place: unknown, answer: (what: unknown) => void) => {
      void socket.join('wall')
      answer(welcome)
    })
  })
  return (event, what) => io.to('wall').emit(event, what)
}

/** It says as much of engine.io and Socket.IO as a wall needs to hear to believe itself connected. */
function bareWs(): (event: string, what: unknown) => void {
  const server = new WebSocketServer({ server: http, perMessageDeflate: false })
  server.on('connection', (socket) => {
    socket.send('0{}')
    socket.on('message', (data: Buffer) => {
      const said = data.toString()
      if (said === '40') socket.send('40{}')
      else if (said.startsWith('42'))
        socket.send(`43${parseInt(said.slice(2), 10)}${JSON.stringify([welcome])}`)
    })
  })
  return (event, what) => {
    const text = `42${JSON.stringify([event, what])}`
    for (const socket of server.clients) socket.send(text)
  }
}

/** What whoever joins is answered; given as the text of an array with the answer in it. */
let welcome: unknown = true
const answerWith = (text: string): void => void ([welcome] = JSON.parse(text) as [unknown])

/** Says the same event (the text of an array: name, argument) at each moment of a burst. @returns how often. */
async function say({ text, ...burst }: Burst & { text: string }): Promise<number> {
  const [event, what] = JSON.parse(text) as [string, unknown]
  let times = 0
  await atMoments(burst, clock, () => {
    tell(event, what)
    times++
  })
  return times
}

/** What it holds once garbage is gone [bytes]. */
async function held(): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.collectGarbage')
  session.disconnect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const verbs = { say, held, answerWith }
export type Broadcast = typeof verbs
serve(verbs)
