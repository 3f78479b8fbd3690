/** F17: HL7 as it should not be, cut into packets anywhere; after each the next good message is taken, where the line may go on. */
import { until } from '../../support/until.ts'
import { codeOf, dial, type Peer } from '../../hl7/peer.ts'
import { batches, samplesAreThere, withControlId } from '../../hl7/samples.ts'
import { framed } from '../../../server/intake/hl7/frames.ts'
import type { Fault } from '../fault.ts'

const SAMPLES = { short: 20, usual: 60, long: 1000 } as const

const header = (id: string, type = 'ADT^A08', version = '2.5'): string =>
  `MSH|^~\\&|GARBAGE|GH|WARDROOM|GH|20260501||${type}|${id}|P|${version}`
const person = 'PID|1||GARBAGE^^^GH^MR||Garbage^One'

/** What is sent, and the code of its answer; `cut`: the line is closed. */
function garbage(run: string): [what: string, bytes: Buffer, answer: string][] {
  const message = (text: string): Buffer => framed(Buffer.from(text))
  return [
    [
      'other delimiters',
      message(
        `MSH$%~\\&$GARBAGE$GH$WARDROOM$GH$20260501$$ADT%A08$${run}1$P$2.5\r${person.replaceAll('|', '$').replaceAll('^', '%')}`,
      ),
      'AA',
    ],
    ['a byte-order mark', message(`\ufeff${header(`${run}2`)}\r${person}`), 'AA'],
    ['LF for CR', message(`${header(`${run}3`)}\n${person}`), 'AA'],
    ['CRLF for CR', message(`${header(`${run}4`)}\r\n${person}\r\n`), 'AA'],
    ['no MSH-10', message(`${header('')}\r${person}`), 'AR'],
    ['a version of another century', message(`${header(`${run}5`, 'ADT^A08', '9.9')}\r${person}`), 'AR'],
    ['an event there is not', message(`${header(`${run}6`, 'ADT^Z99')}\r${person}`), 'AA'],
    [
      'a document of 100 kB',
      message(`${header(`${run}7`, 'ORU^R01')}\r${person}\rOBX|1|TX|||${'x'.repeat(100_000)}`),
      'AA',
    ],
    [
      'bytes outside the charset',
      framed(
        Buffer.concat([Buffer.from(`${header(`${run}8`)}\r${person}`), Buffer.from([0xff, 0xfe, 0x80])]),
      ),
      'AA',
    ],
    ['entities', message(`${header(`${run}9`)}\r${person}&<!ENTITY x SYSTEM "file:///etc/passwd">`), 'AA'],
    ['no MSH', message(person), 'cut'],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'cut'],
    ['a TLS hello', Buffer.from('16030102000100', 'hex'), 'cut'],
    ['nothing that begins', Buffer.alloc(70_000, 0x41), 'cut'],
  ]
}

export const garbageInHl7: Fault = {
  id: 'F17',
  what: 'HL7 garbage, cut into packets anywhere',
  kind: 'embedded',
  telling: true,
  async strike({ bench: { wires }, random, length, broken, measure }) {
    const run = `G${Math.floor(random() * 1e9).toString(36)}-`
    let peer = await dial(wires.hl7.port)
    let good = 0
    const goodIsTaken = async (after: string): Promise<void> => {
      const id = `${run}good${++good}`
      const message = `${header(id)}\r${person}`
      // By its id: what was sent before may still be answered, or never (an acknowledgement is not acknowledged).
      const answered = (): string | undefined => peer.answers.find((one) => one.includes(`|${id}`))
      const waited = { what: 'an answer to the good message', timeoutMs: 20_000 }
      peer.send(message)
      await until(() => answered() !== undefined || peer.closed(), waited).catch(() => undefined)
      if (answered() === undefined && peer.closed()) {
        // Cut for what was sent before it: then it is sent on a line of its own, as any sender does.
        peer = await dial(wires.hl7.port)
        peer.send(message)
        await until(answered, waited).catch(() => undefined)
      }
      const answer = answered()
      if (codeOf(answer) !== 'AA')
        broken(`after ${after} a good message was answered with ${codeOf(answer) ?? 'nothing'}`)
    }
    for (const [what, bytes, wanted] of garbage(run)) {
      if (wanted === 'cut') {
        // What begins like this is another program; in the middle of a conversation it is only noise.
        await peer.close()
        peer = await dial(wires.hl7.port)
      }
      const answered = peer.answers.length
      await inPieces(peer, bytes, random)
      const came = (): string | undefined =>
        peer.closed() ? 'cut' : codeOf(peer.answers[answered]?.replaceAll('$', '|'))
      await until(came, { what: 'an answer', timeoutMs: 10_000 }).catch(() => undefined)
      if (came() !== wanted) broken(`${what}: ${came() ?? 'no answer'}, should be ${wanted}`)
      if (peer.closed()) peer = await dial(wires.hl7.port)
      await goodIsTaken(what)
    }
    const sent = samplesAreThere ? samples(SAMPLES[length], random) : []
    for (const bytes of sent) {
      if (peer.closed()) peer = await dial(wires.hl7.port)
      await inPieces(peer, framed(bytes), random)
    }
    if (peer.closed()) peer = await dial(wires.hl7.port)
    if (sent.length > 0) await goodIsTaken(`${sent.length} real messages`)
    measure({ what: 'real messages sent', value: sent.length, limit: Infinity, unit: '' })
    await peer.close()
    return Date.now()
  },
}

/** Real messages nobody here wrote, each under an id of its own. */
function samples(count: number, random: () => number): Buffer[] {
  const all = batches().flatMap(({ samples: of }) => of)
  return Array.from({ length: count }, (_, nth) => {
    const one = all[Math.floor(random() * all.length)]
    return one ? withControlId(one, `S${nth}-${Math.floor(random() * 1e9)}`).bytes : Buffer.alloc(0)
  })
}

/** As TCP may bring it: up to four pieces, torn anywhere. */
async function inPieces(peer: Peer, bytes: Buffer, random: () => number): Promise<void> {
  const tears = [random(), random(), random()]
    .map((at) => Math.floor(at * bytes.length))
    .sort((a, b) => a - b)
  let from = 0
  for (const to of [...tears, bytes.length]) {
    if (to > from && !peer.closed()) peer.write(bytes.subarray(from, to))
    from = to
    await new Promise((resolve) => setImmediate(resolve))
  }
}
