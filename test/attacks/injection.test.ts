/** S11 and S12: strings that mean something elsewhere, through every parameter of every operation of the contract. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApi } from '../../server/intake/http/openapi.ts'
import { dial } from '../hl7/peer.ts'
import { until } from '../support/until.ts'
import { waysOf, withOneReplaced, type Contract, type Way } from './from-the-contract.ts'
import { bigList, strings } from './strings.ts'
import { asking, openTarget, type Target } from './target.ts'

let at: Target
let ways: Way[]
let known: { authorization: string }
beforeAll(async () => {
  at = await openTarget()
  known = await at.program()
  const encounter_id = await at.ward.admit('Overnight', '4W-2')
  const there = {
    site: 'gh',
    unit: '4W',
    bed: '4W-1',
    room: '401',
    encounter_id,
    patient_id: 1,
    token_id: NOTHING,
  }
  ways = waysOf(openApi('test') as Contract, there).filter(({ path }) => !path.startsWith('/api/demo'))
})
afterAll(() => at.stop())

async function sent({ path, method, query, body }: Way): Promise<{ status: number; text: string }> {
  const asked = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  )
  return asking(`${at.url}${path}?${asked.toString()}`, {
    method,
    headers: { ...known, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
}

/** A token there is not: a program that takes its own away would try nothing after that. */
const NOTHING = 987_654_321

/** What nobody may ever be told, whatever they ask. */
const LEAKS =
  /\bat .*\.ts:|node_modules|syntax error|pg_catalog|invalid input syntax|root:x:0|\bundefined\b.*of/i

async function tried(strange: readonly string[], each: number): Promise<string[]> {
  const broken: string[] = []
  let nth = 0
  for (const way of ways) {
    const variants = way.body
      ? [...withOneReplaced(way.body, MARK)].map((body) => ({
          ...way,
          body: body as Record<string, unknown>,
        }))
      : [...withOneReplaced(way.query, MARK)].map((query) => ({
          ...way,
          query: query as Record<string, unknown>,
        }))
    // Each place gets some of them in turn: together they go through every place of a kind many times.
    const requests = variants.flatMap((variant) =>
      Array.from({ length: each }, () => marked(variant, strange[nth++ % strange.length] ?? '')),
    )
    for (let from = 0; from < requests.length; from += 10) {
      const some = requests.slice(from, from + 10)
      const heard = await Promise.all(some.map(sent))
      for (const [index, { status, text }] of heard.entries())
        if (status >= 500 || status < 200 || LEAKS.test(text))
          broken.push(
            `${status} ${way.method} ${way.path} ${JSON.stringify(some[index]?.body ?? some[index]?.query).slice(0, 300)}: ${text.slice(0, 200)}`,
          )
    }
  }
  return broken
}

const MARK = 'here-it-goes'
const marked = (way: Way, text: string): Way =>
  JSON.parse(JSON.stringify(way).replaceAll(JSON.stringify(MARK), () => JSON.stringify(text))) as Way

/** How much of everything there is: what was put in is data, and took nothing away. */
const tables = (): Promise<unknown[]> =>
  at.ward.database.rows(
    `select table_name from information_schema.tables where table_schema = 'public' order by 1`,
  )

describe('a string that means something elsewhere', () => {
  test('is refused or kept as it is, by every field of every operation: nothing breaks, and nothing is told', async () => {
    const before = await tables()
    expect(ways.length).toBeGreaterThan(120)
    expect(await tried(strings, 2)).toEqual([])
    expect(await tables()).toEqual(before)
    expect(
      (await asking(`${at.url}/api/sites`, { headers: known })).status,
      'they were known all the time',
    ).toBe(200)
    const [bed] = await at.ward.database.rows<{ n: number }>('select count(*)::int as n from bed')
    expect(bed?.n).toBeGreaterThanOrEqual(6)
  })

  const big = bigList()
  test.skipIf(big.length === 0)(
    `and so is the Big List of Naughty Strings (skipped where ../shared/samples is absent)`,
    async () => expect(await tried(big, 1)).toEqual([]),
  )

  test('in a header, a path or a name leaves the log one line for one thing, without control characters', async () => {
    for (const text of [...strings, ...big].filter((one) => one !== '')) {
      const name = encodeURIComponent(Buffer.from(text).toString()) // no half characters
      await asking(`${at.url}/api/${name}`, { headers: { ...known, 'x-wardroom-who': name.slice(0, 600) } })
    }
    const peer = await dial(at.ports.hl7)
    const told = strings.filter((one) => !/[\r\0\x0b\x1c|]/.test(one) && one !== '')
    for (const text of told)
      peer.send(`MSH|^~\\&|${text}|${text}|W|GH|20260501||ADT^A08|${text}|P|2.5\rEVN||20260501\r`)
    await until(() => peer.answers.length >= told.length, { what: 'an answer to each' })
    await peer.close()
    expect(at.log.length).toBeGreaterThan(20)
    for (const line of at.log) {
      expect(line.endsWith('\n')).toBe(true)

      expect(line.slice(0, -1)).not.toMatch(/[\x00-\x1f\x7f]/)
      expect(JSON.parse(line)).toHaveProperty('level')
    }
  })
})

describe('JSON that says what an object is made of', () => {
  const poison = [
    '"__proto__":{"administrator":true}',
    '"constructor":{"prototype":{"administrator":true}}',
    '"viewer":"permitted","door":"system"',
    '"grants":[{"role":"administrator","site":null,"unit":null}]',
  ]
  test.each(poison)('%s is no field of any command, and changes no other object', async (field) => {
    for (const { path, method, body } of ways.filter((way) => way.body)) {
      const text = JSON.stringify(body).replace('{', `{${field},`)
      const headers = { ...known, 'content-type': 'application/json' }
      const { status } = await asking(at.url + path, { method, headers, body: text })
      // What is called __proto__ is no field to the parser's eyes and is dropped; what is called otherwise is refused.
      if (!field.startsWith('"__proto__"') && !path.startsWith('/api/walls/')) expect(status, path).toBe(422)
      expect(status, path).toBeLessThan(500)
    }
    expect({}).not.toHaveProperty('administrator')
  })
})

describe('XML', () => {
  const xxe = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ADT_A01><MSH>&a;</MSH></ADT_A01>`
  test('is read by nobody: 415 over HTTP, and no file of this machine in the answer', async () => {
    for (const type of ['application/xml', 'text/xml', 'application/hl7-v2+xml']) {
      const options = { method: 'POST', headers: { ...known, 'content-type': type }, body: xxe }
      const { status, text } = await asking(`${at.url}/api/commands/beds/block`, options)
      expect(status).toBe(415)
      expect(text).not.toContain('root:')
    }
  })
  test('in an HL7 frame is no message: it is kept as it came, and the connection is closed', async () => {
    const peer = await dial(at.ports.hl7)
    peer.send(xxe)
    await expect.poll(() => peer.closed()).toBe(true)
    expect(peer.answers.join()).not.toContain('root:')
  })
})
