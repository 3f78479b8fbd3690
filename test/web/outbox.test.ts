import { describe, expect, it } from 'vitest'
import type { JobRow } from '../../schema/boards/jobs.ts'
import type { Answered } from '../../web/lib/command.ts'
import type { CommandName } from '../../schema/commands/index.ts'
import { Outbox, type Act, type Shelf } from '../../web/lib/outbox.svelte.ts'
import { deedOf } from '../../web/consoles/tasks/deeds.ts'
import { expected } from '../../web/consoles/tasks/expected.ts'
import { inOrder } from '../../web/consoles/jobs/in-order.ts'
import { bedIn } from '../../web/lib/barcode.ts'

class Drawer implements Shelf {
  readonly kept = new Map<string, string>()
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null
  }
  setItem(name: string, value: string): void {
    this.kept.set(name, value)
  }
}

const row: JobRow = {
  key: 'c7',
  id: 7,
  kind: 'cleaning',
  site: 'gh',
  at: { unit: '4W', unit_name: '4 West', zone: null, bed: '4W-1' },
  to: null,
  what: null,
  needs: [],
  priority: 'routine',
  isolation: false,
  opened_by: 'discharge',
  stage: 'waiting',
  vacated_at: '2026-11-22T09:00:00.000Z',
  asked_at: '2026-11-22T09:00:00.000Z',
  assigned_at: null,
  started_at: null,
  finished_at: null,
  inspected_at: null,
  passed: null,
  assigned_to: null,
  paused_since: null,
  pause_reason: null,
  due_at: '2026-11-22T09:30:00.000Z',
  late: false,
  next_since: null,
  found_clean: false,
}
const at = Date.parse('2026-11-22T09:10:00.000Z')
const done: Answered<CommandName> = { ok: true, result: { turnover_id: 7 }, lsn: '0000000000000001' }
const away: Answered<CommandName> = { ok: false, code: 'unreachable', message: '', details: {} }
/** Lets what was begun come to its end: no timer is involved. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('what was done without a link', () => {
  it('is kept over a reload, and sent in order, each with its own key and instant', async () => {
    const drawer = new Drawer()
    const before = new Outbox(drawer, { send: () => Promise.resolve(away) })
    before.add(deedOf(row, 'start', { who: 'Ana', at }))
    before.add(deedOf(row, 'finish', { who: 'Ana', at: at + 60_000 }))
    await settled()
    before.close()
    const keys = before.acts.map(({ key }) => key)

    const sent: Act[] = []
    const after = new Outbox(drawer, { send: (act) => (sent.push(act), Promise.resolve(done)) })
    expect(after.waiting).toHaveLength(2)
    await after.send()
    expect(sent.map(({ command, key }) => [command, key])).toEqual([
      ['cleaning/start', keys[0]],
      ['cleaning/finish', keys[1]],
    ])
    expect(sent.map(({ input }) => 'at' in input && input.at)).toEqual([
      '2026-11-22T09:10:00.000Z',
      '2026-11-22T09:11:00.000Z',
    ])
    expect(after.acts).toEqual([])
    expect(drawer.getItem('wardroom.outbox')).toBe('[]')
  })

  it('is not passed over by what came later, and is sent once however often it is asked for', async () => {
    const sent: string[] = []
    let link = false
    const outbox = new Outbox(new Drawer(), {
      send: async (act) => {
        await settled()
        if (link) sent.push(act.command)
        return link ? done : away
      },
    })
    outbox.add(deedOf(row, 'start', { who: 'Ana', at }))
    outbox.add(deedOf(row, { pause: 'break' }, { who: 'Ana', at }))
    await settled()
    await settled()
    link = true
    await Promise.all([outbox.send(), outbox.send()])
    await settled()
    expect(sent).toEqual(['cleaning/start', 'cleaning/pause'])
    outbox.close()
  })

  it('refused, stays to be read, and what follows goes on', async () => {
    const outbox = new Outbox(new Drawer(), {
      send: ({ command }) =>
        Promise.resolve(
          command === 'cleaning/start'
            ? { ok: false, code: 'already-done', message: 'Ben has it.', details: {} }
            : done,
        ),
    })
    outbox.add(deedOf(row, 'start', { who: 'Ana', at }))
    outbox.add(deedOf(row, 'take', { who: 'Ana', at }))
    await settled()
    await settled()
    expect(outbox.waiting).toEqual([])
    expect(outbox.refused.map(({ refused }) => refused)).toEqual(['Ben has it.'])
    outbox.forget(outbox.refused[0]?.key ?? '')
    expect(outbox.acts).toEqual([])
  })

  it('shows on the job at once', () => {
    const acts = (['start', { pause: 'supplies' }, 'resume', 'finish'] as const).map(
      (step) => ({ ...deedOf(row, step, { who: 'Ana', at }), key: '', refused: null }) satisfies Act,
    )
    const stages = acts.map((_, n) => expected(row, acts.slice(0, n + 1)).stage)
    expect(stages).toEqual(['under-way', 'paused', 'under-way', 'done'])
    expect(expected(row, acts)).toMatchObject({ assigned_to: 'Ana', pause_reason: null })
    expect(expected({ ...row, key: 'c8' }, acts)).toMatchObject({ stage: 'waiting' })
  })
})

it('jobs stand in the order they are to be done: in hand, in a hurry, awaited, longest waiting', () => {
  const job = (key: string, changes: Partial<JobRow>): JobRow => ({ ...row, key, ...changes })
  const rows = [
    job('late', { asked_at: '2026-11-22T08:00:00.000Z' }),
    job('stat', { priority: 'stat' }),
    job('awaited', { next_since: '2026-11-22T08:30:00.000Z' }),
    job('hand', { stage: 'under-way', started_at: '2026-11-22T09:20:00.000Z' }),
    job('usual', {}),
    job('done', { stage: 'done', finished_at: '2026-11-22T08:00:00.000Z' }),
  ]
  expect(inOrder(rows).map(({ key }) => key)).toEqual(['hand', 'stat', 'awaited', 'late', 'usual', 'done'])
})

it('a code on a bed is its code, or an address that names it', () => {
  expect(bedIn(' 4W-12 ')).toBe('4W-12')
  expect(bedIn('https://wardroom.example/tasks?bed=4W-12')).toBe('4W-12')
})
