/**
 * Sends HL7 v2 messages over MLLP and prints what is answered: `npm run hl7 -- message.hl7 [--to localhost:2575]`.
 * A file may hold several messages, each beginning with MSH; `-` reads from standard input. In the text, `{{now}}` becomes
 * the present time and `{{id}}` a new control id, so that an example can be sent again and again. A server with another WARDROOM_HL7_PORT is named by `--to host:port`.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

const [START, END, CR] = ['\x0b', '\x1c', '\r']
const PATIENCE_MS = 15_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string', default: 'localhost:2575' } },
})
const [host = 'localhost', port = '2575'] = values.to.split(':')

function messagesIn(file: string): string[] {
  const filled = file
    .replaceAll('{{now}}', hl7Time(new Date()))
    .replace(/\{\{id\}\}/g, () => randomBytes(6).toString('hex'))
  return filled
    .replace(/^\uFEFF/, '')
    .split(/(?=^MSH)/m)
    .map((message) => message.trim().replace(/\r\n?|\n/g, CR))
    .filter((message) => message.startsWith('MSH'))
}

/** YYYYMMDDHHMMSS+ZZZZ, in UTC. */
const hl7Time = (now: Date): string => `${now.toISOString().replace(/\D/g, '').slice(0, 14)}+0000`

/** @throws when nothing answers in time. */
function send(message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) })
    let answer = ''
    socket.setEncoding('utf8').setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk: string) => {
      answer += chunk
      if (answer.endsWith(END + CR)) {
        socket.end()
        resolve(answer.slice(1, -2).trim())
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the connection was closed without an answer')))
    socket.write(START + message + CR + END + CR)
  })
}

if (positionals.length === 0) {
  process.stderr.write('Name a file: npm run hl7 -- docs/examples/admit.hl7 [--to localhost:2575]\n')
  process.exitCode = 1
}
for (const file of positionals) {
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  for (const message of messagesIn(content)) {
    try {
      process.stdout.write(`${(await send(message)).replaceAll(CR, '\n')}\n`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      process.stderr.write(`${host}:${port}: ${why} (--to host:port sends elsewhere)\n`)
      process.exitCode = 1
    }
  }
}
