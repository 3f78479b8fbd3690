import { describe, expect, it } from 'vitest'
import { receiverErrors, type TypedReceiver } from '../../web/consoles/inbox/receiver-errors.ts'

const whole: TypedReceiver = {
  name: 'PAS',
  host: 'pas.example',
  port: '2575',
  application: 'PAS',
  kinds: ['A01'],
}
const wrong = (differs: Partial<TypedReceiver>, others: string[] = []) =>
  receiverErrors({ ...whole, ...differs }, others).map(({ error }) => error)

describe('what was typed of a receiver', () => {
  it('is well when nothing is missing', () => expect(wrong({})).toEqual([]))
  it('says everything that is missing at once, in the order of the form', () =>
    expect(wrong({ name: ' ', host: '', port: '', application: '', kinds: [] })).toEqual([
      'name',
      'host',
      'port',
      'application',
      'kinds',
    ]))
  it('has a name no other of its site has', () => expect(wrong({}, ['PAS'])).toEqual(['name-taken']))
  it.each(['http://pas', 'pas.example:2575', 'pas example', '10.0.0.5:2575'])('%s is no host', (host) =>
    expect(wrong({ host })).toEqual(['host-address']),
  )
  it.each(['10.0.0.5', 'fe80::1', 'pas_1.ward'])('%s is one', (host) => expect(wrong({ host })).toEqual([]))
  it.each(['0', '65536', '25 75', 'mllp'])('%s is no port', (port) =>
    expect(wrong({ port })).toEqual(['port']),
  )
})
