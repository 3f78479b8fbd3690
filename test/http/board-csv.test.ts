/** Boards as files: what a spreadsheet makes of them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import express from 'express'
import { boardNames } from '../../schema/boards/index.ts'
import type { OpenRequest } from '../../schema/wire.ts'
import { boardCsv, csvColumns } from '../../server/intake/http/board-csv.ts'
import { apiRoutes } from '../../server/intake/http/routes.ts'
import { Hospital } from '../boards/hospital.ts'
import { openDoor } from '../support/keys.ts'

const cells = (csv: string): string[][] =>
  Papa.parse<string[]>(csv.replace(/\r\n$/, ''), { newline: '\r\n' }).data

describe('a board as CSV', () => {
  test.each(boardNames)('%s has a column for every field, each once, none an object', (name) => {
    const columns = csvColumns(name)
    expect(columns).toContain('key')
    expect(new Set(columns).size).toBe(columns.length)
    expect(boardCsv(name, [])).toBe(`${columns.join(',')}\r\n`)
  })

  test('lays what is within a row out in columns; what is not there is empty', () => {
    const hospital = new Hospital().admit()
    const [header = [], line = []] = cells(boardCsv('beds', [hospital.bed()]))
    const at = (column: string): string | undefined => line[header.indexOf(column)]
    expect(header.slice(0, 4)).toEqual(['key', 'site', 'unit', 'unit_name'])
    expect(at('patient.name')).toBe('Okafor, Amara')
    expect(at('patient.hidden')).toBe('false')
    expect(at('blocked.reason')).toBe('')
    expect(at('sensor.device')).toBe('')
    hospital.put('bed', { features: ['oxygen', 'telemetry'] })
    const again = cells(boardCsv('beds', [hospital.bed()]))
    expect(again[1]?.[header.indexOf('features')]).toBe('oxygen telemetry')
  })

  test('is read back cell by cell, and holds no formula, whatever stands in it', () => {
    const nasty = fc.string({ unit: fc.constantFrom(...Array.from('=+-@\t\r\n",;a é')), maxLength: 12 })
    const row = new Hospital().bed()
    fc.assert(
      fc.property(nasty, nasty, (bed, room) => {
        const [header = [], line = []] = cells(boardCsv('beds', [{ ...row, bed, room }]))
        for (const [column, value] of [
          ['bed', bed],
          ['room', room],
        ] as const) {
          const read = line[header.indexOf(column)] ?? ''
          expect(read.replace(/^'(?=[=+\-@\t\r\n])/, '')).toBe(value)
          expect(read).not.toMatch(/^[=+\-@\t\r\n]/)
        }
      }),
    )
  })

  test('a negative number stays a number', () => {
    expect(cells(boardCsv('beds', [{ position: -1 }]))[1]?.[csvColumns('beds').indexOf('position')]).toBe(
      '-1',
    )
  })
})

describe('over HTTP', () => {
  const asked: OpenRequest[] = []
  const http = createServer()
  let url: string
  beforeAll(async () => {
    const api = apiRoutes({
      run: () => Promise.reject(new Error('nobody asks')),
      answer: () => Promise.reject(new Error('nobody asks')),
      board: (request) => {
        asked.push(request)
        const totals = {} as never // not of interest here
        return {
          ok: true,
          epoch: 'e',
          lsn: '00000000016B3748',
          at: '2026-11-22T20:01:02.123Z',
          rows: [],
          totals,
          place: request.place,
          level: request.level,
        }
      },
      screens: {
        seen: () => Promise.reject(new Error('no screens')),
        tell: () => Promise.reject(new Error('no screens')),
      },
      claim: () => Promise.reject(new Error('not asked here')),
      took: () => Promise.resolve(),
      replay: () => Promise.reject(new Error('nobody asks')),
      session: openDoor(),
      version: 'test',
      log: { warn: () => undefined, error: () => undefined },
    })
    http.on('request', express().use('/api', api))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}` // it listens on TCP
  })
  afterAll(() => new Promise((resolve) => http.close(resolve)))

  test.each([
    ['the suffix', '/api/boards/beds.csv', {}, 'text/csv; charset=utf-8; header=present'],
    ['the format', '/api/boards/beds?format=csv', {}, 'text/csv; charset=utf-8; header=present'],
    [
      'what is accepted',
      '/api/boards/beds',
      { accept: 'text/csv' },
      'text/csv; charset=utf-8; header=present',
    ],
    ['nothing', '/api/boards/beds', {}, 'application/json; charset=utf-8'],
    ['the other suffix', '/api/boards/beds.json', { accept: 'text/csv' }, 'application/json; charset=utf-8'],
  ])('%s says which it is', async (_, path, headers, type) => {
    const response = await fetch(url + path, { headers })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    await response.text()
  })

  test('the file says as of when it is, and a byte-order mark is put only when asked for', async () => {
    const response = await fetch(`${url}/api/boards/beds.csv?site=gh&unit=4W&level=secured&bom=1`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-disposition': 'attachment; filename="beds-20261122T200102Z.csv"',
      'x-wardroom-at': '2026-11-22T20:01:02.123Z',
      'x-wardroom-lsn': '00000000016B3748',
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.slice(0, 6)]).toEqual([0xef, 0xbb, 0xbf, ...Buffer.from('key')])
    expect(asked.at(-1)).toEqual({ board: 'beds', level: 'secured', place: { site: 'gh', unit: '4W' } })
    const plain = await fetch(`${url}/api/boards/beds.csv`)
    expect(new Uint8Array(await plain.arrayBuffer())[0]).toBe(Buffer.from('k')[0])
    expect(asked.at(-1)?.level).toBe('corridor') // who forgets to say gets the least
  })

  test.each(['/api/boards/nothing.csv', '/api/boards/beds.xlsx', '/api/boards/beds.csv?bom=yes'])(
    '%s is refused',
    async (path) => {
      const response = await fetch(url + path)
      expect(response.status).toBe(422)
      await response.text()
    },
  )
})
