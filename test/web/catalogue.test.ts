/** Every language says everything, with the same blanks to fill in. */
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { bedStates, blockReasons, bedFeatures } from '../../schema/terms.ts'
import { refusalStatus, type RefusalCode } from '../../schema/outcome.ts'
import { ar } from '../../web/lib/i18n/ar.ts'
import { en, type TextKey } from '../../web/lib/i18n/en.ts'
import { Speech } from '../../web/lib/i18n/speech.svelte.ts'
import { bedStates as shownStates } from '../../web/lib/states.ts'
import { overrideFor, refusalText } from '../../web/lib/refusal-text.ts'

const keys = Object.keys(en) as TextKey[]

/** The names in braces of a message, those within plurals and selects too. */
function blanks(text: string, locale: string): string[] {
  const found = new Set<string>()
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk)
    else if (typeof node === 'object' && node !== null) {
      if ('type' in node && 'value' in node && Number(node.type) >= 1 && Number(node.type) <= 6)
        found.add(String(node.value))
      Object.values(node).forEach(walk)
    }
  }
  walk(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst())
  return [...found].sort()
}

describe('the catalogues', () => {
  it('have the same keys', () => expect(Object.keys(ar).sort()).toEqual([...keys].sort()))

  it.each(keys)('%s takes the same values in both languages', (key) => {
    expect(blanks(ar[key], 'ar')).toEqual(blanks(en[key], 'en'))
  })

  it('Arabic is Arabic', () => {
    const latin = keys.filter((key) => !/\p{Script=Arabic}/u.test(ar[key]))
    const allowed = new Set<TextKey>([
      'app.name',
      'door.hl7',
      'door.system',
      'figure.percent',
      'exception.who-does',
      'time.moment',
    ])
    expect(latin.filter((key) => !allowed.has(key))).toEqual([])
  })

  it('say what is the matter with a bed in as few letters as its tile on a wall has room for', () => {
    const short = keys.filter((key) => key.startsWith('exception.short.'))
    for (const texts of [en, ar])
      for (const key of short) expect([key, texts[key].length <= 13]).toEqual([key, true])
  })

  it('know a word for every state, reason and feature of the contract', () => {
    expect(shownStates).toEqual([...bedStates])
    for (const state of bedStates) expect(en).toHaveProperty([`state.${state}`])
    for (const reason of blockReasons) expect(en).toHaveProperty([`block.${reason}`])
    for (const feature of bedFeatures) expect(en).toHaveProperty([`feature.${feature}`])
  })
})

describe('what is said', () => {
  const english = new Speech(() => 'en')
  const arabic = new Speech(() => 'ar')
  const at = '2026-11-22T14:02:09Z'

  it('writes dates with the month in letters and 24 hours, in the zone of the site', () => {
    expect(english.date(at, 'Europe/London')).toBe('22 Nov 2026')
    expect(english.time(at, 'Asia/Kolkata')).toBe('19:32')
    expect(english.time('2026-11-22T00:05:00Z', 'UTC')).toBe('00:05')
    expect(arabic.date(at, 'UTC')).toBe('22 نوفمبر 2026')
  })

  it('counts in Arabic as Arabic does', () => {
    const said = (n: number) => arabic.say('figure.beds', { n })
    expect([1, 2, 5, 18, 100].map(said)).toEqual(['سرير واحد', 'سريران', '5 أسرّة', '18 سريرًا', '100 سرير'])
  })

  it('a refusal names who has the bed and since when', () => {
    const text = refusalText(
      {
        ok: false,
        code: 'bed-taken',
        message: '',
        details: {
          bed: '4W-12',
          holder: { encounter_id: 1, name: 'Okafor, Samuel', mrn: '1000077' },
          since: at,
        },
      },
      english,
      'Europe/London',
      Date.parse(at) + 60_000,
    )
    expect(text).toBe('Someone else has this bed: Okafor, Samuel (1000077), since 14:02.')
  })

  it.each(Object.keys(refusalStatus) as RefusalCode[])(
    'refusal %s can be said without any detail, in both languages',
    (code) => {
      for (const speech of [english, arabic]) {
        const text = refusalText({ ok: false, code, message: 'M', details: {} }, speech, 'UTC', 0)
        expect(text.length).toBeGreaterThan(5)
        expect(text).not.toMatch(/none|[{}]/)
      }
    },
  )

  it('only what a person may pass over is offered to be passed over', () => {
    const answer = (code: RefusalCode) => ({ ok: false, code, message: '', details: {} }) as const
    expect(overrideFor(answer('sex-rule'))).toBe('sex-rule')
    expect(overrideFor(answer('bed-taken'))).toBeUndefined()
  })
})
