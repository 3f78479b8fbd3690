/** What somebody will send who tries: each means something to a program that takes it for more than text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { naughtyNames } from '../journeys/naughty.ts'

const meant: readonly string[] = [
  `' or '1'='1`,
  `1; drop table bed; --`,
  `1) union select hash from token --`,
  '$1 $2 %s %n',
  '; cat /etc/passwd',
  '$(reboot) `reboot` | reboot',
  '../../../../etc/passwd',
  '..\\..\\..\\windows\\win.ini',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/etc/passwd\u0000.csv',
  'two\r\nSet-Cookie: wardroom=stolen',
  'line\n{"level":60,"msg":"forged"}',
  '\u001b[2J\u001b[31mred\u0007',
  '\u2028\u2029\u0085',
  '$' + '{jndi:ldap://127.0.0.1/a}', // in one piece, the linter takes it for a slip
  '#{7*7} {{7*7}} <%= 7*7 %>',
  '(a+)+$',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\ud800',
  '\uffff\ufeff',
  '\u0000',
  '',
  ' ',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '0x10',
  '2026-02-30T25:61:61Z',
  '[object Object]',
  'x'.repeat(10_000),
]

const SAMPLES = new URL('../../../shared/samples/blns/', import.meta.url)

/** The Big List of Naughty Strings, where it lies beside the project; it is no part of it. */
export function bigList(): string[] {
  if (!existsSync(SAMPLES)) return []
  return readdirSync(SAMPLES, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8')) as unknown[])
    .filter((one) => typeof one === 'string')
}

export const strings: readonly string[] = [...meant, ...naughtyNames]
