/** The record taken away, as CSV and as FHIR: what it says, that it harms no spreadsheet, and that taking it is on record. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditBundle, auditEvent, type AuditEvent } from '../../schema/audit-event.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { looked } from '../../server/audit/look.ts'
import { seal } from '../../server/audit/seal.ts'
import { apiRoutes } from '../../server/intake/http/routes.ts'
import { auditEventOf } from '../../server/intake/http/audit-event.ts'
import { ask } from '../../server/queries/ask.ts'
import { answers } from '../../server/queries/index.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { anybody, openDoor } from '../support/keys.ts'

let ward: Ward
let viewer: Viewer = anybody
const http = createServer()
let url: string
const FORMULA = '=HYPERLINK("http://evil.example","x")'

const nobodyAsks = () => Promise.reject(new Error('nobody asks'))
beforeAll(async () => {
  ward = await openWard()
  const patient_id = await ward.patient(FORMULA)
  await looked(ward.database, anybody, { what: 'query/encounter', site: 'gh', patients: [patient_id] })
  await ward.database.rows(
    `insert into sign_in (how, refused, address) values ('password', 'wrong password', '192.0.2.7')`,
  )
  while ((await seal(ward.database)).more);
  const door = openDoor()
  const api = apiRoutes({
    run: nobodyAsks,
    answer: (name, input, who) => ask({ database: ward.database, answers }, name, input, who),
    claim: nobodyAsks,
    took: (who, look) => looked(ward.database, who, look),
    replay: nobodyAsks,
    screens: { seen: nobodyAsks, tell: nobodyAsks },
    board: () => ({ ok: false, code: 'unavailable', message: 'no feed here' }),
    session: { ...door, doorman: { ...door.doorman, viewer: () => Promise.resolve(viewer) } },
    version: 'test',
    log: { error: () => undefined, warn: () => undefined },
  })
  http.on('request', express().use('/api', api))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api` // it listens on TCP
})
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve))
  await ward.drop()
})

const taken = (what: string): Promise<{ asked: object }[]> =>
  ward.database.rows('select asked from look where what = $1 order by look_id', [what])

describe('as CSV', () => {
  test('it holds each row, no cell is a formula, and that it was taken is on record with what was asked', async () => {
    const response = await fetch(`${url}/audit.csv?site=gh`)
    expect(response.headers.get('content-type')).toContain('text/csv')
    const { data, errors } = Papa.parse<Record<string, string>>(await response.text(), {
      header: true,
      skipEmptyLines: true,
    })
    expect(errors).toEqual([])
    expect(data.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['hospital/lay-out', 'patients/register', 'query/encounter']),
    )
    for (const row of data) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@]/)
    expect(await taken('file/audit.csv')).toEqual([{ asked: { site: 'gh' } }])
  })

  test('is refused to who is no auditor, and to whom it is for a misspelt filter; nothing is on record as taken', async () => {
    viewer = { ...anybody, name: 'a nurse', grants: [{ role: 'nurse', site: 'gh', unit: null }] }
    expect((await fetch(`${url}/audit.csv`)).status).toBe(403)
    viewer = anybody
    expect((await fetch(`${url}/audit.csv?sitte=gh`)).status).toBe(422)
    expect(await taken('file/audit.csv')).toHaveLength(1)
  })
})

describe('as AuditEvents of FHIR R4', () => {
  const events = async (query: string): Promise<AuditEvent[]> => {
    const response = await fetch(`${url}/fhir/AuditEvent?${query}`)
    expect(response.headers.get('content-type')).toContain('application/fhir+json')
    return auditBundle.parse(await response.json()).entry.map(({ resource }) => resource)
  }

  test('a look at a patient says who, whom, and that it was read', async () => {
    const [event] = await events('what=query/encounter')
    expect(event).toMatchObject({
      type: { code: '110110' },
      action: 'R',
      outcome: '0',
      agent: [{ name: 'a test', requestor: true }],
      source: { site: 'gh' },
      entity: [{ role: { code: '1' }, what: { display: FORMULA } }, {}],
    })
  })

  test('a refused sign-in is a failed login, from where it came', async () => {
    const [event] = await events('kind=sign-in')
    expect(event).toMatchObject({
      type: { code: '110114' },
      subtype: [{ code: '110122' }],
      outcome: '4',
      outcomeDesc: 'wrong password',
      agent: [{ network: { address: '192.0.2.7', type: '2' } }],
    })
  })

  test('goes on from page to page, each row once', async () => {
    const ids: string[] = []
    for (let next: string | undefined = '/api/fhir/AuditEvent?limit=2&site=gh'; next;) {
      const bundle = auditBundle.parse(await (await fetch(new URL(next, url))).json())
      ids.push(...bundle.entry.map(({ resource }) => resource.id))
      next = bundle.link.find(({ relation }) => relation === 'next')?.url
    }
    expect(ids.length).toBeGreaterThan(2)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each([
    ['emergency/open', '110113', '110127'],
    ['emergency/close', '110113', '110138'],
    ['people/grant', '110113', '110136'],
    ['people/disable', '110113', '110137'],
    ['server/start', '110100', '110120'],
    ['file/beds', '110106', undefined],
    ['query/audit', '110101', undefined],
    ['command/beds/block', '110113', '110132'],
    ['beds/block', '110110', undefined],
  ])('%s is %s, %s', (what, type, subtype) => {
    const event = auditEventOf({
      ...{ audit_id: 1, at: '2026-11-25T02:00:00.000Z', kind: 'act', who: 'Ada', what, refused: null },
      ...{
        person_id: 1,
        token_id: null,
        screen_id: null,
        site: 'gh',
        unit: '4W',
        patients: [],
        emergency_id: 7,
      },
      details: { door: 'http', before: { roles: [] } },
    })
    expect(auditEvent.parse(event)).toMatchObject({
      type: { code: type },
      purposeOfEvent: [{ coding: [{ code: 'BTG' }] }],
    })
    expect(event.subtype?.[0]?.code).toBe(subtype)
  })
})
