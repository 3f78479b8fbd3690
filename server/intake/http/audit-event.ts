/** A row of the record as AuditEvent of FHIR R4. Pure. Codes: DICOM PS3.16, as R4's value sets name them. */
import type { AuditEvent } from '../../../schema/audit-event.ts'
import type { AuditRow } from '../../../schema/audit-queries.ts'

type Coding = AuditEvent['type']
type Entity = NonNullable<AuditEvent['entity']>[number]

const dicom = (code: string, display: string): Coding => ({
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code,
  display,
})
const object = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/object-role',
  code,
  display,
})
const kind = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  code,
  display,
})

const APPLICATION = dicom('110100', 'Application Activity')
const AUDIT_LOG = dicom('110101', 'Audit Log Used')
const EXPORT = dicom('110106', 'Export')
const RECORD = dicom('110110', 'Patient Record')
const QUERY = dicom('110112', 'Query')
const ALERT = dicom('110113', 'Security Alert')
const USER = dicom('110114', 'User Authentication')

/** By how `what` begins, the first that fits: type, subtype, action. */
const MEANINGS: readonly [RegExp, Coding, Coding | undefined, AuditEvent['action']][] = [
  [/^sign-in$/, USER, dicom('110122', 'Login'), 'E'],
  [/^sign-out$/, USER, dicom('110123', 'Logout'), 'E'],
  [/^server\/start$/, APPLICATION, dicom('110120', 'Application Start'), 'E'],
  [/^server\/stop$/, APPLICATION, dicom('110121', 'Application Stop'), 'E'],
  [/^emergency\/open$/, ALERT, dicom('110127', 'Emergency Override Started'), 'E'],
  [/^emergency\/close$/, ALERT, dicom('110138', 'Emergency Override Stopped'), 'E'],
  [/^people\/.*(grant|group)$/, ALERT, dicom('110136', 'Security Roles Changed'), 'U'],
  [/^people\//, ALERT, dicom('110137', 'User Security Attributes Changed'), 'U'],
  [/^(credentials|walls)\//, ALERT, dicom('110129', 'Security Configuration'), 'U'],
  [/^(query|file)\/audit|^audit\//, AUDIT_LOG, undefined, 'R'],
  [/^command\//, ALERT, dicom('110132', 'Use of Restricted Function'), 'E'],
  [/^file\//, EXPORT, undefined, 'R'],
  [/^query\/(patients|waiting)$/, QUERY, undefined, 'E'],
  [/^(query|board)\//, RECORD, undefined, 'R'],
  [/\/(register|admit|pre-admit|request|ask|invite|lay-out|import)$/, RECORD, undefined, 'C'],
  [/./, RECORD, undefined, 'U'],
]

export function auditEventOf(row: AuditRow): AuditEvent {
  const [, type, subtype, action] = MEANINGS.find(([begins]) => begins.test(row.what)) ?? [
    /./,
    RECORD,
    undefined,
    'U',
  ]
  const address = typeof row.details['address'] === 'string' ? row.details['address'] : undefined
  const entity = [...row.patients.map(patientOf), ...askedOf(row), ...placeOf(row)]
  return {
    resourceType: 'AuditEvent',
    id: String(row.audit_id),
    type,
    ...(subtype && { subtype: [subtype] }),
    action,
    recorded: row.at,
    outcome: row.refused === null ? '0' : '4',
    ...(row.refused !== null && { outcomeDesc: row.refused }),
    ...(row.emergency_id !== null && {
      purposeOfEvent: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
              code: 'BTG',
              display: 'break the glass',
            },
          ],
        },
      ],
    }),
    agent: [
      {
        ...(agentOf(row) !== undefined && { altId: agentOf(row) }),
        name: row.who,
        requestor: true,
        ...(address !== undefined && { network: { address, type: '2' as const } }),
      },
    ],
    source: { ...(row.site !== null && { site: row.site }), observer: { display: 'Wardroom' } },
    ...(entity.length > 0 && { entity }),
  }
}

const agentOf = ({ person_id, token_id, screen_id }: AuditRow): string | undefined =>
  person_id !== null
    ? `person/${person_id}`
    : token_id !== null
      ? `token/${token_id}`
      : screen_id !== null
        ? `wall/${screen_id}`
        : undefined

const patientOf = ({ patient_id, name }: AuditRow['patients'][number]): Entity => ({
  what: { reference: `Patient/${patient_id}`, display: name },
  type: kind('1', 'Person'),
  role: object('1', 'Patient'),
})

/** What was asked, as it was: R4 wants a query in base64. */
function askedOf({ what, details }: AuditRow): Entity[] {
  const asked = details['asked']
  if (asked === undefined) return []
  const query = Buffer.from(`${what} ${JSON.stringify(asked)}`).toString('base64')
  return [{ type: kind('2', 'System Object'), role: object('24', 'Query'), query }]
}

function placeOf({ what, site, unit, details }: AuditRow): Entity[] {
  const said = Object.entries(details).filter(([name]) => name !== 'asked' && name !== 'address')
  const detail = said.map(([type, value]) => ({
    type,
    valueString: typeof value === 'string' ? value : JSON.stringify(value),
  }))
  const where = [site, unit].filter(Boolean).join('/')
  return [
    {
      type: kind('2', 'System Object'),
      role: object('4', 'Domain Resource'),
      name: where === '' ? what : `${what} at ${where}`,
      ...(detail.length > 0 && { detail }),
    },
  ]
}
